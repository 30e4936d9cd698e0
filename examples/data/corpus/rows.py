"""One row of a ledger: whose it is, what mess its author makes, and what it ends up telling."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.layouts import Sheet
from corpus.measures import Written
from corpus.sites import Site


@dataclass(eq=False)
class Row:
    """One site in one sheet, and the mess its author makes: field -> mess."""

    site: Site
    sheet: Sheet
    repeats: bool = False
    name_form: str = "full"
    mess: dict[str, str] = field(default_factory=dict)
    point_mess: str | None = None
    no_contact: bool = False
    contact_in_remark: bool = False
    hidden: bool = False

    def fields(self) -> set[str]:
        """The fields that the sheet has a column for."""
        return {column.field for column in self.sheet.columns}

    def tells(self, attribute: str) -> bool:
        """Whether the row has both the column and the fact."""
        return attribute in self.fields() and attribute in self.site.facts


@dataclass(eq=False)
class Filled:
    """A finished row: cell values by column, and its line of the truth."""

    values: list
    readings: dict = field(default_factory=dict)
    raw: dict = field(default_factory=dict)
    encumbrances: dict = field(default_factory=dict)
    contact: bool = False
    point: tuple = (None, None)
    errors: list = field(default_factory=list)
    name: str = ""
    township: str = ""

    def note(self, error: str | None) -> None:
        """Remembers a kind of mess once."""
        if error and error not in self.errors:
            self.errors.append(error)

    def put(self, index: int, written: Written) -> None:
        """Takes one written cell for an attribute's column."""
        self.values[index] = written.value
        for attribute, reading in written.readings.items():
            self.readings[attribute] = reading
            if written.error:
                self.raw[attribute] = (index, written.value, written.error)
        self.note(written.error)
