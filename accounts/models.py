"""Who may sign in, what proves it, and for which countries and languages. The house says `settings.AUTH_USER_MODEL`.

Knows the countries of the directory.
"""

from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An editor, a member of the Commission's staff or an administrator; visitors need no account."""

    countries = models.ManyToManyField(
        "directory.Country",
        blank=True,
        related_name="+",
        verbose_name=_("countries"),
        help_text=_("A contributor writes drafts for these countries only."),
    )
    languages = models.CharField(
        _("languages"),
        max_length=120,
        blank=True,
        validators=[
            RegexValidator(r"^[a-z]{2,3}( *, *[a-z]{2,3})*$", _("Write the codes with commas between, as: de, fr, el"))
        ],
        help_text=_("A translator works into these languages only. Codes with commas between, as: de, fr, el"),
    )

    oidc_subject = models.CharField(
        _("identity at the single sign-on"),
        max_length=255,
        unique=True,
        null=True,
        blank=True,
        help_text=_("What the provider calls this person (the claim “sub”). Leave it empty without single sign-on."),
    )
    signed_out_at = models.DateTimeField(null=True, editable=False)  # sessions begun before it have ended

    def clean(self):
        super().clean()
        self.oidc_subject = self.oidc_subject or None  # two empty texts would not be unique

    @cached_property
    def country_codes(self) -> set[str]:
        """The codes of the countries that the person writes for."""
        return set(self.countries.values_list("code", flat=True))

    @property
    def language_codes(self) -> set[str]:
        """The codes of the languages that the person translates into."""
        return {code.strip() for code in self.languages.split(",") if code.strip()}


class RecoveryCode(models.Model):
    """One code that stands in for the app once; only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self):
        return f"{self.user}, {self.pk}"


class ResetRequest(models.Model):
    """One wish for a new password, kept for a day to count them. `who` is a digest that leads back to nobody."""

    who = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["who", "at"])]

    def __str__(self):
        return f"{self.at}"
