"""Checks of arguments, before the native half gets them."""

import sys
from collections.abc import Iterable, Mapping
from operator import index
from typing import Any, TypeVar

from panhuo._i18n import pick
from panhuo.errors import InvalidArgumentError

T = TypeVar("T")


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


def _wrong_type(name: str, value: object, expected: str) -> TypeError:
    given = type(value).__name__
    return TypeError(
        pick(
            f"{name} 应为 {expected}，给出的是 {given}",
            f"{name} must be of type {expected}, got {given}",
        )
    )


def check_type(name: str, value: object, kind: type[T]) -> T:
    """A value of a type.

    Raises:
        TypeError: If it is of another one.
    """
    if not isinstance(value, kind):
        raise _wrong_type(name, value, kind.__name__)
    return value


def check_mapping(name: str, value: object) -> Mapping[Any, Any]:
    """Values by key.

    Raises:
        TypeError: If it is no mapping, such as a dictionary.
    """
    if not isinstance(value, Mapping):
        raise _wrong_type(name, value, "Mapping")
    return value


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
