"""Long lists on their way to and from the native half, a page of JSON at a time."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any

from panhuo._i18n import pick
from panhuo._native import Quantity
from panhuo.errors import ParseError

_PAGE = 256
"""How many records are written at a time: between two pages Ctrl-C is heard."""


def pages(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The records as JSON: a day as its text, a quantity as number and unit.

    Raises:
        TypeError: If a record is no mapping, or holds what has no text.
        ParseError: If a value is not a number (NaN).
    """
    rest = iter(records)
    number = 0
    while page := list(islice(rest, _PAGE)):
        try:
            yield json.dumps([_checked(record) for record in page], default=_plain, allow_nan=False)
        except ValueError as error:
            raise ParseError(_unwritable(page, number) or str(error)) from error
        number += len(page)


def rows_of(pages: list[str]) -> Iterator[dict[str, Any]]:
    """The rows of all pages, in order."""
    for page in pages:
        yield from json.loads(page)


def _checked(record: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(record, Mapping):
        message = pick(
            f"每条记录应为一个字典，每处资源一条，不能是 {type(record)}",
            f"each record is a mapping, one a site, not {type(record)}",
        )
        raise TypeError(message)
    return dict(record)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON does not know
    """A value as JSON holds it."""
    if value != value:  # noqa: PLR0124 - NaT, which is a moment to Python
        message = pick(f"取值是 {value}", f"a value is {value}")
        raise ValueError(message)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Quantity):
        return str(value)
    if hasattr(value, "item"):  # a number of NumPy
        return value.item()
    message = pick(f"记录中的值不能是 {value!r}", f"a value of a record cannot be {value!r}")
    raise TypeError(message)


def _unwritable(page: list[Mapping[str, Any]], first: int) -> str:
    """Which value of a page JSON cannot hold."""
    for at, record in enumerate(page, first):
        for name, value in record.items():
            try:
                json.dumps(value, default=_plain, allow_nan=False)
            except ValueError:
                id_ = record.get("id")
                return pick(
                    f"第 {at} 条记录（从 0 数起，“{id_}”）：`{name}` 是 {value}，空白请用 None",
                    f"record {at} (`{id_}`): `{name}` is {value}: give None for a blank",
                )
    return ""
