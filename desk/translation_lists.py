"""Which record stands how in which language: the overview of translations, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, Value, When
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst

from directory.names import language_name
from publishing.models import State, Translation
from publishing.translating import Standing, is_language, standing_of, translates_all
from search.sources import SOURCES, Source

PER_PAGE = 50


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str


@dataclass(frozen=True)
class Cell:
    """How one record stands in one language. `url` leads to the workbench, or is "" for who may not translate it."""

    language: str
    name: str
    standing: str
    url: str

    @property
    def label(self) -> str:
        return str(Standing(self.standing).label)

    @property
    def css(self) -> str:
        return self.standing.replace(" ", "-")


@dataclass(frozen=True)
class Row:
    """One record of the list with its cells."""

    title: str
    kind_label: str
    language: str
    state: str
    url: str
    cells: list[Cell]

    @property
    def language_name(self) -> str:
        return language_name(self.language)


class Overview:
    """The page of the list that a query string asks for, as `user` may see it. What it does not know it ignores."""

    def __init__(self, user, asked: QueryDict):
        self.user = user
        self.types = open_types(user)
        self.languages = languages_of(user)
        self.kind = _known(asked.get("type", ""), [source.kind for source in self.types])
        self.language = _known(asked.get("language", ""), self.languages)
        self.standing = _known(asked.get("standing", ""), Standing.values)
        self.words = asked.get("q", "").strip()[:200]
        self.number = asked.get("page", "1")

    @property
    def asked(self) -> dict[str, str]:
        """The filters in use, as the names and values of a query string."""
        given = {"type": self.kind, "language": self.language, "standing": self.standing, "q": self.words}
        return {name: value for name, value in given.items() if value}

    @property
    def type_choices(self) -> list[Choice]:
        return [Choice(source.kind, source.label) for source in self.types]

    @property
    def language_choices(self) -> list[Choice]:
        return sorted((Choice(code, language_name(code)) for code in self.languages), key=lambda one: one.label)

    @property
    def own_choices(self) -> list[Choice]:
        """The languages into which the user translates."""
        return [one for one in self.language_choices if one.value in self._own]

    @property
    def writes(self) -> bool:
        """Whether the user translates anything at all."""
        return bool(self._own) and any(source.model().allows(self.user, "translate") for source in self.types)

    @property
    def standing_choices(self) -> list[Choice]:
        return [Choice(value, capfirst(str(label))) for value, label in Standing.choices]

    @property
    def shown_languages(self) -> list[str]:
        return [self.language] if self.language else self.languages

    @cached_property
    def page(self):
        """One page of the rows as the database gives them: number of the type, key, title, language, state."""
        return Paginator(self._union(), PER_PAGE).get_page(self.number)

    @property
    def pages(self):
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)

    @cached_property
    def rows(self) -> list[Row]:
        found = list(self.page.object_list)
        stored = self._translations(found)
        return [self._row(*values, stored) for values in found]

    def records(self, language: str, most: int) -> list:
        """Return up to `most` records of the filtered list with what translating into `language` reads."""
        found = []
        for source in self._chosen():
            rows = self._narrowed(source).exclude(language__startswith=language[:2])
            rows = rows.prefetch_related("translations", *source.model.translated_rows)
            found += rows.order_by("title", "pk")[: most - len(found)]
        return found

    def _chosen(self) -> list[Source]:
        return [source for source in self.types if self.kind in ("", source.kind)]

    def _union(self):
        arms = [
            self._narrowed(source)
            .order_by()
            .annotate(place_of_type=Value(self.types.index(source), BigIntegerField()))
            .values_list("place_of_type", "pk", "title", "language", "state")
            for source in self._chosen()
        ]
        whole = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
        return whole.order_by("title", "place_of_type", "pk")

    def _narrowed(self, source: Source):
        rows = source.model.objects.to_translate(self.user)
        if self.words:
            rows = rows.filter(Q(title__icontains=self.words) | Q(slug__icontains=self.words))
        return rows.filter(self._stands(source)) if self.standing else rows

    def _stands(self, source: Source) -> Q:
        """Return the condition that a record stands so in one of the languages at least."""
        rows = _translations_of(source).filter(owner=OuterRef("pk"))
        if self.standing == Standing.MISSING:
            missing = Q(pk__in=[])
            for code in self.shown_languages:
                missing |= ~Q(language__startswith=code[:2]) & ~Exists(rows.filter(language=code))
            return missing
        rows = rows.filter(language__in=self.shown_languages)
        if self.standing == Standing.OUTDATED:
            return Q(Exists(rows.filter(outdated_at__isnull=False)))
        states = [state for state in Translation.State if standing_of(state, False) == self.standing]
        return Q(Exists(rows.filter(outdated_at=None, state__in=states)))

    def _translations(self, found: list[tuple]) -> dict[tuple[int, int, str], str]:
        """Return the standing by number of the type, key and language. One query for all types."""
        wanted = defaultdict(list)
        for number, pk, *_rest in found:
            wanted[number].append(pk)
        arms = [
            _translations_of(self.types[number])
            .order_by()
            .filter(owner__in=pks, language__in=self.shown_languages)
            .annotate(
                number=Value(number, BigIntegerField()),
                is_old=Case(When(outdated_at=None, then=Value(0)), default=Value(1)),
            )
            .values_list("number", "owner_id", "language", "state", "is_old")
            for number, pks in wanted.items()
        ]
        rows = arms[0].union(*arms[1:], all=True) if arms else []
        return {(number, pk, code): standing_of(state, bool(is_old)) for number, pk, code, state, is_old in rows}

    def _row(self, number: int, pk: int, title: str, language: str, state: str, stored: dict) -> Row:
        model = self.types[number].model
        may = model().allows(self.user, "translate")
        cells = [
            Cell(
                code,
                language_name(code),
                stored.get((number, pk, code), Standing.MISSING),
                reverse("desk:translate", args=[model.kind(), pk, code]) if may and code in self._own else "",
            )
            for code in self.shown_languages
            if code[:2] != language[:2]
        ]
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
        kind_label = capfirst(str(model._meta.verbose_name))
        return Row(title, kind_label, language, str(State(state).label), url, cells)

    @cached_property
    def _own(self) -> set[str]:
        every = any(translates_all(self.user, source.model()) for source in self.types)
        return set(self.languages) if every else self.user.language_codes


def open_types(user) -> list[Source]:
    """Return the types whose translations `user` may look at."""
    return [
        source
        for source in SOURCES
        if any(source.model().allows(user, power) for power in ("translate", "view"))
    ]  # fmt: skip


def languages_of(user) -> list[str]:
    """Return the languages of lists: those of a translator, for all others every language that anybody works in."""
    own = {code for code in user.language_codes if is_language(code)}
    translates = any(source.model().allows(user, "translate") for source in SOURCES)
    if own and translates and not any(translates_all(user, source.model()) for source in SOURCES):
        return sorted(own)
    return all_languages() if open_types(user) else []


def all_languages() -> list[str]:
    """Return the languages of the portal, of its translators, and of what they translated."""
    spoken = get_user_model().objects.filter(is_active=True).exclude(languages="").values_list("languages", flat=True)
    codes = {code.strip() for line in spoken.distinct() for code in line.split(",")}
    arms = [_translations_of(source).order_by().values_list("language", flat=True).distinct() for source in SOURCES]
    codes |= set(arms[0].union(*arms[1:]))
    codes |= {code for code, _name in settings.LANGUAGES}
    return sorted(code for code in codes if is_language(code))


def _translations_of(source: Source):
    return source.model._meta.get_field("translations").related_model.objects.all()


def _known(value: str, values: list[str]) -> str:
    return value if value in values else ""
