"""Lists of things that are tables to other programs."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Generic, TypeVar, overload

from panhuo._frames import Framed
from panhuo._i18n import pick

T = TypeVar("T")


class Listed(Framed, Generic[T]):
    """A list that cannot be changed, and a table.

    It has what `collections.abc.Sequence` has but is none: Polars would take a sequence for rows of
    Python's objects and never look at the table.
    """

    __slots__ = ()

    @abstractmethod
    def __len__(self) -> int:
        """How many there are."""

    @overload
    @abstractmethod
    def __getitem__(self, at: int) -> T: ...
    @overload
    @abstractmethod
    def __getitem__(self, at: slice) -> "list[T] | Listed[T]": ...
    @abstractmethod
    def __getitem__(self, at: int | slice) -> "T | list[T] | Listed[T]":
        """One of them, or several."""

    def __iter__(self) -> Iterator[T]:
        """Each of them, in order."""
        return (self[at] for at in range(len(self)))

    def __contains__(self, value: object) -> bool:
        """Whether it is among them."""
        return any(value is each or value == each for each in self)

    def __reversed__(self) -> Iterator[T]:
        """Each of them, the last first."""
        return (self[at] for at in reversed(range(len(self))))

    def index(self, value: object) -> int:
        """Where it is.

        Raises:
            ValueError: If it is not among them.
        """
        for at, each in enumerate(self):
            if value is each or value == each:
                return at
        message = pick(f"其中没有 {value!r}", f"{value!r} is not among them")
        raise ValueError(message)

    def count(self, value: object) -> int:
        """How often it is among them."""
        return sum(value is each or value == each for each in self)
