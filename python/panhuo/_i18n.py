"""Text in both languages: objects are made once and shown in the language of the moment."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Self

from panhuo import _native
from panhuo.errors import InvalidArgumentError

_speaking: ContextVar[str] = ContextVar("panhuo_speaking")


def spoken() -> str:
    """The language of the moment: a page's own, else the display language."""
    return _speaking.get("") or _native.language()


def language_or_spoken(lang: str | None) -> str:
    """A language that is asked for, else the language of the moment.

    Raises:
        InvalidArgumentError: If it is neither Chinese nor English.
    """
    if lang is None:
        return spoken()
    if lang not in ("zh", "en"):
        message = f"the language must be zh or en, got {lang}"
        raise InvalidArgumentError(message)
    return lang


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speaks a language in this thread for the while."""
    token = _speaking.set(language)
    try:
        yield
    finally:
        _speaking.reset(token)


def kind_labels() -> dict[str, str]:
    """The kinds of site in the language of the moment: stable name to label."""
    return _native.kinds(language=spoken())


def pick(zh: str, en: str) -> str:
    """One of two texts, by the language of the moment."""
    return zh if spoken() == "zh" else en


@dataclass(frozen=True, slots=True)
class Words:
    """The same said in Chinese and in English; `str` gives the display language.

    Attributes:
        zh: In Chinese.
        en: In English.

    Example:
        >>> import panhuo as ph
        >>> words = ph.Words(zh="层高", en="ceiling height")
        >>> str(words)
        '层高'
        >>> words.en
        'ceiling height'
    """

    zh: str
    en: str

    def __str__(self) -> str:
        """The words in the display language."""
        return pick(self.zh, self.en)

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        """Takes the words of a native view."""
        return cls(view["zh"], view["en"])


MEANINGS = {name: Words.of(view) for name, view in json.loads(_native.meanings()).items()}
"""What each attribute means, by its stable name."""
