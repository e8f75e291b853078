"""What a password must be, beside Django's own rules."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class MaximumLengthValidator:
    """Refuses what no keyboard wrote: a longest length, said before and after."""

    def __init__(self, max_length=128):
        self.max_length = max_length

    def validate(self, password, user=None):
        if len(password) > self.max_length:
            raise ValidationError(
                _("This password has %(given)s characters; %(most)s are possible.")
                % {"given": len(password), "most": self.max_length},
                code="password_too_long",
            )

    def get_help_text(self):
        return _("Your password can have up to %(most)s characters.") % {"most": self.max_length}
