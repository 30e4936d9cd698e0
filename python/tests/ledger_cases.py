"""Reads each ledger of a folder of cases and compares the sites with its ``cases.json``.

    python python/tests/ledger_cases.py FOLDER

Prints a line for each case and how many fail; pytest does not collect it. ``cases.json`` gives for
each case the file, the keywords of `panhuo.read_ledgers`, and for each site by name (``*`` for any)
the expected values by attribute. Keys that start with ``_`` expect something else of the site, and
keys that end with ``!`` name a value that must not be read.
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

import panhuo as ph

QUIET = {"header-unknown", "name-missing"}


def value(fact: Any) -> Any:
    """The range of a number, the Chinese words of anything else, or None if it is not known."""
    if fact is None or not fact.known:
        return None
    if fact.low is not None or fact.high is not None:
        return (fact.low, fact.high)
    return fact.words.zh


def close(observed: Any, expected: Any) -> bool:
    """Whether a value is the expected one, numbers within a hundred-thousandth."""
    if expected is None or isinstance(expected, str):
        return bool(observed == expected)
    ends = expected if isinstance(expected, list) else [expected, expected]
    if not isinstance(observed, tuple) or None in observed:
        return False
    pairs = zip(observed, ends, strict=True)
    return all(abs(got - end) <= 1e-5 * max(1, abs(end)) for got, end in pairs)


def extras(sites: list[Any]) -> list[str]:
    """The texts of the columns that no attribute holds."""
    return [extra["value"] for site in sites for extra in site.to_dict()["extras"]]


def fault(  # noqa: PLR0911 - one for each kind of expectation
    key: str, expected: Any, sites: list[Any], ledgers: ph.Ledgers, case: str
) -> str | None:
    """What is wrong with one expectation of a case, or None."""
    site, issues = sites[0] if sites else None, list(ledgers.issues)
    match key:
        case "_issue" | "_issue_row" | "_file":
            column = {"_issue": "cell", "_issue_row": "row", "_file": "file"}[key]
            named = any(issue[column] == expected for issue in issues)
            return None if named else f"no {key[1:]} {expected}"
        case "_anyissue":
            return None if issues else "no issue at all"
        case "_j":
            name = site.jurisdiction_name
            return None if name == expected else f"jurisdiction {name!r}"
        case "_enc":
            present = {kind: it.present for kind, it in site.encumbrances.items()}
            wrong = any(present.get(kind) != it for kind, it in expected.items())
            return f"encumbrances {present}" if wrong else None
        case "_detail":
            details = [it.detail for each in sites for it in each.encumbrances.values()]
            kept = any(expected in text for text in details + extras(sites))
            return None if kept else f"{expected} nowhere"
        case "_extra!":
            kept = any(expected in text for text in extras(sites))
            return f"extras hold {expected}" if kept else None
        case "_xy":
            if site.longitude is None:
                return "no position"
            across = 111_320 * math.cos(math.radians(expected[1]))
            east, north = site.longitude - expected[0], site.latitude - expected[1]
            distance = math.hypot(east * across, north * 111_200)
            limit = 20 if "cartesian" in case else 5000
            return None if distance <= limit else f"{distance:.0f} m off"
    if key.endswith("!"):
        for each in sites:
            read = value(each.facts.get(key[:-1]))
            read = read[0] if isinstance(read, tuple) else read
            if read == expected or (isinstance(expected, str) and expected in str(read or "")):
                return f"{each.name} {key[:-1]} = {read!r}"
        return None
    observed = value(site.facts.get(key))
    return None if close(observed, expected) else f"{key} = {observed}, expected {expected}"


def faults(name: str, case: dict[str, Any], ledgers: ph.Ledgers) -> list[str]:
    """What is wrong with the sites of a case."""
    catalog = ledgers.catalog()
    by_name: dict[str, Any] = {}
    for row in ledgers.sites:
        site = catalog.site(row["id"])
        by_name.setdefault(site.name, site)
    wrong = []
    for key, expected in case["sites"].items():
        sites = list(by_name.values()) if key == "*" else [by_name[key]] if key in by_name else []
        if key != "*" and "_absent" in expected:
            wrong += [f"{key}: is no site"] if sites else []
        elif key != "*" and not sites:
            wrong.append(f"{key}: no such site")
        else:
            found = (fault(what, it, sites, ledgers, name) for what, it in expected.items())
            wrong += [f"{key} {text}" for text in found if text]
    return wrong


def main(folder: Path) -> int:
    """Reads every case and says which fail."""
    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    failed = 0
    for name, case in cases.items():
        ledgers = ph.read_ledgers(folder / case["file"], **case["kw"])
        wrong = faults(name, case, ledgers)
        codes = sorted({issue["code"] for issue in ledgers.issues} - QUIET)
        print("FAIL" if wrong else "pass", name, "; ".join(wrong)[:200], f"  issues: {codes}")
        failed += bool(wrong)
    print(failed, "of", len(cases), "fail")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
