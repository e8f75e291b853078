"""The filters of every list: parsed and checked by django-filter, answered by the index.

A filter set is a type's search. Its `qs` gives the same rows by the database alone: the tests hold the index
against it, and lists fall back on it while the index is away.
"""

import datetime as dt
from collections.abc import Container, Iterable

import django_filters
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.models import Country, TargetGroup, Topic
from directory.names import fold, language_name

MAX_VALUES = 20
FIRST_YEAR = 1990
MAX_TEXT = 200
LANGUAGE_CODES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "hr", "hu", "is",
    "it", "lb", "lt", "lv", "mt", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sr", "sv", "ti", "tr",
    "uk",
)  # fmt: skip


def sift(asked: Iterable[str], known: Container[str]) -> tuple[list[str], list[str]]:
    """Part the values that an address gives for a filter into those on its list and those left out."""
    values = [text for text in dict.fromkeys(asked) if text]
    first = values[:MAX_VALUES]
    good = [text for text in first if text in known]
    return good, [text for text in first if text not in known] + values[MAX_VALUES:]


class FacetField(forms.MultipleChoiceField):
    """Several values of a closed list. Values that are not on it are left out."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        return sift(value or [], {str(key) for key, _label in self.choices})[0]


class FacetFilter(django_filters.MultipleChoiceFilter):
    """A filter over one facet of the index; `choices` is a callable giving (value, label) pairs.

    `facet` is the facet's name in the index, the filter's own name where it is left out.
    """

    field_class = FacetField

    def __init__(self, *args, facet: str = "", is_sorted: bool = True, **kwargs):
        self._facet = facet
        self.is_sorted = is_sorted
        super().__init__(*args, **kwargs)

    @property
    def facet(self) -> str:
        return self._facet or self.field_name

    def pairs(self) -> list[tuple[str, str]]:
        """Return the choices as (value, label) pairs in the reader's language and in the order of the page."""
        choices = self.extra.get("choices", [])
        pairs = [(str(value), str(label)) for value, label in (choices() if callable(choices) else choices)]
        return sorted(pairs, key=lambda pair: fold(pair[1])) if self.is_sorted else pairs

    @property
    def field(self):
        if not hasattr(self, "_field"):
            self._field = FacetField(label=self.label, required=False, choices=self.pairs())
        return self._field

    def filter(self, qs, value):
        if not value:
            return qs
        return qs.filter(**{f"{self.field_name}__in": value}).distinct()


def clean_words(text: str) -> str:
    """Return what a reader typed into a search box, cut to a bearable length."""
    return text.replace("\0", "").strip()[:MAX_TEXT]


class TextField(forms.CharField):
    """What a reader types into a search box: any text, never an error."""

    def to_python(self, value):
        return clean_words(super().to_python(value))


class TextFilter(django_filters.CharFilter):
    field_class = TextField

    def filter(self, qs, value):
        if not value:
            return qs
        return qs.filter(Q(title__icontains=value) | Q(summary__icontains=value))


def term_choices(model):
    """Return a callable that lists the terms of a vocabulary as (slug, label) pairs."""
    return lambda: [(term.slug, term.label) for term in model.objects.all()]


def country_choices():
    """List all countries as (code, name) pairs in the reader's language."""
    return [(country.code, country.label) for country in Country.objects.all()]


def language_choices():
    """List the languages of Europe and of its newcomers as (code, name) pairs in the reader's language."""
    return [(code, language_name(code)) for code in LANGUAGE_CODES]


def year_choices(ahead: int = 0):
    """Return a callable that lists the years from `FIRST_YEAR` to `ahead` years from now, the latest first."""

    def years():
        return [(str(year), str(year)) for year in range(dt.date.today().year + ahead, FIRST_YEAR - 1, -1)]

    return years


class PublicationFilter(django_filters.FilterSet):
    """What every list can be narrowed by: words, topic, target group and country."""

    q = TextFilter(label=_("Search words"))
    topic = FacetFilter(field_name="topics__slug", facet="topic", label=_("Topic"), choices=term_choices(Topic))
    target_group = FacetFilter(
        field_name="target_groups__slug",
        facet="target_group",
        label=_("Target group"),
        choices=term_choices(TargetGroup),
    )
    country = FacetFilter(field_name="countries__code", facet="country", label=_("Country"), choices=country_choices)

    # The orders a reader may choose: name in the address, label. The first one is taken where none is named.
    sorts = [("title", _("Title, A to Z")), ("-title", _("Title, Z to A")), ("published", _("Newest first"))]
    default_sort = "title"

    @classmethod
    def facets(cls) -> dict[str, FacetFilter]:
        """Return the facet filters by their name in the address."""
        return {name: f for name, f in cls.base_filters.items() if isinstance(f, FacetFilter)}

    @property
    def values(self) -> dict:
        """The checked values by filter name; a value that did not fit is not in it."""
        self.form.is_valid()
        return self.form.cleaned_data

    def narrow(self, rows):
        """Return those of `rows`, of whatever type the filters fit, that the filters let through."""
        self.form.is_valid()
        return self.filter_queryset(rows)

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The chosen values of each facet in use, by facet name of the index."""
        return {f.facet: self.values[name] for name, f in self.facets().items() if self.values.get(name)}


class Asked:
    """What an address asks of a list: the checked values of each filter, the choices offered, and what was left out.

    A list is read so, without the filter set's form: the choices are kept as long as nothing changes (`kept`, a place
    that the index offers), where a form would copy hundreds of them for each request.
    """

    def __init__(self, filterset: type[PublicationFilter], params: QueryDict, kept: dict):
        self.filterset, self.facets = filterset, filterset.facets()
        self.q = clean_words(params.get("q", ""))
        self.choices, self.labels = self._offered(kept)
        self.values: dict[str, list[str]] = {}
        self.faults: list[str] = []
        sentence = _("“%(value)s” is no choice of the filter “%(filter)s”. It was left out.")
        for name in self.facets.keys() & params.keys():
            good, ignored = sift(params.getlist(name), self.choices[name])
            if good:
                self.values[name] = good
            for value in ignored[:3]:
                self.faults.append(sentence % {"value": value[:60], "filter": self.labels[name]})

    def _offered(self, kept: dict) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
        """Return the choices of each filter, and what the filters are called, in the reader's language."""
        key = ("choices", self.filterset, get_language())
        if key not in kept:
            choices = {name: dict(facet.pairs()) for name, facet in self.facets.items()}
            kept[key] = choices, {name: str(facet.label) for name, facet in self.facets.items()}
        return kept[key]

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The chosen values by facet name of the index."""
        return {self.facets[name].facet: values for name, values in self.values.items()}
