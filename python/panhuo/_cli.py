"""The same verbs for those without a notebook: read, issues, match, report."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from panhuo._i18n import pick
from panhuo._inventory import Inventory, open
from panhuo._ledgers import read_ledgers
from panhuo._native import __version__, set_language
from panhuo._requirement import Requirement
from panhuo._table import Table
from panhuo.errors import InvalidArgumentError, PanhuoError


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")


def _write(table: Table, path: str) -> None:
    """Writes a table in the format that the name of the file asks for."""
    kind = Path(path).suffix.lower()
    if kind == ".xlsx":
        table.to_xlsx(path)
    elif kind == ".parquet":
        table.to_parquet(path)
    else:
        message = pick(
            f"表格可写成 .xlsx 或 .parquet，不能写成 {path}",
            f"a table can be written to .xlsx or .parquet, not to {path}",
        )
        raise InvalidArgumentError(message)


def _opened(options: argparse.Namespace) -> Inventory:
    return open(options.inventory)


def _read(options: argparse.Namespace) -> None:
    ledgers = read_ledgers(
        options.ledgers,
        profile=options.profile,
        default_kind=options.kind,
        landmarks=options.landmarks,
        max_cells=options.max_cells,
        max_bytes=options.max_bytes,
    )
    inventory = ledgers.inventory()
    _say(ledgers)
    if options.resolve or options.review:
        resolution = ledgers.resolve()
        inventory = resolution.inventory()
        _say(resolution)
        if options.review:
            resolution.export_decisions(options.review)
    inventory.save(options.output)
    _say(inventory)
    if options.issues:
        _write(ledgers.issues, options.issues)


def _issues(options: argparse.Namespace) -> None:
    issues = _opened(options).issues
    if options.output:
        _write(issues, options.output)
    else:
        _say(issues)


def _match(options: argparse.Namespace) -> None:
    catalog = _opened(options).catalog()
    requirement = Requirement.from_file(options.requirement)
    if options.site:
        _say(catalog.explain(requirement, options.site))
        return
    shortlist = catalog.match(requirement, top=options.top)
    if options.json:
        _say(shortlist.to_json())
        return
    _say(requirement)
    _say(shortlist)
    for line in shortlist.describe_tally():
        _say(line)


def _report(options: argparse.Namespace) -> None:
    requirement = Requirement.from_file(options.requirement)
    shortlist = _opened(options).catalog().match(requirement, top=options.top)
    shortlist.report(options.output, lang=options.lang, audience=options.audience)


Run = Callable[[argparse.Namespace], None]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="panhuo",
        description="盘活：台账、清单、候选、报告。 Ledgers, one inventory, answers with reasons.",
    )
    parser.add_argument("--version", action="version", version=f"panhuo {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, run: Run, about: str) -> argparse.ArgumentParser:
        each = verbs.add_parser(name, help=about, description=about)
        each.set_defaults(run=run)
        each.add_argument(
            "--lang", choices=["zh", "en"], default="zh", help="语言 language (default: zh)"
        )
        return each

    read = verb("read", _read, "读台账，存成一个 GeoPackage: ledgers into one inventory")
    read.add_argument("ledgers", nargs="+", help="files, folders or patterns such as '*.xlsx'")
    read.add_argument("-o", "--output", default="inventory.gpkg", help="default: inventory.gpkg")
    read.add_argument("--profile", help="a bundled profile such as yueyanglou, or a .json file")
    read.add_argument("--kind", help="the kind of sites whose ledger does not say, such as land")
    read.add_argument("--landmarks", help="a GeoJSON file of ports, exits, lakes")
    for limit, default in (("cells", 5_000_000), ("bytes", 256 << 20)):
        read.add_argument(
            f"--max-{limit}",
            type=int,
            default=default,
            help=f"the limit of {limit} of all ledgers together (default: {default:,})",
        )
    read.add_argument(
        "--resolve", action="store_true", help="同一处合并: rows of the same site become one"
    )
    read.add_argument("--review", help="--resolve, and the doubtful pairs to this .xlsx file")
    read.add_argument("--issues", help="write the issues to this .xlsx or .parquet file too")

    issues = verb("issues", _issues, "疑点清单: the issues, to be sent back to the townships")
    issues.add_argument("inventory", help="what `read` wrote")
    issues.add_argument("-o", "--output", help="an .xlsx or .parquet file instead of the screen")

    match = verb("match", _match, "候选清单: the best sites for a requirement, with reasons")
    report = verb("report", _report, "一页报告: one HTML page that opens anywhere")
    for each in (match, report):
        each.add_argument("inventory", help="what `read` wrote")
        each.add_argument("requirement", help="a requirement as JSON")
        each.add_argument("--top", type=int, default=10, help="how many sites (default: 10)")
    match.add_argument("--json", action="store_true", help="everything, as JSON")
    match.add_argument("--site", help="explain this site instead of listing the best")
    report.add_argument("-o", "--output", default="report.html", help="default: report.html")
    report.add_argument(
        "--audience", choices=["investor", "bureau"], default="investor", help="who reads it"
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the command line asks for; what goes wrong is said in one line."""
    options = _parser().parse_args(arguments)
    set_language(options.lang)
    try:
        options.run(options)
    except (PanhuoError, ImportError) as error:
        sys.stderr.write(f"panhuo: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0
