"""How an action stands: one entry for each time that somebody told, the newest of which is the status."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField

from ..states import Status


class StatusUpdateQuerySet(models.QuerySet):
    def newest_first(self):
        """Return the entries by the day they tell of, the latest first."""
        return self.order_by("-when_from", "-pk")

    def since(self, day):
        """Return the entries that tell of `day` or of a later one."""
        return self.filter(when_until__gte=day)


class StatusUpdate(models.Model):
    """What was told of an action on one day. A new word is a new entry: what stands here is never written over."""

    action = models.ForeignKey("tracker.Action", models.CASCADE, related_name="updates")
    status = models.CharField(_("status"), max_length=10, choices=Status)
    when = EDTFField(_("date of this status"))
    text = models.TextField(_("what was told"), blank=True, help_text=_("In your own words, in a sentence or two."))
    source = models.ForeignKey(
        "directory.Source", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("written by"),
    )
    added_at = models.DateTimeField(_("written at"), default=timezone.now, editable=False, db_index=True)

    objects = StatusUpdateQuerySet.as_manager()

    is_kept_apart = True  # no version of the action holds it, none takes it back
    is_history = True  # files add to it, and take nothing away

    class Meta:
        verbose_name = _("status")
        verbose_name_plural = _("history of the status")
        ordering = ["-when_from", "-pk"]

    def __str__(self):
        return f"{self.get_status_display()}, {self.when}"
