"""The versions of records: what each save left, and what waits to be let in."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .states import State


class VersionQuerySet(models.QuerySet):
    def of(self, record):
        """Return what was kept of one record, the newest first."""
        return self.filter(kind=record.kind(), object_id=record.pk).order_by("-made_at", "-pk")

    def waiting(self):
        """Return the changes that wait for somebody who may publish."""
        return self.filter(standing=Version.Standing.WAITS)


class Version(models.Model):
    """A record with its terms and rows as one save left it. Number 0 is how it stood before its first change.

    A change of a public record by somebody who may not publish it waits as a version too, until it is let in or not.
    """

    class Standing(models.TextChoices):
        KEPT = "kept", _("kept")
        WAITS = "waits", _("waits for a decision")
        LET_IN = "let-in", _("let in")
        REFUSED = "refused", _("refused")

    kind = models.CharField(max_length=60, editable=False)
    object_id = models.BigIntegerField(editable=False)
    number = models.PositiveIntegerField(_("version"), editable=False)
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.KEPT, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, editable=False)
    title = models.CharField(_("title"), max_length=300, editable=False)
    data = models.JSONField(encoder=DjangoJSONEncoder, editable=False)
    made_at = models.DateTimeField(_("saved at"), default=timezone.now, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    user_name = models.CharField(_("by"), max_length=150, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-made_at", "-pk"]
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["kind", "object_id", "number"], name="version_of_a_record"),
            models.Index(fields=["standing"], name="version_that_waits", condition=models.Q(standing="waits")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "number"],
                condition=models.Q(standing="kept"),
                name="version_is_numbered_once",
            )
        ]

    def __str__(self):
        return f"{self.title} ({self.number})"

    @property
    def is_waiting(self) -> bool:
        return self.standing == self.Standing.WAITS
