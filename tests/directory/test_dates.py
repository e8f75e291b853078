"""Dates as the world writes them: bounds, wording in three languages, and what is refused."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from directory.dates import _day, bounds, in_year
from directory.wording import date_block, describe
from events.models import Meeting
from tests.factories import MeetingFactory


def day(text):
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("expression", "first", "last"),
    [
        ("2016", "2016-01-01", "2016-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2016-10-11", "2016-10-11", "2016-10-11"),
        ("2016-10-11/2016-10-12", "2016-10-11", "2016-10-12"),
        ("2025/2026", "2025-01-01", "2026-12-31"),
        ("2021-22", "2021-06-01", "2021-08-31"),
        ("2024-41", "2024-07-01", "2024-12-31"),
        ("2015~", "2015-01-01", "2015-12-31"),
        ("../2017", None, "2017-12-31"),
        ("2016/..", "2016-01-01", None),
        ("201X", "2010-01-01", "2019-12-31"),
        ("", None, None),
    ],
)
def test_bounds_are_the_first_and_last_possible_day(expression, first, last):
    assert bounds(expression) == (day(first), day(last))


@pytest.mark.parametrize(
    "text", ["soon", "2016-13", "2016-02-31", "16", "2017/2016", "../..", "x" * 500, "2016-10-11T25", "999"]
)
def test_other_texts_are_refused_with_examples(text):
    with pytest.raises(ValidationError, match="2021-22 for summer 2021"):
        bounds(text)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text):
    try:
        first, last = bounds(text)
    except ValidationError:
        return
    assert first is None or last is None or first <= last


@pytest.mark.parametrize(
    ("expression", "english", "french", "german"),
    [
        ("2016", "2016", "2016", "2016"),
        ("2016-10", "October 2016", "octobre 2016", "Oktober 2016"),
        ("2016-03-01", "1 March 2016", "1er mars 2016", "1. März 2016"),
        ("2016-10-11/2016-10-12", "11 and 12 October 2016", "11 et 12 octobre 2016", "11. und 12. Oktober 2016"),
        ("2017-05-08/2017-05-10", "8 to 10 May 2017", "du 8 au 10 mai 2017", "8. bis 10. Mai 2017"),
        ("2016-12-31/2017-01-01", "31 December 2016 and 1 January 2017", "31 décembre 2016 et 1er janvier 2017",
         "31. Dezember 2016 und 1. Januar 2017"),
        ("2016-11/2017-02", "November 2016 to February 2017", "de novembre 2016 à février 2017",
         "November 2016 bis Februar 2017"),
        ("2021-22", "summer 2021", "été 2021", "Sommer 2021"),
        ("2024-40", "early 2024", "début 2024", "Anfang 2024"),
        ("2024-41", "late 2024", "fin 2024", "Ende 2024"),
        ("2025/2026", "2025–2026", "2025–2026", "2025–2026"),
        ("2015~", "about 2015", "vers 2015", "um 2015"),
        ("2015?", "2015 (uncertain)", "2015 (incertain)", "2015 (unsicher)"),
        ("../2017", "until 2017", "jusqu’en 2017", "bis 2017"),
        ("2016/..", "since 2016", "depuis 2016", "seit 2016"),
        ("201X", "the 2010s", "années 2010", "2010er-Jahre"),
    ],
)  # fmt: skip
def test_date_is_told_in_the_readers_words(expression, english, french, german):
    assert [describe(expression, language) for language in ("en", "fr", "de")] == [english, french, german]


@pytest.mark.django_db
def test_field_keeps_expression_wording_and_bounds():
    meeting = MeetingFactory(when=" 2024-41 ", when_as_written="late 2024")
    meeting.refresh_from_db()
    assert (meeting.when, meeting.when_as_written) == ("2024-41", "late 2024")
    assert (meeting.when_from, meeting.when_until) == (dt.date(2024, 7, 1), dt.date(2024, 12, 31))

    meeting.when = ""
    meeting.save()
    meeting.refresh_from_db()

    assert (meeting.when_from, meeting.when_until) == (None, None)


@pytest.mark.django_db
def test_year_matches_what_touches_it():
    for slug, when in [("in", "2016-10"), ("across", "2015/2017"), ("open", "2014/.."), ("before", "2015-12-31")]:
        MeetingFactory(slug=slug, when=when)

    assert set(Meeting.objects.filter(in_year("when", 2016)).values_list("slug", flat=True)) == {"in", "across", "open"}


def show(meeting, language="en"):
    with translation.override(language):
        return Template('{% load dates %}{{ meeting|edtf:"when" }}').render(Context({"meeting": meeting}))


@pytest.mark.parametrize(
    ("when", "written", "html"),
    [
        ("2016-10", "", '<time datetime="2016-10">October 2016</time>'),
        ("2016-10", "October 2016", '<time datetime="2016-10">October 2016</time>'),
        ("2016-10-11/2016-10-12", "11 and 12 October 2016", "11 and 12 October 2016"),
        (
            "../2017",
            "until mid-2017",
            'until 2017 <span class="as-written">(in the source: <q lang="en">until mid-2017</q>)</span>',
        ),
        ("", "soon <b>", ' <q lang="en">soon &lt;b&gt;</q>)</span>'),
        ("", "", ""),
    ],
)
def test_date_in_a_page_keeps_a_wording_that_says_more(when, written, html):
    shown = show(Meeting(when=when, when_as_written=written))

    assert shown == html or (html and shown.endswith(html))


@pytest.mark.parametrize(
    ("when", "parts"),
    [
        ("2016-10-11/2016-10-12", ("11–12", "Oct", "2016")),
        ("2016-10", ("", "Oct", "2016")),
        ("2016", ("", "", "2016")),
        ("2025/2026", ("", "", "2025–26")),
        ("2024-41", ("", "", "2024")),
    ],
)
def test_calendar_leaf_has_no_more_parts_than_are_known(when, parts):
    first, last = bounds(when)
    block = date_block(Meeting(when=when, when_from=first, when_until=last), "when")

    assert (block.day, block.month, block.year) == parts


@pytest.mark.parametrize(
    "text",
    [
        "2016", "2016-02", "2015-02", "2016-10-11", "2016-10-11/2016-10-12", "2016/2018", "2016-10/..", "../2016-02",
        "2016/", "/2016", "2016-11/2017", "1000", "9999-12-31", "2016-02-29/2017-02-28",
    ],
)  # fmt: skip
def test_plain_dates_have_the_bounds_that_the_whole_standard_gives(text):
    date = parse_edtf(text)

    assert bounds(text) == (_day(date.lower_strict()), _day(date.upper_strict()))


@pytest.mark.parametrize(
    "text", ["2015-02-29", "2016-13", "2016-00", "2018/2016", "..", "../..", "/", "0999", "2016-1"]
)
def test_impossible_plain_dates_are_refused(text):
    with pytest.raises(ValidationError):
        bounds(text)
