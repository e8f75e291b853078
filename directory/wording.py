"""Uncertain dates in the reader's words. The sentences of each language stand together here, one rule, one home."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import format_date
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from .dates import bounds

LANGUAGES = ("en", "fr", "de")
SEASONS = {
    "en": {21: "spring {y}", 22: "summer {y}", 23: "autumn {y}", 24: "winter {y}"},
    "fr": {21: "printemps {y}", 22: "été {y}", 23: "automne {y}", 24: "hiver {y}"},
    "de": {21: "Frühling {y}", 22: "Sommer {y}", 23: "Herbst {y}", 24: "Winter {y}"},
}
PARTS = {
    "en": ("first quarter of {y}", "second quarter of {y}", "third quarter of {y}", "fourth quarter of {y}"),
    "fr": ("premier trimestre {y}", "deuxième trimestre {y}", "troisième trimestre {y}", "quatrième trimestre {y}"),
    "de": ("erstes Quartal {y}", "zweites Quartal {y}", "drittes Quartal {y}", "viertes Quartal {y}"),
}
HALVES = {
    "en": ("early {y}", "late {y}"),
    "fr": ("début {y}", "fin {y}"),
    "de": ("Anfang {y}", "Ende {y}"),
}
ABOUT = {"en": "about {d}", "fr": "vers {d}", "de": "um {d}"}
UNCERTAIN = {"en": "{d} (uncertain)", "fr": "{d} (incertain)", "de": "{d} (unsicher)"}
SINCE = {"en": "since {d}", "fr": "depuis {d}", "de": "seit {d}"}
UNTIL = {"en": "until {d}", "fr": "jusqu’en {d}", "de": "bis {d}"}
DECADE = {"en": "the {y}s", "fr": "années {y}", "de": "{y}er-Jahre"}
TWO_DAYS = {"en": "{a} and {b}", "fr": "{a} et {b}", "de": "{a} und {b}"}
MORE_DAYS = {"en": "{a} to {b}", "fr": "du {a} au {b}", "de": "{a} bis {b}"}
RANGE = {"en": "{a} to {b}", "fr": "de {a} à {b}", "de": "{a} bis {b}"}
DAY_ALONE = {"en": "{n}", "fr": "{n}", "de": "{n}."}


@lru_cache(maxsize=4096)
def _describe(expression: str, language: str) -> str:
    try:
        bounds(expression)
    except ValidationError:
        return expression
    if "/" in expression:
        return _interval(*expression.split("/", 1), language)
    return _single(expression, language)


def describe(expression: str, language: str | None = None) -> str:
    """Return an EDTF expression in words: "11 et 12 octobre 2016" for "2016-10-11/2016-10-12" in French.

    `language` is en, fr or de, the reader's where it is left out. What cannot be read comes back as it is.
    """
    short = (language or get_language() or "en")[:2]
    return _describe("".join(expression.split()), short if short in LANGUAGES else "en") if expression else ""


def _single(text: str, lang: str) -> str:
    if text[-1] in "~?%":
        inner = _single(text[:-1], lang)
        return (UNCERTAIN if text[-1] == "?" else ABOUT)[lang].format(d=inner)
    if match := re.fullmatch(r"(\d{3})X", text):
        return DECADE[lang].format(y=f"{match[1]}0")
    parts = text.split("-")
    if len(parts) == 2 and int(parts[1]) > 12:
        return _part_of_year(parts[0], int(parts[1]), lang) or text
    if len(parts) == 3:
        return _full(dt.date(*map(int, parts)), lang)
    if len(parts) == 2:
        return format_date(dt.date(int(parts[0]), int(parts[1]), 1), "LLLL y", locale=lang)
    return text


def _part_of_year(year: str, code: int, lang: str) -> str:
    if code in range(21, 33):
        return SEASONS[lang][21 + (code - 21) % 4].format(y=year)
    if code in range(33, 37):
        return PARTS[lang][code - 33].format(y=year)
    return HALVES[lang][code - 40].format(y=year) if code in (40, 41) else ""


def _day_number(day: dt.date, lang: str) -> str:
    return "1er" if lang == "fr" and day.day == 1 else DAY_ALONE[lang].format(n=day.day)


def _full(day: dt.date, lang: str) -> str:
    return f"{_day_number(day, lang)} {format_date(day, 'MMMM y', locale=lang)}"


def _interval(first: str, last: str, lang: str) -> str:
    if first in ("", ".."):
        return UNTIL[lang].format(d=_single(last, lang))
    if last in ("", ".."):
        return SINCE[lang].format(d=_single(first, lang))
    if re.fullmatch(r"\d{4}", first) and re.fullmatch(r"\d{4}", last):
        return f"{first}–{last}"
    if all(re.fullmatch(r"\d{4}-\d\d-\d\d", part) for part in (first, last)):
        return _days(dt.date.fromisoformat(first), dt.date.fromisoformat(last), lang)
    return RANGE[lang].format(a=_single(first, lang), b=_single(last, lang))


def _days(first: dt.date, last: dt.date, lang: str) -> str:
    pattern = TWO_DAYS if (last - first).days == 1 else MORE_DAYS
    if first.year != last.year:
        start = _full(first, lang)
    elif first.month != last.month:
        start = f"{_day_number(first, lang)} {format_date(first, 'MMMM', locale=lang)}"
    else:
        start = _day_number(first, lang)
    return pattern[lang].format(a=start, b=_full(last, lang))


@dataclass(frozen=True)
class DateBlock:
    """The parts of a date for a calendar leaf; a part that is not known is empty."""

    day: str
    month: str
    year: str
    iso: str


def date_block(record, field: str) -> DateBlock:
    """Return the calendar leaf of the uncertain date in `field`: as many parts as the date itself has."""
    expression, first = getattr(record, field), getattr(record, f"{field}_from")
    last = getattr(record, f"{field}_until")
    lang = (get_language() or "en")[:2]
    start = expression.split("/")[0].rstrip("~?%")
    exact = re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", start)
    if not exact or not first or not last:
        year = (first or last).year if first or last else ""
        same = not (first and last) or first.year == last.year
        return DateBlock("", "", str(year) if same else f"{year}–{str(last.year)[2:]}", "")
    month = format_date(first, "LLL", locale=lang) if exact[1] else ""
    day = str(first.day) if exact[3] else ""
    if day and "/" in expression and last != first and (last.year, last.month) == (first.year, first.month):
        day = f"{first.day}–{last.day}"
    year = str(first.year) if first.year == last.year else f"{first.year}–{str(last.year)[2:]}"
    return DateBlock(day, month, year, start)
