"""Dates as the world writes them: "October 2016", "late 2024", "11 and 12 October 2016".

They are kept in the Library of Congress format (EDTF, ISO 8601-2) with the wording of the source and the first and
last possible day, for sorting and filtering. A date is never made more exact than its source.
"""

import calendar
import datetime as dt
import math
import re
import time

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

MAX_LENGTH = 60
HELP = _(
    "As 2016, 2016-10, 2016-10-11, 2016-10-11/2016-10-12, 2025/2026, 2021-22 (summer), 2024-41 (late), 2015~ (about)."
)
PLAIN_PART = r"([0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?|\.\.)"
PLAIN = re.compile(f"{PLAIN_PART}(/{PLAIN_PART})?")
FAULT = _(
    "“%(value)s” is no date the portal can read. Write it as 2016, 2016-10, 2016-10-11, 2016-10-11/2016-10-12, "
    "2021-22 for summer 2021, 2024-41 for late 2024, 2025/2026 or 2015~ for about 2015."
)


def bounds(expression: str) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last possible day of an EDTF expression; None for an open or empty side.

    Raises ValidationError with a sentence that shows how to write a date.
    """
    text = "".join(expression.split())
    if not text:
        return None, None
    try:
        if len(text) > MAX_LENGTH:
            raise ValueError(text)
        if PLAIN.fullmatch(text):
            return _plain_bounds(text)
        date = parse_edtf(text)
        first, last = _day(date.lower_strict()), _day(date.upper_strict())
    except (EDTFParseException, ValueError, TypeError, AttributeError, OverflowError, IndexError) as fault:
        raise ValidationError(FAULT, code="date", params={"value": expression[:80]}) from fault
    if (first is None and last is None) or (first and last and first > last) or (first or last).year < 1000:
        raise ValidationError(FAULT, code="date", params={"value": expression[:80]})
    return first, last


def _plain_bounds(text: str) -> tuple[dt.date | None, dt.date | None]:
    """Return the bounds of a day, month or year, or of an interval of them: nearly all dates are of this kind.

    The parser of the whole standard takes 10 ms for what this tells in a few microseconds.
    """
    first, slash, last = text.partition("/")
    start, end = _plain_days(first)[0], _plain_days(last if slash else first)[1]
    if (start is None and end is None) or (start and end and start > end) or (start or end).year < 1000:
        raise ValueError(text)
    return start, end


def _plain_days(text: str) -> tuple[dt.date | None, dt.date | None]:
    if text == "..":
        return None, None
    year, month, day = (int(part) for part in [*text.split("-"), "0", "0"][:3])
    if day:
        return dt.date(year, month, day), dt.date(year, month, day)
    last_month = month or 12
    return dt.date(year, month or 1, 1), dt.date(year, last_month, calendar.monthrange(year, last_month)[1])


def _day(moment) -> dt.date | None:
    if isinstance(moment, time.struct_time):
        return dt.date(moment.tm_year, moment.tm_mon, moment.tm_mday)
    if isinstance(moment, float) and math.isinf(moment):
        return None
    raise ValueError(moment)


def validate_expression(value: str) -> None:
    """Raise ValidationError unless `value` is empty or a date that the portal can read."""
    bounds(value)


class EDTFField(models.CharField):
    """An uncertain date. A field `when` brings `when_as_written`, `when_from` and `when_until` with it."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault("help_text", HELP)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_expression]

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        if cls._meta.abstract or getattr(cls, "__module__", "") == "__fake__":
            return  # an abstract parent hands the field on; migrations list the columns themselves
        have = {field.name for field in cls._meta.local_fields}
        for suffix, field in self._siblings().items():
            if f"{name}_{suffix}" not in have:
                cls.add_to_class(f"{name}_{suffix}", field)

    def _siblings(self) -> dict[str, models.Field]:
        written = models.CharField(
            _("date as written"),
            max_length=120,
            blank=True,
            default="",
            help_text=_("The source's own words, where they say it otherwise."),
        )
        first = models.DateField(_("earliest day"), null=True, blank=True, editable=False, db_index=True)
        last = models.DateField(_("latest day"), null=True, blank=True, editable=False, db_index=True)
        return {"as_written": written, "from": first, "until": last}

    def to_python(self, value):
        value = super().to_python(value)
        return "".join(value.split()) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = "".join((super().pre_save(model_instance, add) or "").split())
        first, last = bounds(value)
        setattr(model_instance, self.attname, value)
        setattr(model_instance, f"{self.name}_from", first)
        setattr(model_instance, f"{self.name}_until", last)
        return value


def in_year(field: str, year: int) -> Q:
    """Return the condition that the date in `field` touches `year`; an open side counts as touching."""
    starts = Q(**{f"{field}_from__isnull": True}) | Q(**{f"{field}_from__lte": dt.date(year, 12, 31)})
    ends = Q(**{f"{field}_until__isnull": True}) | Q(**{f"{field}_until__gte": dt.date(year, 1, 1)})
    return starts & ends
