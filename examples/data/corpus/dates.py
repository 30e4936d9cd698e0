"""Dates, in the forms in which clerks write them, each with the days it may mean."""

from __future__ import annotations

import calendar
import datetime as dt
import random

from corpus.measures import Written, unknown

EXCEL_EPOCH = dt.date(1899, 12, 30)


def whole_month(year: int, month: int) -> list[str]:
    """The days of a month."""
    last = calendar.monthrange(year, month)[1]
    return [f"{year}-{month:02d}-01", f"{year}-{month:02d}-{last:02d}"]


def whole_years(first: int, last: int) -> list[str]:
    """The days from one year's first to another's last."""
    return [f"{first}-01-01", f"{last}-12-31"]


def dotted(rng: random.Random, year: int, month: int) -> str | float:
    """`2008.3`, as text or as the number a spreadsheet makes of it; 2008.1 would be two months."""
    text = f"{year}.{month}"
    return text if month in (1, 10) or rng.random() < 0.5 else float(text)


def dated(rng: random.Random, attribute: str, fact: str, form: str | None) -> Written:
    """One cell for one date; `form` names the way it is written (None: a true date cell)."""
    day = dt.date.fromisoformat(fact)
    year, month = day.year, day.month
    exact = [fact, fact]
    if form == "nineteen_hundred":
        return Written("1900-01-01", {attribute: unknown("not_reported")}, "date_form")
    if form == "span":
        last = year + rng.choice([1, 2, 3, 4])
        return Written(f"{year}-{last}", {attribute: whole_years(year, last)}, "date_form")
    if form == "decade":
        start = year // 10 * 10
        text = f"{start % 100:02d}年代" if start < 2000 else f"{year}年"
        days = whole_years(start, start + 9) if start < 2000 else whole_years(year, year)
        return Written(text, {attribute: days}, "date_form")
    forms = {
        "dot": (dotted(rng, year, month), whole_month(year, month)),
        "han": (f"{year}年{month}月", whole_month(year, month)),
        "han_day": (f"{year}年{month}月{day.day}日", exact),
        "short_year": (f"{year % 100:02d}年", whole_years(year, year)),
        "han_year": (f"{year}年", whole_years(year, year)),
        "bare_year": (year, whole_years(year, year)),
        "slash": (f"{year}/{month}", whole_month(year, month)),
        "serial": ((day - EXCEL_EPOCH).days, exact),
        "iso": (fact, exact),
    }
    if form in forms:
        value, days = forms[form]
        return Written(value, {attribute: days}, None if form == "iso" else "date_form")
    return Written(day, {attribute: exact})
