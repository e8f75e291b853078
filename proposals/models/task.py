"""What readers want to see changed on a published practice, as a task for the editors."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from practices.models import Practice


class Task(models.Model):
    """A change that a reader proposes, or a problem that a reader reports."""

    class Kind(models.TextChoices):
        CHANGE = "change", _("proposed change")
        FACT = "fact", _("something is wrong")
        LINK = "link", _("a link is broken")
        PRIVACY = "privacy", _("it shows something private")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="tasks", verbose_name=_("practice"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    field = models.CharField(_("field"), max_length=40, blank=True)
    text = models.TextField(_("what the reader wrote"))
    source = models.CharField(_("how the reader knows"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail of the reader"), blank=True)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    note = models.TextField(_("what was done"), blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    done_at = models.DateTimeField(_("done at"), null=True, editable=False)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("task from a reader")
        verbose_name_plural = _("tasks from readers")
        ordering = ["-state", "-created_at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.practice}"
