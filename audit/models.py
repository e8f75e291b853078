"""The log of who did what and when. Knows no other room and no type by name; nothing in it is changed or deleted."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    PROPOSED = "proposed", _("proposed a change")
    LET_IN = "let-in", _("let a change in")
    REFUSED = "refused", _("refused a change")
    RESTORED = "restored", _("restored a version")
    MOVED = "moved", _("moved")
    SCHEDULED = "scheduled", _("scheduled")
    CHECKED = "checked", _("checked the facts")
    CORRECTED = "corrected", _("corrected")
    DELETED = "deleted", _("deleted for good")
    TRANSLATED = "translated", _("translated")
    IMPORTED = "imported", _("imported")
    EXPORTED = "exported", _("exported")
    SIGNED_IN = "signed-in", _("signed in")
    SIGNED_OUT = "signed-out", _("signed out")
    SIGN_IN_FAILED = "sign-in-failed", _("failed to sign in")
    LOCKED_OUT = "locked-out", _("was locked out")
    SECURED = "secured", _("changed how they sign in")


class Entry(models.Model):
    """One act: who, when, what, on which record, from which state to which, and why."""

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("who")
    )
    user_name = models.CharField(_("who"), max_length=150, blank=True, editable=False)
    act = models.CharField(_("act"), max_length=16, choices=Act, db_index=True, editable=False)
    kind = models.CharField(_("type"), max_length=60, blank=True, editable=False)
    object_id = models.BigIntegerField(null=True, editable=False)
    title = models.CharField(_("record"), max_length=300, blank=True, editable=False)
    old = models.CharField(_("from"), max_length=40, blank=True, editable=False)
    new = models.CharField(_("to"), max_length=40, blank=True, editable=False)
    reason = models.CharField(_("why"), max_length=500, blank=True, editable=False)
    detail = models.TextField(_("what"), blank=True, editable=False)

    class Meta:
        verbose_name = _("entry of the log")
        verbose_name_plural = _("log")
        ordering = ["-at", "-pk"]
        default_permissions = ["view"]
        indexes = [models.Index(fields=["kind", "object_id", "-at"], name="entry_of_a_record")]

    def __str__(self):
        return f"{self.user_name or '–'} {self.get_act_display()} {self.title}".strip()
