"""What the desk knows of the world outside: whether the addresses that records name still answer.

Sits above all types; none of them knows it.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LinkCheck(models.Model):
    """How an outside address answered when it was last asked."""

    url = models.URLField(_("address"), max_length=2000, unique=True)
    status = models.CharField(_("what came"), max_length=12)
    code = models.PositiveSmallIntegerField(_("code"), null=True)
    final_url = models.URLField(_("leads to"), max_length=2000, blank=True)
    reason = models.CharField(_("in words"), max_length=300, blank=True)
    checked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    failing_since = models.DateTimeField(_("has failed since"), null=True)

    class Meta:
        verbose_name = _("outside address")
        verbose_name_plural = _("outside addresses")
        ordering = ["-failing_since", "url"]
        default_permissions = ["view"]

    def __str__(self):
        return self.url
