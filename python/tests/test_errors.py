"""Errors are worded in the display language."""

import re
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import panhuo as ph
from panhuo._i18n import in_language

HAN = re.compile("[\u4e00-\u9fff]")
# The names that callers give in the cases below; an error repeats them in every language.
GIVEN = re.compile("层膏|郭镇|面积要求")


def _missing(_: Path) -> object:
    return ph.open("no such file.gpkg")


def _decisions(path: Path) -> object:
    """Reads a workbook of which an unreadable one is an error, and not an issue as of a ledger."""
    rows = ph.Inventory.from_records([{"id": "A", "kind": "land"}])
    return rows.resolve().import_decisions(path)


def _truncated(folder: Path) -> object:
    path = folder / "truncated.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    return _decisions(path)


def _shared_strings(folder: Path) -> object:
    path = folder / "strings.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/sharedStrings.xml", '<sst uniqueCount="999999999"><si/></sst>')
    return _decisions(path)


def _password(folder: Path) -> object:
    path = folder / "password.xls"
    path.write_bytes(_encrypted())
    return _decisions(path)


def _encrypted() -> bytes:
    """A binary workbook of which the only part is called an encrypted package."""
    fixtures = Path(__file__).parents[2] / "crates" / "panhuo-ledger" / "tests" / "fixtures"
    changed = bytearray((fixtures / "township.xls").read_bytes())
    at = changed.index("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage".encode("utf-16-le")
    changed[at : at + 64] = name.ljust(64, b"\0")
    changed[at + 64] = len(name) + 2
    return bytes(changed)


def _older(folder: Path) -> object:
    path = folder / "older.gpkg"
    ph.Inventory.from_records([{"id": "A", "kind": "land"}]).save(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE panhuo_format SET version = 2")
    connection.close()
    return ph.open(path)


def _contradiction(_: Path) -> object:
    bounds = [ph.floor_area >= "8000 ㎡", ph.floor_area <= "5000 ㎡"]
    return ph.Requirement("面积要求", must=bounds).check()


def _township(_: Path) -> object:
    catalog = ph.Inventory.from_records([{"id": "A", "kind": "land"}]).catalog()
    return catalog.match(ph.Requirement("x", must=[ph.in_jurisdictions("郭镇")]))


def _column(_: Path) -> object:
    return ph.link({"name": [7]}, profile="site")


CASES = [
    (lambda _: ph.Attribute("层膏"), ph.NotFoundError, "属性", "attribute"),
    (lambda _: ph.floor_area >= "8 m", ph.ParseError, "面积", "area"),
    (lambda _: ph.floor_area >= object(), TypeError, "界限", "a bound"),
    (lambda _: ph.set_language("fr"), ph.InvalidArgumentError, "语言", "language"),
    (lambda _: ph.Quantity("8 m").to("kVA"), ph.InvalidArgumentError, "不能换算", "converted"),
    (lambda _: ph.Inventory.from_records([{"id": "A"}]), ph.ParseError, "记录", "record"),
    (
        lambda _: ph.Inventory.from_records([{"id": "A", "kind": "land", "longitude": 1}]),
        ph.InvalidSiteError,
        "只给出了一个",
        "only one of",
    ),
    (lambda _: ph.read_ledgers([]), ph.SourceNotFoundError, "路径列表是空的", "list of paths"),
    (_missing, ph.SourceNotFoundError, "无法打开：文件不存在", "cannot be opened"),
    (_truncated, ph.FormatError, "不是工作簿", "not a workbook"),
    (_shared_strings, ph.FormatError, "共享字符串", "more shared strings"),
    (_password, ph.FormatError, "密码", "password"),
    (_older, ph.FormatError, "格式是 2", "has format 2"),
    (_contradiction, ph.InvalidRequirementError, "自相矛盾", "contradicts itself"),
    (_township, ph.NotFoundError, "属地", "jurisdiction"),
    (_column, ph.InvalidArgumentError, "应为文本", "expected a text"),
]


@pytest.mark.parametrize(("call", "exception", "zh", "en"), CASES)
def test_errors_are_in_the_display_language(
    call: Callable[[Path], object],
    exception: type[Exception],
    zh: str,
    en: str,
    tmp_path: Path,
) -> None:
    ph.set_language("zh")
    with pytest.raises(exception) as caught:
        call(tmp_path)
    assert zh in str(caught.value)
    ph.set_language("en")
    with pytest.raises(exception) as caught:
        call(tmp_path)
    assert en in str(caught.value)
    assert not HAN.search(GIVEN.sub("", str(caught.value))), caught.value


def test_an_interruptible_call_words_its_errors_in_the_language_of_its_thread(
    tmp_path: Path,
) -> None:
    with in_language("en"), pytest.raises(ph.SourceNotFoundError, match="cannot be opened"):
        ph.read_ledgers(tmp_path / "none.csv")
    with in_language("en"), pytest.raises(ph.SourceError, match="cannot be written"):
        ph.Inventory.from_records([]).save(tmp_path / "none" / "a.gpkg")
