"""The forms for a report's documents and photographs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import MeetingReportDocument, MeetingReportPhotograph


class DocumentForm(forms.ModelForm):
    class Meta:
        model = MeetingReportDocument
        fields = ["title", "file", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="d-%s", **kwargs)
        self.fields["file"].required = True
        self.fields["file"].help_text = _("PDF, DOCX, XLSX, ODT and the like, up to 20 MB.")


class PhotographForm(forms.ModelForm):
    class Meta:
        model = MeetingReportPhotograph
        fields = ["file", "alt", "credit", "caption"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="p-%s", **kwargs)
