"""The report desk: what somebody is writing about a past meeting, before it becomes records.

Knows events and what lies beneath.
"""

import json

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from events.models import Meeting


class ReportDraft(models.Model):
    """What was typed on the desk, right or wrong: nothing of it is lost, and nobody but the desk sees it.

    `answers` maps the names of fields to texts, and the names of lists ("agenda") to lists of such maps. `number` grows
    with each save. `base` is what the records said when the desk began, as {"answers": ..., "versions": {"meeting": 3,
    "lessons.12": 1}}: what somebody else has changed since is theirs, and the desk does not write over it.
    """

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="report_draft", verbose_name=_("meeting"))
    answers = models.JSONField(default=dict)
    base = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=0)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("last saved by")
    )
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a report")
        verbose_name_plural = _("drafts of reports")
        default_permissions: list[str] = []

    def __str__(self):
        return str(self.meeting)

    @property
    def mark(self) -> str:
        """What a form carries of the save that it shows: whoever saves on top of one that they have not seen is told.

        No two drafts share a mark, and one that nobody saved yet has that of the records it was made from.
        """
        return f"{self.pk}.{self.number}" if self.pk else mark_of(self.base)


def mark_of(base: dict) -> str:
    """Return a short sign of what the records said: another one as soon as one of them changes."""
    return salted_hmac("reporting.base", json.dumps(base, sort_keys=True)).hexdigest()[:20]
