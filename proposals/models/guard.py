"""How often somebody wrote lately, without keeping who it was."""

from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """One use of a form. `who` is a keyed digest of the address that changes each day: it names nobody tomorrow.

    Where `form` is `ONCE`, `who` is a digest of what was sent instead, and stands once.
    """

    ONCE = "once"

    form = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "attempt"
        indexes = [models.Index(fields=["form", "who", "at"])]
        constraints = [
            models.UniqueConstraint(fields=["who"], condition=models.Q(form="once"), name="proposals_attempt_once")
        ]

    def __str__(self):
        return f"{self.form}, {self.at}"
