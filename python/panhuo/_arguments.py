"""What callers hand over, looked at before the native half sees it."""

import sys
from collections.abc import Iterable
from operator import index

from panhuo._i18n import pick
from panhuo.errors import InvalidArgumentError


def check_count(name: str, number: int, *, least: int = 0) -> int:
    """A count; one larger than a machine's numbers means all.

    Raises:
        InvalidArgumentError: If it is less than the least.
        TypeError: If it is no whole number.
    """
    try:
        count = index(number)
    except TypeError:
        message = pick(
            f"{name} 应为整数，给出的是 {number!r}",
            f"{name} must be a whole number, got {number!r}",
        )
        raise TypeError(message) from None
    if count < least:
        message = pick(
            f"{name} 应不小于 {least}，给出的是 {count}", f"{name} must be ≥ {least}, got {count}"
        )
        raise InvalidArgumentError(message)
    return min(count, sys.maxsize)


def check_text_list(name: str, several: Iterable[str]) -> list[str]:
    """A list of texts: of one text alone, each character would be taken for one.

    Raises:
        TypeError: If it is one text.
    """
    if isinstance(several, str):
        message = pick(
            f"{name} 应为列表，例如 [{several!r}]，不能是文本",
            f"{name} is a list such as [{several!r}], not a text",
        )
        raise TypeError(message)
    return list(several)
