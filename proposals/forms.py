"""The forms of proposals and of what readers send in about a published practice."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from practices.models import Practice
from publishing.cleaning import plain_text
from publishing.images import validate_picture
from publishing.uploads import ending_of, validate_document

from .models import ProposalDocument, ProposalPhotograph, Task
from .steps import LongText, Step, make_fields

MOST_KEPT = 20_000  # characters of one field: what is too long is kept and refused, what is absurd is cut
MOST_TOPICS = 5
DOCUMENT_ENDINGS = ("pdf", "docx", "odt")


class StepForm(forms.Form):
    """The fields of one step, bound to what was typed so far."""

    def __init__(self, step: Step, answers: dict):
        self.step = step
        data = MultiValueDict({name: _as_list(answers[name]) for name in step.names if name in answers})
        super().__init__(data, auto_id="f-%s")
        fields = make_fields()
        self.fields = {name: fields[name] for name in step.names}

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise ValidationError(_("You chose %(n)s topics. Leave the five that matter most.") % {"n": len(topics)})
        return topics


def _as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def typed(step: Step, posted) -> dict:
    """Return what was typed in the fields of a step, as it is to be kept: right or wrong, but without markup."""
    fields, kept = make_fields(), {}
    for name in step.names:
        values = [plain_text(value[:MOST_KEPT]) for value in posted.getlist(name)[:100]]
        kept[name] = values if isinstance(fields[name], forms.MultipleChoiceField) else (values[-1] if values else "")
    return kept


class PhotographForm(forms.ModelForm):
    class Meta:
        model = ProposalPhotograph
        fields = ["file", "alt", "credit", "caption"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        validate_picture(file)
        return file


class DocumentForm(forms.ModelForm):
    class Meta:
        model = ProposalDocument
        fields = ["title", "file", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].required = True
        self.fields["file"].help_text = _("PDF, DOCX or ODT, up to 20 MB.")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if ending_of(file.name) not in DOCUMENT_ENDINGS:
            raise ValidationError(_("Only PDF, DOCX and ODT can be added here. Save the document in one of them."))
        validate_document(file)
        return file


class PlainTextMixin:
    """Takes the markup out of every text that was typed."""

    def clean(self):
        cleaned = super().clean()
        return {name: plain_text(value) if isinstance(value, str) else value for name, value in cleaned.items()}


class ChangeForm(PlainTextMixin, forms.Form):
    """A change of a published practice that a reader proposes."""

    field = forms.ChoiceField(label=_("What to change"))
    text = LongText(3000, 6, label=_("How it should read"))
    source = forms.CharField(
        label=_("How you know"), max_length=500, help_text=_("An address, a document, or your role.")
    )
    email = forms.EmailField(
        label=_("Your e-mail, if the editors may ask you"), required=False, help_text=_("It is shown to nobody else.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="f-%s", **kwargs)
        names = ("title", "summary", *Practice.TEXTS, "period", "places", "partners", "funding_shares", "costs")
        self.fields["field"].choices = [(name, _label(name)) for name in names] + [("", _("something else"))]
        self.fields["field"].required = False
        self.fields["text"].required = True


class ReportForm(PlainTextMixin, forms.Form):
    """A problem on the page of a practice."""

    kind = forms.ChoiceField(
        label=_("What is the matter?"), widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in Task.Kind if kind != Task.Kind.CHANGE],
    )  # fmt: skip
    text = LongText(3000, 6, label=_("What you found"))
    email = forms.EmailField(
        label=_("Your e-mail, if the editors may ask you"), required=False, help_text=_("It is shown to nobody else.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="f-%s", **kwargs)
        self.fields["text"].required = True


class ContactForm(PlainTextMixin, forms.Form):
    """A message to the contact person of a practice, passed on by mail."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("Your e-mail"), help_text=_("The contact person gets it, to be able to answer."))
    text = LongText(5000, 8, label=_("Your message"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="f-%s", **kwargs)
        self.fields["text"].required = True

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())


def _label(name: str) -> str:
    field = Practice._meta.get_field(name)
    label = getattr(field, "verbose_name", None) or field.related_model._meta.verbose_name_plural
    return capfirst(str(label))
