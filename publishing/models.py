"""What "published" means: state, dates, terms, documents and sources of every record. Abstract, no tables.

Knows the directory, whose terms it uses, and the index, which it tells of each change.
"""

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField
from directory.models import Citation as Citation  # the door for the rooms above
from directory.names import fold
from directory.wording import DateBlock
from index.changes import note, note_many
from index.schema import Document

from .uploads import attachment_path, validate_document


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "review", _("in review")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


# Which state may follow which, and the power each move takes. The only place that says so.
MOVES = {
    (State.DRAFT, State.IN_REVIEW): "change",
    (State.IN_REVIEW, State.DRAFT): "change",
    (State.DRAFT, State.PUBLISHED): "publish",
    (State.IN_REVIEW, State.PUBLISHED): "publish",
    (State.PUBLISHED, State.DRAFT): "publish",
    (State.PUBLISHED, State.ARCHIVED): "publish",
    (State.ARCHIVED, State.DRAFT): "publish",
}


class PublicationQuerySet(models.QuerySet):
    """Rows with a state. What changes rows in bulk tells the index, so that no change goes unseen."""

    def published(self):
        """Return what everybody may see."""
        return self.filter(state=State.PUBLISHED, published_at__lte=timezone.now())

    def published_since(self, moment):
        """Return what everybody may see and was published after `moment`."""
        return self.published().filter(published_at__gt=moment)

    def visible_to(self, user):
        """Return what `user` may see: everything with the right to view the type, else what is published."""
        name = f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"
        return self.all() if user.has_perm(name) else self.published()

    def for_listing(self):
        """Fetch what a card shows, in a fixed number of queries."""
        return self

    def for_index(self):
        """Fetch what `index_document` reads, in a fixed number of queries."""
        return self.prefetch_related("topics", "target_groups", "countries")

    def update(self, **values):
        pks = list(self.values_list("pk", flat=True))
        rows = super().update(**values)
        note_many(self.model.kind(), pks)
        return rows

    update.alters_data = True

    def delete(self):
        pks = list(self.values_list("pk", flat=True))
        result = super().delete()
        note_many(self.model.kind(), pks)
        return result

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs, *args, **kwargs):
        rows = super().bulk_create(objs, *args, **kwargs)
        note_many(self.model.kind(), [row.pk for row in rows if row.pk])
        return rows


class Publication(models.Model):
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
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, db_index=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("author"),
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["title", "pk"]
        default_permissions = ["add", "change", "delete", "view", "publish"]
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

    def save(self, *args, **kwargs):
        if self.state == State.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()
        super().save(*args, **kwargs)
        self.note_change()

    def delete(self, *args, **kwargs):
        gone = [(self.kind(), self.pk), *self.dependents()]
        result = super().delete(*args, **kwargs)
        for kind, pk in gone:
            note(kind, pk)
        return result

    def dependents(self) -> list[tuple[str, int]]:
        """Return kind and key of the records that show only while this one shows."""
        return []

    def note_change(self) -> None:
        """Tell the index that this record, and what depends on it, is to be read again."""
        for kind, pk in [(self.kind(), self.pk), *self.dependents()]:
            note(kind, pk)

    def get_absolute_url(self):
        meta = self._meta
        return reverse(f"{meta.app_label}:{meta.model_name}-detail", args=[self.slug])

    @classmethod
    def kind(cls) -> str:
        """The type's name in the index and the change log, as "networks.network"."""
        return cls._meta.label_lower

    @property
    def kind_label(self) -> str:
        return capfirst(str(self._meta.verbose_name))

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED and self.published_at is not None and self.published_at <= timezone.now()

    @property
    def card_meta(self) -> list[str]:
        """Short facts for the line under the title of a card."""
        return []

    @property
    def card_date(self) -> DateBlock | None:
        """The date block of a card (see `directory.wording.date_block`), or None where the type has no date."""
        return None

    def move(self, to: str, user) -> None:
        """Bring the record into state `to` and save it.

        Raises ValidationError where no such move exists, PermissionDenied where `user` lacks the power.
        """
        power = MOVES.get((State(self.state), State(to)))
        if power is None:
            raise ValidationError(
                _("A record cannot go from “%(old)s” to “%(new)s”.")
                % {"old": State(self.state).label, "new": State(to).label}
            )
        if not self.allows(user, power):
            raise PermissionDenied
        self.state = to
        self.save()

    def allows(self, user, power: str) -> bool:
        """Tell whether `user` holds `power` ("change", "publish" ...) over this type."""
        return user.has_perm(f"{self._meta.app_label}.{power}_{self._meta.model_name}")

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

    def index_keywords(self) -> str:
        """Names and acronyms beside the title under which readers look for the record."""
        return ""

    def index_texts(self) -> list[str]:
        """All further text that search shall find."""
        return [self.summary]

    def index_facets(self) -> dict[str, list[str]]:
        """The record's values for each facet of `index.schema.FACETS` that the type uses."""
        return {
            "topic": [topic.slug for topic in self.topics.all()],
            "target_group": [group.slug for group in self.target_groups.all()],
            "country": [country.code for country in self.countries.all()],
            "language": [self.language],
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
            body="\n".join(text for text in self.index_texts() if text),
            facets=self.index_facets(),
            date=self.index_date(),
            sort_title=fold(self.title),
            published=int(self.published_at.timestamp()) if self.published_at else 0,
        )


class Attachment(models.Model):
    """A document of a record. It shows exactly when its owner shows; its file is served by a view that asks the owner.

    A source may name a document that the portal does not hold: then there is neither file nor address.
    """

    title = models.CharField(_("title"), max_length=300)
    file = models.FileField(_("file"), upload_to=attachment_path, validators=[validate_document], blank=True)
    url = models.URLField(_("address on the web"), blank=True, max_length=500)
    language = models.CharField(_("language"), max_length=12, default="en")
    issued = EDTFField(_("date"), blank=True)

    class Meta:
        abstract = True
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]

    def __str__(self):
        return self.title

    @property
    def download_url(self) -> str:
        """Where the document can be had, or "" where the portal holds no copy and knows no address."""
        if not self.file:
            return self.url
        meta = self._meta
        return reverse(f"{meta.app_label}:document", args=[meta.model_name, self.pk])
