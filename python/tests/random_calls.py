"""Calls everything public with random arguments: `python random_calls.py [calls] [seed]`.

An answer, a `PanhuoError` or a `TypeError` is right. Anything else is printed with the call that
raised it, and the program ends with 1.
"""

import contextlib
import datetime
import inspect
import io
import random
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import panhuo as ph

RIGHT = (ph.PanhuoError, TypeError, ImportError, UnicodeEncodeError)
"""`ImportError` is for optional packages; `UnicodeEncodeError` is what Python's own functions raise
for half of a surrogate pair."""
LEFT_OUT = {
    "set_language",  # of the whole process
    "sample_script",
}

LEDGER = "名称,占地面积（亩）,价格（万元）,乡镇\n甲地块,50,800,郭镇乡\n乙地块,约30,面议,郭镇乡\n"


class Odd:
    """An object that nothing expects, with methods that raise."""

    def __str__(self) -> str:
        raise RuntimeError("no text")

    def __len__(self) -> int:
        raise RuntimeError("no text")


def values(folder: Path) -> list[Any]:
    """Arguments, right and wrong."""
    records = [
        {"id": "A", "kind": "idle_factory", "name": "3#厂房", "floor_area": "8600 ㎡"},
        {"id": "B", "kind": "land", "name": "地块", "longitude": 113.1, "latitude": 29.4},
    ]
    inventory = ph.Inventory.from_records(records)
    catalog = inventory.catalog()
    requirement = ph.Requirement(
        "铸造",
        must=[ph.floor_area >= "8000 ㎡"],
        prefer=[ph.price.falling("0 万元", "900 万元")],
    )
    shortlist = catalog.match(requirement)
    path = folder / "台账.csv"
    path.write_text(LEDGER, encoding="utf-8")
    (folder / "latin.json").write_bytes('{"name": "é"}'.encode("latin-1"))
    return [
        None, True, False, 0, 1, -1, 7, 2**31, 2**63, 2**64, -(2**70), 0.0, -0.5, 1e308,
        float("nan"), float("inf"), "", "x", "land", "A", "B", "郭镇乡", "\ud800", "\x00",
        "8000 ㎡", "5 亩", "investor", "bureau", "zh", "en", "fr", "port", "价格", "price",
        "a" * 5000, b"", b"\xff", bytearray(3), [], [1], ["A", "B"], [None], ["land", 3],
        [[1, 2], [3]], (), (1,),
        (113.1, 29.4), ("a", "b", "c"), {}, {"a": 1}, {1: 2}, {"id": "A"}, [{}], [{"id": "A"}],
        [{"id": None, "kind": 5}], records, {"name": ["a", "b"]}, {"name": [1, None]},
        {"name": "abc"}, set(), {1, 2}, range(3), iter([1, 2]), object(), Odd(), Odd, len,
        datetime.date(2027, 6, 30), datetime.datetime(2027, 6, 30, tzinfo=datetime.UTC), 1j,
        folder, path, folder / "latin.json", folder / "none.gpkg", folder / "out.html",
        folder / "out.xlsx", folder / "no" / "such" / "folder.html", "~", ".", inventory, catalog,
        requirement, shortlist, shortlist.tally, shortlist.near_misses(),
        catalog.explain(requirement, "A"), inventory.resolve(), ph.read_ledgers(path),
        ph.read_ledgers(path).issues, ph.floor_area, ph.Quantity("8600 ㎡"),
        ph.Words("层高", "height"), ph.floor_area >= "8000 ㎡", ph.distance_to("port"),
        catalog.site("A"), catalog.pareto(requirement), catalog.map(), inventory.sites,
        ph.Quantity,
    ]  # fmt: skip


def targets(arguments: list[Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function, class, method and property."""
    classes = {}
    for name in dir(ph):
        each = getattr(ph, name)
        if name.startswith("_") or name in LEFT_OUT or inspect.ismodule(each):
            continue
        if inspect.isclass(each):
            classes[each] = name
        if callable(each) and not (inspect.isclass(each) and issubclass(each, BaseException)):
            yield name, each
    owners = [*classes, *arguments]
    for owner in owners:
        kind = owner if inspect.isclass(owner) else type(owner)
        if not kind.__module__.startswith("panhuo") or issubclass(kind, BaseException):
            continue
        for name in dir(owner):
            if name in LEFT_OUT or (name.startswith("_") and name not in OPERATORS):
                continue
            if inspect.isclass(owner) and not is_of_class(owner, name):
                continue
            yield f"{kind.__name__}.{name}", lambda *a, o=owner, n=name, **k: member(o, n, a, k)


def is_of_class(owner: type, name: str) -> bool:
    """Whether a method needs no object."""
    method = inspect.getattr_static(owner, name, None)
    return isinstance(method, classmethod | staticmethod) or (
        isinstance(getattr(owner, name, None), type(len)) and not inspect.ismethoddescriptor(method)
    )


OPERATORS = {
    "__eq__", "__lt__", "__ge__", "__getitem__", "__contains__", "__len__", "__iter__", "__repr__",
    "__str__", "__hash__", "__add__", "__and__", "__or__", "__bool__",
}  # fmt: skip


def member(owner: Any, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Reads a property, calls a method."""
    value = getattr(owner, name)
    return value(*arguments, **keywords) if callable(value) else value


def keywords_of(name: str, call: Callable[..., Any], owners: dict[str, Any]) -> list[str]:
    """The names of the parameters of a call, as far as they can be known."""
    kind, _, method = name.partition(".")
    target = getattr(owners.get(kind), method, None) if method else call
    try:
        return list(inspect.signature(target).parameters) if target else []
    except (TypeError, ValueError):
        return []


def is_right(name: str, error: BaseException) -> bool:
    """Whether a call may raise this."""
    if isinstance(error, RIGHT) or str(error) == "no text":
        return True
    sequence = {"index": ValueError, "__getitem__": IndexError}.get(name.rpartition(".")[2])
    return sequence is not None and isinstance(error, sequence)


def wrong_calls(calls: int, seed: int) -> Counter[str]:
    """How often what was raised that a call may not raise, by call."""
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        arguments = values(Path(folder))
        every = sorted(targets(arguments), key=lambda each: each[0])
        owners = {each: getattr(ph, each) for each in dir(ph)}
        for _ in range(calls):
            name, call = chance.choice(every)
            given = [chance.choice(arguments) for _ in range(chance.choice([0, 1, 1, 1, 2, 2, 3]))]
            known = [each for each in keywords_of(name, call, owners) if each != "self"]
            chosen = chance.sample(known[len(given) :], min(2, len(known[len(given) :])))
            named = {each: chance.choice(arguments) for each in chosen}
            if chance.random() < 0.5:
                named = {}
            try:
                with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                    warnings.simplefilter("ignore")
                    call(*given, **named)
            except BaseException as error:  # noqa: BLE001 - a panic is one too
                if not is_right(name, error):
                    note(found, name, given, named, error)
    return found


def note(
    found: Counter[str], name: str, given: list[Any], named: dict[str, Any], error: BaseException
) -> None:
    def shown(value: Any) -> str:
        try:
            return repr(value)[:60]
        except Exception:  # noqa: BLE001 - an odd object may raise anything
            return f"<{type(value).__name__}>"

    parts = [*map(shown, given), *(f"{key}={shown(value)}" for key, value in named.items())]
    where = f"{type(error).__name__} {name}"
    if where not in found:
        print(f"{name}({', '.join(parts)}) raised {type(error).__name__}: {str(error)[:200]}")
    found[where] += 1


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]] + [5000, 1][len(sys.argv) - 1 :]
    wrong = wrong_calls(numbers[0], numbers[1])
    print(f"{numbers[0]} calls, {sum(wrong.values())} wrong, {len(wrong)} kinds")
    sys.exit(bool(wrong))
