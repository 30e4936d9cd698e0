"""The whole workflow on the example district: read, save, answer three investors, with reasons.

Prints what was read and with which issues, which rows are one site, the inventory by jurisdiction
and kind, and for each investor the shortlist with reasons and near misses. Writes `inventory.gpkg`,
the pairs of rows to decide as a workbook, a map of all sites, and for each investor a page and the
shortlist as JSON.

    python examples/demo.py [examples/data] [out]
"""

import sys
from collections import defaultdict
from pathlib import Path

import panhuo as ph


def main(data: Path, out: Path) -> None:
    """Runs the workflow from the ledgers in `data` to the answers in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    ledgers = ph.read_ledgers(
        [*data.glob("ledgers/*.xlsx"), *data.glob("ledgers/*.csv")],
        profile="yueyanglou",
        landmarks=data / "landmarks.geojson",
    )
    print_issues(ledgers)

    resolution = ledgers.resolve()
    print_resolution(resolution)
    resolution.export_decisions(out / "待核实.xlsx")
    resolution.inventory().save(out / "inventory.gpkg")
    inventory = ph.open(out / "inventory.gpkg")
    print("\n属地 × 类型")
    print(inventory)

    catalog = inventory.catalog()
    borders = data / "borders.geojson"
    for file in sorted(data.glob("investors/*.json")):
        answer(catalog, ph.Requirement.from_file(file), borders, out / file.stem)
    catalog.map(audience="bureau", borders=borders).save(out / "map.html")
    written = "inventory.gpkg、待核实.xlsx、map.html，每个投资方一页 HTML 和一份 JSON"
    print(f"\n已写入 {out}/：{written}")


def print_issues(ledgers: ph.Ledgers) -> None:
    """Prints how the rows add up, and each kind of issue once with an example."""
    print(
        f"读入 {ledgers.rows_read} 行 = 地块 {len(ledgers.sites)} "
        f"+ 其他已说明 {ledgers.rows_explained}"
    )
    by_code = defaultdict(list)
    for issue in ledgers.issues:
        by_code[issue["severity"], issue["code"]].append(issue)
    order = {"error": 0, "warning": 1, "info": 2}
    for (severity, code), issues in sorted(
        by_code.items(), key=lambda item: (order[item[0][0]], -len(item[1]))
    ):
        first = issues[0]
        where = f"{first['file']}[{first['sheet']}]!{first['cell']}"
        print(f"  {severity:<7} {code} ×{len(issues)}  例：{where} “{first['raw']}” {first['zh']}")


def print_resolution(resolution: ph.Resolution) -> None:
    """Prints how many rows became how many sites, the first issues, and why two rows are one."""
    print("\n同一处资源，多头填报")
    print("\n".join(repr(resolution).splitlines()[:9]))
    members = resolution.inventory().lineage["members"]
    first, second = next(iter(members.values()))[:2]
    print(f"\n为什么是同一处：{first['name']} / {second['name']}")
    print(resolution.evidence(first["row"], second["row"]))


def answer(catalog: ph.Catalog, requirement: ph.Requirement, borders: Path, page: Path) -> None:
    """Prints the shortlist with reasons and near misses, and writes them."""
    print(f"\n■ {requirement}")
    shortlist = catalog.match(requirement, top=10)
    print(shortlist)
    for line in shortlist.describe_tally():
        print(f"  {line}")
    if len(shortlist):
        print("\n  首选理由：")
        print(shortlist.explain(shortlist[0].site))
    print("\n  接近条件：")
    print(shortlist.near_misses(limit=5))
    shortlist.report(page.with_suffix(".html"), audience="investor", borders=borders)
    page.with_suffix(".json").write_text(shortlist.to_json(), encoding="utf-8")


if __name__ == "__main__":
    arguments = [Path(argument) for argument in sys.argv[1:]]
    main(*(arguments + [Path("examples/data"), Path("out")][len(arguments) :]))
