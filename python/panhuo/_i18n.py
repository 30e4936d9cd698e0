"""Text in both languages: objects are made once and shown in the language of the moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from panhuo import _native
from panhuo._native import Words, language, language_or_current

__all__ = ["MEANINGS", "Words", "in_language", "language", "language_or_current", "pick"]

MEANINGS = _native.meanings()
"""What each attribute means, by its stable name."""


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Shows everything in a language, in this thread, inside the block."""
    before = _native.set_thread_language(language)
    try:
        yield
    finally:
        _native.set_thread_language(before)


def pick(zh: str, en: str) -> str:
    """One of two texts, by the language of the moment."""
    return zh if language() == "zh" else en
