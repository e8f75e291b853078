"""In what words an action stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """The words of the Commission's tracker, and two more for plans that say it otherwise."""

    PENDING = "pending", _("pending")
    UNDER_WAY = "under-way", _("under way")
    CONTINUOUS = "continuous", _("continuous")
    COMPLETE = "complete", pgettext_lazy("of an action", "complete")
    STOPPED = "stopped", _("stopped")

    @property
    def is_final(self) -> bool:
        return self in (Status.COMPLETE, Status.STOPPED)
