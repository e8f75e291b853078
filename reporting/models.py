"""The report desk: what somebody is writing about a past meeting, before it becomes records.

Knows events and what lies beneath.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Meeting


class ReportDraft(models.Model):
    """What was typed on the desk, right or wrong: nothing of it is lost, and nobody but the desk sees it.

    `answers` maps the names of fields to texts, and the names of lists ("agenda") to lists of such maps. `number` grows
    with each save: whoever saves on top of a save that they have not seen is told.
    """

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="report_draft", verbose_name=_("meeting"))
    answers = models.JSONField(default=dict)
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
