"""Photographs of records: with credit and a text for those who cannot see them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .images import redrawn, validate_picture
from .uploads import attachment_path


class Photograph(models.Model):
    """A picture of a record. It shows exactly when its owner shows, and is served by a view that asks the owner."""

    file = models.ImageField(
        _("picture"),
        upload_to=attachment_path,
        validators=[validate_picture],
        width_field="width",
        height_field="height",
        help_text=_("JPEG, PNG or WebP, up to 12 MB. It is made smaller, and place and camera are taken out."),
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(
        _("what is to be seen"), max_length=300, help_text=_("For people who cannot see the picture.")
    )
    credit = models.CharField(_("who made it"), max_length=200, help_text=_("The name that is to stand beside it."))
    caption = models.CharField(_("caption"), max_length=300, blank=True)

    preview_token = ""  # set where a preview shows the record

    class Meta:
        abstract = True
        verbose_name = _("photograph")
        verbose_name_plural = _("photographs")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt="") & ~Q(credit=""), name="%(app_label)s_%(class)s_has_credit_and_alternative_text"
            )
        ]

    def __str__(self):
        return self.alt

    def clean(self):
        super().clean()
        if not self.alt.strip() or not self.credit.strip():
            raise ValidationError(_("A photograph needs the name of who made it and a text that says what is seen."))

    def save(self, *args, **kwargs):
        if self.file and not self.file._committed:
            self.file.save("picture.webp", redrawn(self.file.file), save=False)
        super().save(*args, **kwargs)

    @property
    def url(self) -> str:
        """Where the picture is served."""
        meta = self._meta
        address = reverse(f"{meta.app_label}:photograph", args=[meta.model_name, self.pk])
        return f"{address}?preview={self.preview_token}" if self.preview_token else address
