"""Tables: rows of plain values that show themselves and become frames."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Any, overload

from panhuo._display import html_table, page, text_table
from panhuo._frames import frame_of_lists
from panhuo._i18n import Words, pick
from panhuo._native import Frame
from panhuo._sequence import Listed
from panhuo.errors import NotFoundError

Row = dict[str, Any]
_SHOWN = 30


class Table(Listed[Row]):
    """Rows of plain values: a sequence of dicts that shows itself as a table, and becomes frames.

    Example:
        >>> import panhuo as ph
        >>> inventory = ph.Inventory.from_records(
        ...     [{"id": "A", "kind": "land", "name": "胥家桥地块", "site_area": "53.8 亩"}]
        ... )
        >>> inventory.sites[0]["name"]
        '胥家桥地块'
        >>> inventory.sites.column("id")
        ['A']
    """

    def __init__(
        self,
        rows: Sequence[Row],
        shown: dict[str, Words],
        *,
        texts: Mapping[str, Callable[[Row], str]] = MappingProxyType({}),
        units: Mapping[str, str] = MappingProxyType({}),
        frame: Callable[[str | None], Frame] | None = None,
    ) -> None:
        """Takes the rows, the columns that are shown with their titles, and how some are shown.

        `frame` makes the table for other programs, where the rows do not.
        """
        self._rows = rows
        self._shown = shown
        self._texts = texts
        self._units = units
        self._make_frame = frame

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        """A row, or a list of rows."""
        return list(self._rows[at]) if isinstance(at, slice) else self._rows[at]

    def __iter__(self) -> Iterator[Row]:
        """The rows, in order."""
        return iter(self._rows)

    def column(self, name: str) -> list[Any]:
        """The values of one column, one a row.

        Args:
            name: The key of the column.

        Raises:
            NotFoundError: If the rows have no such key.
        """
        known = list(self._rows[0]) if self._rows else list(self._shown)
        if name not in known:
            message = pick(
                f"name：没有名为 {name!r} 的列；可选：{'、'.join(known)}",
                f"name: there is no column {name!r}; there are {', '.join(known)}",
            )
            raise NotFoundError(message)
        return [row[name] for row in self._rows]

    def _frame(self, geometry: str | None) -> Frame:
        if self._make_frame is not None:
            return self._make_frame(geometry)
        keys = list(self._rows[0]) if self._rows else list(self._shown)
        lists = {key: [_plain(row[key]) for row in self._rows] for key in keys}
        return frame_of_lists(lists, geometry, dict(self._units))

    def _cells(self) -> tuple[list[str], list[list[str]], frozenset[int], str]:
        """Titles, cells, the columns of numbers, and a line on what is left out."""
        keys = list(self._shown)
        rows = self._rows[:_SHOWN]
        texts = {key: self._texts.get(key, lambda row, key=key: _cell(row[key])) for key in keys}
        cells = [[texts[key](row) for key in keys] for row in rows]
        numbers = frozenset(
            at
            for at, key in enumerate(keys)
            if rows and all(isinstance(row.get(key, 0), int | float) for row in rows)
        )
        left_out = len(self._rows) - len(rows)
        note = pick(f"… 另有 {left_out} 行", f"… {left_out} more rows") if left_out else ""
        return [str(title) for title in self._shown.values()], cells, numbers, note

    def __repr__(self) -> str:
        """A plain table of the first rows."""
        titles, cells, numbers, note = self._cells()
        return "\n".join(filter(None, [text_table(titles, cells, right=numbers), note]))

    def _repr_html_(self) -> str:
        titles, cells, numbers, note = self._cells()
        rows = [[escape(cell) for cell in row] for row in cells]
        body = html_table(titles, rows, right=numbers)
        return page(body + (f'<p class="quiet">{escape(note)}</p>' if note else ""))


def _plain(value: Any) -> Any:  # noqa: ANN401
    """A value as a frame holds it."""
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _cell(value: Any) -> str:  # noqa: ANN401
    """A value as a cell shows it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)
