"""A field for several choices of a short list."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class ChoicesField(models.JSONField):
    """Any number of the values of `options`, pairs of value and label, as a list in the order in which they stand."""

    def __init__(self, *args, options=(), **kwargs):
        self.options = list(options)
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def validate(self, value, model_instance):
        """Raise ValidationError where something is no list of known values."""
        super().validate(value, model_instance)
        known = {key for key, _label in self.options}
        if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
            raise ValidationError(_("Choose among these: %(known)s.") % {"known": ", ".join(sorted(known))})

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            label=capfirst(str(self.verbose_name)),
            help_text=self.help_text,
            choices=self.options,
            required=not self.blank,
            widget=forms.CheckboxSelectMultiple,
        )
