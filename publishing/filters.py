"""The filters of every list: parsed and checked by django-filter, answered by the index.

A filter set is a type's search. Its `qs` gives the same rows by the database alone: the tests hold the index
against it, and lists fall back on it while the index is away.
"""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Country, TargetGroup, Topic
from directory.names import fold

MAX_VALUES = 20
MAX_TEXT = 200


class FacetField(forms.MultipleChoiceField):
    """Several values of a closed list. Values that are not on it are left out and remembered in `ignored`."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        asked = [text for text in dict.fromkeys(value or []) if text]
        known = {str(key) for key, _label in self.choices}
        self.ignored = [text for text in asked if text not in known] + asked[MAX_VALUES:]
        return [text for text in asked[:MAX_VALUES] if text in known]


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

    @property
    def field(self):
        if not hasattr(self, "_field"):
            choices = self.extra.get("choices", [])
            pairs = [(str(value), label) for value, label in (choices() if callable(choices) else choices)]
            if self.is_sorted:
                pairs.sort(key=lambda pair: fold(str(pair[1])))
            self._field = FacetField(label=self.label, required=False, choices=pairs)
            self._field.ignored = []
        return self._field

    def filter(self, qs, value):
        if not value:
            return qs
        return qs.filter(**{f"{self.field_name}__in": value}).distinct()


class TextField(forms.CharField):
    """What a reader types into a search box: any text, cut to a bearable length, never an error."""

    def to_python(self, value):
        text = super().to_python(value).replace("\0", "").strip()
        return text[:MAX_TEXT]


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

    @property
    def errors_in_words(self) -> list[str]:
        """One sentence for each value that was left out."""
        self.form.is_valid()
        sentence = _("“%(value)s” is no choice of the filter “%(filter)s”. It was left out.")
        return [
            sentence % {"value": value[:60], "filter": self.form.fields[name].label}
            for name in self.facets()
            for value in getattr(self.form.fields[name], "ignored", [])[:3]
        ]
