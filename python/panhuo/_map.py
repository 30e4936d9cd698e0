"""Maps: a page to look at in a notebook, and one file that opens anywhere without a network."""

from html import escape
from pathlib import Path
from typing import Any

from panhuo._files import StrPath, write_text
from panhuo._i18n import pick
from panhuo._page import document
from panhuo._page_data import Data
from panhuo._widget import widget_of


class Map:
    """A map of sites with the table that says the same; `Shortlist.map` and `Catalog.map` make it.

    In a notebook it shows itself, as a widget where anywidget is installed. It is filtered by kind,
    score and jurisdiction; a site that is clicked, on the map or in the table, is explained.

    Example:
        >>> import panhuo as ph, pathlib, tempfile
        >>> lot = {"id": "A", "kind": "land", "longitude": 113.14, "latitude": 29.44}
        >>> chart = ph.Inventory.from_records([lot]).catalog().map()
        >>> path = pathlib.Path(tempfile.mkdtemp(), "map.html")
        >>> chart.save(path)
        >>> path.read_text(encoding="utf-8").startswith("<!doctype html>")
        True
    """

    __slots__ = ("_data", "_lang", "height")

    height: int
    """How high it is in a notebook, in pixels."""

    def __init__(self, data: Data, *, lang: str, height: int = 680) -> None:
        """Takes the data of a page."""
        self._data = data
        self._lang = lang
        self.height = height

    def to_html(self) -> str:
        """The page as text: scripts, styles and data in one; it fetches nothing."""
        return document(self._data, lang=self._lang)

    def save(self, path: StrPath) -> None:
        """Writes the page.

        Args:
            path: Where to, such as ``"map.html"``.

        Raises:
            SourceError: If the file cannot be written.
        """
        write_text(Path(path), self.to_html())

    def widget(self) -> Any:  # noqa: ANN401 - an anywidget.AnyWidget, which is optional
        """The map as a Jupyter widget; its trait ``selected`` is the id of the chosen site.

        Raises:
            ImportError: If anywidget is not installed.
        """
        return widget_of(self.to_html(), self.height)

    def __repr__(self) -> str:
        """How many sites it shows."""
        sites, located = self._data["sites"], sum("at" in site for site in self._data["sites"])
        return pick(
            f"<panhuo.Map：{len(sites)} 宗，其中有坐标 {located} 宗>",
            f"<panhuo.Map: {len(sites)} sites, {located} with a position>",
        )

    def _repr_html_(self) -> str:
        """A frame that may run the page's own scripts and nothing else."""
        return (
            f'<iframe sandbox="allow-scripts" title="{escape(repr(self))}" '
            f'style="box-sizing:border-box;width:100%;height:{self.height}px;'
            'border:1px solid #d8dee6" '
            f'srcdoc="{escape(self.to_html())}"></iframe>'
        )

    def _repr_mimebundle_(self, **_: Any) -> Any:  # noqa: ANN401 - what IPython asks for
        """The widget where there is one, else the frame."""
        try:
            bundle = self.widget()._repr_mimebundle_()
        except ImportError:
            bundle = None
        return bundle or {"text/plain": repr(self), "text/html": self._repr_html_()}
