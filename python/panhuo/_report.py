"""The report for a meeting: one HTML page that opens anywhere, or a workbook."""

from pathlib import Path
from typing import TYPE_CHECKING

from panhuo._borders import Borders, borders_of
from panhuo._files import StrPath, write_text
from panhuo._i18n import language_or_current, pick
from panhuo._native import check_audience
from panhuo._page import document
from panhuo._page_data import of_shortlist
from panhuo._workbook import write_workbook
from panhuo.errors import InvalidArgumentError

if TYPE_CHECKING:
    from panhuo._shortlist import Shortlist


def write(
    shortlist: "Shortlist",
    path: StrPath,
    *,
    lang: str | None,
    audience: str,
    borders: Borders | None,
) -> None:
    """Writes the report of a shortlist, as its name ends: a page, or a workbook.

    Raises:
        InvalidArgumentError: For another language, audience or ending.
        ParseError: If the borders are no GeoJSON of lines or polygons.
        SourceError: If the file cannot be written.
    """
    check_audience(audience)
    language = language_or_current(lang)
    ending = Path(path).suffix.lower()
    if ending not in (".html", ".htm", ".xlsx"):
        message = pick(
            f"报告的文件名应以 .html 或 .xlsx 结尾，给出的是 {path}",
            f"a report ends in .html or .xlsx, got {path}",
        )
        raise InvalidArgumentError(message)
    given = borders_of(borders)
    data = of_shortlist(shortlist, audience=audience, borders=given, report=True)
    if ending == ".xlsx":
        write_workbook(data, Path(path), lang=language)
        return
    write_text(Path(path), document(data, lang=language))
