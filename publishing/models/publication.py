"""A record with a page of its own: title, address, terms, and what search, lists and exports tell of it."""

import datetime as dt

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.addresses import address_of
from directory.names import fold
from directory.wording import DateBlock
from index.changes import note_many
from index.schema import Document

from ..cleaning import clean_texts
from ..fields import plain_value
from ..whole import rows_of
from .edited import Edited
from .leaning import leaning_on, note_all, note_with_leaning
from .states import State
from .told import Told


class PublicationQuerySet(models.QuerySet):
    """Rows with a state. What changes rows in bulk tells the index, so that no change goes unseen."""

    def published(self):
        """Return what everybody may see."""
        return self.filter(state=State.PUBLISHED, published_at__lte=timezone.now())

    def published_since(self, moment):
        """Return what everybody may see and was published after `moment`."""
        return self.published().filter(published_at__gt=moment)

    def visible_to(self, user):
        """Return what `user` may see: all with the power to view the type; with that to draft, own countries too."""
        app, name = self.model._meta.app_label, self.model._meta.model_name
        if user.has_perm(f"{app}.view_{name}"):
            return self.all()
        if user.has_perm(f"{app}.draft_{name}"):
            public = models.Q(state=State.PUBLISHED, published_at__lte=timezone.now())
            here = self.model._base_manager.filter(countries__code__in=user.country_codes)
            return self.filter(public | models.Q(pk__in=here.values("pk")) | models.Q(author=user))
        return self.published()

    def to_translate(self, user):
        """Return what `user` may see and is worth translating: all but what was archived."""
        return self.visible_to(user).exclude(state=State.ARCHIVED)

    def to_check(self, today: dt.date):
        """Return the published records whose last check of the facts is too long ago on `today`."""
        before = today - self.model.check_after
        checked = models.Q(checked_on__lt=before) | models.Q(checked_on=None, published_at__date__lt=before)
        return self.published().filter(checked)

    def due(self, now: dt.datetime):
        """Return the records whose moment to be published or archived has come."""
        coming = models.Q(publish_at__lte=now, state__in=[State.DRAFT, State.IN_REVIEW])
        return self.filter(coming | models.Q(expire_at__lte=now, state=State.PUBLISHED))

    def for_listing(self):
        """Fetch what a card shows, in a fixed number of queries."""
        return self

    def for_index(self):
        """Fetch what `index_document` reads, in a fixed number of queries."""
        return self.prefetch_related("topics", "target_groups", "countries", "translations")

    def for_export(self):
        """Fetch what `export_row` reads, in a fixed number of queries."""
        return self.prefetch_related("topics", "target_groups", "countries", "citations__source")

    def turned_between(self, first: dt.date, last: dt.date):
        """Return the rows whose facets on the day `last` may be others than on the day `first`."""
        return self.none()

    def update(self, **values):
        pks = list(self.values_list("pk", flat=True))
        rows = super().update(**values)
        note_with_leaning(self.model, pks)
        return rows

    update.alters_data = True

    def delete(self):
        pks = list(self.values_list("pk", flat=True))
        leaning = leaning_on(self.model, pks)
        result = super().delete()
        note_all(leaning, {self.model.kind(): set(pks)})
        return result

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, **kwargs):
        rows = super().bulk_create(objs, *args, **kwargs)
        note_many(self.model.kind(), [row.pk for row in rows if row.pk])
        return rows


class Publication(Told, Edited):
    """A record with a page of its own: a title, a lasting address, a state, terms and sources."""

    title = models.CharField(_("title"), max_length=300)
    slug = models.SlugField(
        _("address"), max_length=200, unique=True, help_text=_("The last part of the address. It stays once published.")
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("Two or three sentences for lists and search."))
    language = models.CharField(
        _("language"), max_length=12, default="en", help_text=_("The language of this text, as en, fr, de or el.")
    )
    topics = models.ManyToManyField("directory.Topic", blank=True, related_name="+", verbose_name=_("topics"))
    target_groups = models.ManyToManyField(
        "directory.TargetGroup", blank=True, related_name="+", verbose_name=_("target groups")
    )
    countries = models.ManyToManyField("directory.Country", blank=True, related_name="+", verbose_name=_("countries"))

    settled_by: tuple[str, ...] = ("translations",)  # the rows that `settle` reads

    objects = PublicationQuerySet.as_manager()

    class Meta(Edited.Meta):
        abstract = True
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=State.PUBLISHED) | models.Q(published_at__isnull=False),
                name="%(app_label)s_%(class)s_published_has_a_date",
            )
        ]

    def __str__(self):
        return self.title

    def clean(self):
        """Refuse a new address for a record that was public: links to it must go on working."""
        super().clean()
        old = type(self).objects.filter(pk=self.pk, published_at__isnull=False).values_list("slug", flat=True).first()
        if old and old != self.slug:
            raise ValidationError(
                {"slug": _("This record was published at “%(old)s”. Keep that address.") % {"old": old}}
            )

    def prepare(self) -> None:
        """Bring the fields into the form in which they are stored. `save` does so itself."""
        if self.state == State.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()
        clean_texts(self)

    def save(self, *args, **kwargs):
        self.store(*args, **kwargs)
        self.note_change()

    def store(self, *args, **kwargs) -> None:
        """Save the fields alone, for who settles many records and tells the index of them at the end."""
        self.prepare()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        pk, leaning = self.pk, leaning_on(type(self), [self.pk])
        result = super().delete(*args, **kwargs)
        note_all(leaning, {self.kind(): {pk}})
        return result

    def settle(self) -> None:
        """Work out and store what follows from the texts of the record and the rows that belong to it."""
        self.mark_translations()

    def work_out(self) -> None:
        """Do what `settle` does in memory only, for a record that is shown and never saved."""
        texts = self.texts_by_key()
        for told in self.translations.all():
            told.is_marked_anew(texts)

    def note_change(self) -> None:
        """Settle the record and tell the index that it, and what shows something of it, is to be read again."""
        self.settle()
        note_with_leaning(type(self), [self.pk])

    def get_absolute_url(self):
        return address_of(f"{self._meta.app_label}:{self._meta.model_name}-detail", self.slug)

    @classmethod
    def kind(cls) -> str:
        """The type's name in the index and the change log, as "networks.network"."""
        return cls._meta.label_lower

    @property
    def kind_label(self) -> str:
        return capfirst(str(self._meta.verbose_name))

    @property
    def card_meta(self) -> list[str]:
        """Short facts for the line under the title of a card."""
        return []

    @property
    def card_date(self) -> DateBlock | None:
        """The date block of a card (see `directory.wording.date_block`), or None where the type has no date."""
        return None

    def rename(self, slug: str) -> None:
        """Give the record another address and leave a redirect from the old one in every language."""
        old = self._addresses()
        self.slug = slug
        self.save()
        for before, after in zip(old, self._addresses(), strict=True):
            Redirect.objects.filter(old_path=after).delete()
            Redirect.objects.update_or_create(site_id=settings.SITE_ID, old_path=before, defaults={"new_path": after})

    def _addresses(self) -> list[str]:
        paths = []
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                paths.append(self.get_absolute_url())
        return paths

    def export_row(self) -> dict:
        """What re-users get of the record, by lasting English names; lists stay lists."""
        return {
            "title": self.title,
            "address": f"{settings.PORTAL_ADDRESS}{self.get_absolute_url()}",
            "type": self._meta.model_name,
            "language": self.language,
            "summary": self.summary,
            "topics": [topic.slug for topic in self.topics.all()],
            "target_groups": [group.slug for group in self.target_groups.all()],
            "countries": [country.code for country in self.countries.all()],
            **self.own_export(),
            "sources": [citation.source.export_label for citation in self.citations.all()],
            "published_at": self.published_at.isoformat() if self.published_at else "",
            "changed_at": self.updated_at.isoformat(),
        }

    def own_export(self) -> dict:
        """What the type itself adds to an export: by default the values of its own plain fields."""
        shared = {field.name for field in Publication._meta.get_fields()}
        own = [f for f in self._meta.concrete_fields if f.name not in shared and f.editable and not f.is_relation]
        return {field.name: plain_value(field, self) for field in own if field.name != "id"}

    def index_keywords(self) -> str:
        """Names and acronyms beside the title under which readers look for the record."""
        return ""

    def index_texts(self) -> list[str]:
        """All further text that search shall find."""
        return [self.summary]

    def index_facets(self) -> dict[str, list[str]]:
        """The record's values for each facet of `index.schema.FACETS` that the type uses."""
        return {
            "topic": [topic.slug for topic in rows_of(self, "topics")],
            "target_group": [group.slug for group in rows_of(self, "target_groups")],
            "country": [country.code for country in rows_of(self, "countries")],
            "language": sorted({self.language, *(told.language for told in self.approved_translations)}),
        }

    def index_date(self) -> int | None:
        """The day to sort by, as a proleptic ordinal."""
        return None

    def index_document(self) -> Document:
        """Say what search finds of this record."""
        return Document(
            kind=self.kind(),
            pk=self.pk,
            language=self.language,
            title=self.title,
            keywords=self.index_keywords(),
            body="\n".join(text for text in [*self.index_texts(), *self._translated_texts()] if text),
            facets=self.index_facets(),
            date=self.index_date(),
            sort_title=fold(self.title),
            published=int(self.published_at.timestamp()) if self.published_at else 0,
        )

    def _translated_texts(self) -> list[str]:
        return [text for told in self.approved_translations for text in told.texts.values()]
