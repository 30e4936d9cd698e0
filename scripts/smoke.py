"""What an installed panhuo must do in an environment that has nothing else: run by package.sh."""

import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import panhuo as ph


def main() -> None:
    """Reads a ledger, keeps it, matches, reports, and goes through the door for frames."""
    if "site-packages" not in ph.__file__:
        message = f"this is not the installed package: {ph.__file__}"
        raise SystemExit(message)
    if not files("panhuo").joinpath("py.typed").is_file():
        message = "the package is not marked as typed"
        raise SystemExit(message)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledger = folder / "闲置厂房.csv"
        ledger.write_text("名称,层高（m）\n宏远机械厂,9\n老棉纺厂,7.2\n", encoding="utf-8")
        ledgers = ph.read_ledgers(ledger, default_kind="idle_factory")
        ledgers.save(folder / "store.gpkg")
        catalog = ph.open(folder / "store.gpkg").catalog()
        wanted = ph.Requirement("铸造", must=[ph.ceiling_height >= "8 m"])
        shortlist = catalog.match(wanted)
        found = [each.name for each in shortlist]
        if found != ["宏远机械厂"]:
            message = f"the shortlist is {found}"
            raise SystemExit(message)
        shortlist.report(folder / "page.html", lang="en")
        shortlist.report(folder / "page.xlsx", audience="bureau")
        catalog.map().save(folder / "map.html")
        if ph.Catalog.from_arrow(catalog).rank(wanted).sites != shortlist.ranking.sites:
            message = "the door for frames changes the answer"
            raise SystemExit(message)
        catalog.to_xlsx(folder / "sites.xlsx")
        command = [sys.executable, "-m", "panhuo", "issues", folder / "store.gpkg"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([Path(sys.executable).with_name("panhuo"), "--version"], check=True)


if __name__ == "__main__":
    main()
