"""What callers hand over, looked at before the native half sees it."""

import sys
from collections.abc import Iterable
from operator import index

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
        message = f"{name} is a whole number, not {number!r}"
        raise TypeError(message) from None
    if count < least:
        message = f"{name} must be ≥ {least}, got {count}"
        raise InvalidArgumentError(message)
    return min(count, sys.maxsize)


def check_text_list(name: str, several: Iterable[str]) -> list[str]:
    """A list of texts: of one text alone, each character would be taken for one.

    Raises:
        TypeError: If it is one text.
    """
    if isinstance(several, str):
        message = f"{name} is a list such as [{several!r}], not a text"
        raise TypeError(message)
    return list(several)
