"""Documents of records."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.dates import EDTFField

from ..uploads import attachment_path, validate_document


class Attachment(models.Model):
    """A document of a record. It shows exactly when its owner shows; its file is served by a view that asks the owner.

    A source may name a document that the portal does not hold: then there is neither file nor address.
    """

    title = models.CharField(_("title"), max_length=300)
    file = models.FileField(_("file"), upload_to=attachment_path, validators=[validate_document], blank=True)
    url = models.URLField(_("address on the web"), blank=True, max_length=500)
    language = models.CharField(_("language"), max_length=12, default="en")
    issued = EDTFField(_("date"), blank=True)

    preview_token = ""  # set where a preview shows the record

    class Meta:
        abstract = True
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]

    def __str__(self):
        return self.title

    @property
    def download_url(self) -> str:
        """Where the document can be had, or "" where the portal holds no copy and knows no address."""
        if not self.file:
            return self.url
        meta = self._meta
        address = reverse(f"{meta.app_label}:document", args=[meta.model_name, self.pk])
        return f"{address}?preview={self.preview_token}" if self.preview_token else address
