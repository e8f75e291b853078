"""The form in which somebody translates a record: one field for each text, and nothing typed is ever lost."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.fields import rich_attributes
from publishing.models import Translation
from publishing.translating import Clash, Part, direction, parts_of, save_translation, seen_by

START = "text-"


@dataclass(frozen=True)
class Field:
    """One text on the page: the original, the field of the translation, and what is at fault with it.

    `stored` is what somebody else saved meanwhile, where it differs from what was typed.
    """

    number: int
    part: Part
    bound: forms.BoundField
    stored: str = ""
    is_new: bool = False

    @property
    def most(self) -> int | None:
        return self.part.field.max_length


class TranslationForm(forms.Form):
    """The texts of one record in one language. `clash` says what happened where somebody else was faster."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    is_machine = forms.BooleanField(
        label=_("This text was made by a machine and nobody has read it yet"),
        required=False,
        help_text=_("It is then kept as a machine draft, which readers never see."),
    )
    credit = forms.CharField(
        label=_("Name of the translator, for readers"),
        required=False,
        help_text=_("Leave it empty where no name is to stand beneath the text."),
    )

    clash: Clash | None = None

    def __init__(self, record, language: str, translation: Translation | None, data=None):
        self.record, self.language, self.translation = record, language, translation
        self.parts = parts_of(record, translation)
        super().__init__(data)
        for number, part in enumerate(self.parts):
            self.fields[START + part.key] = self._field(number, part)
        self.fields["seen"].initial = seen_by(record, translation)
        if translation:
            self.fields["credit"].initial = translation.credit
            self.fields["is_machine"].initial = translation.state == Translation.State.MACHINE

    def _field(self, number: int, part: Part) -> forms.CharField:
        said = {"lang": self.language, "dir": direction(self.language), "aria-describedby": f"hint-{number}"}
        if part.field.max_length:
            said["data-most"] = part.field.max_length
        is_long = isinstance(part.field, models.TextField)
        if is_long:
            lines = sum(1 + len(line) // 60 for line in part.original.splitlines())
            said["rows"] = min(max(lines, 2), 30)
        if part.is_rich:
            said |= rich_attributes(said["rows"])
        widget = forms.Textarea(said) if is_long else forms.TextInput(said)
        return forms.CharField(label=part.label, required=False, strip=False, widget=widget, initial=part.text)

    @property
    def rows(self) -> list[Field]:
        """The texts in order, each with its field."""
        stored = self.clash.stored if self.clash else None
        rows = []
        for number, part in enumerate(self.parts):
            bound = self[START + part.key]
            theirs = stored.texts.get(part.key, "") if stored else ""
            theirs = theirs if theirs != (bound.value() or "").strip() else ""
            is_new = bool(self.clash) and part.key in self.clash.changed
            rows.append(Field(number, part, bound, theirs, is_new))
        return rows

    @property
    def homeless(self) -> list[tuple[str, str]]:
        """What was typed for texts that the original no longer has: their keys, and the words to copy."""
        posted = [name for name in self.data if name.startswith(START) and name not in self.fields]
        return [(name.removeprefix(START), self.data[name]) for name in posted if self.data[name].strip()]

    @property
    def done(self) -> int:
        """How many texts are translated."""
        return sum(bool(part.text) for part in self.parts)

    def clean(self):
        told = super().clean()
        if self.data.get("act") == "approve" and told.get("is_machine"):
            fault = _("What nobody has read cannot be approved. Read it, take the mark off, and approve it then.")
            self.add_error("is_machine", fault)
        return told

    def save(self, user) -> Translation | None:
        """Save as the button says, or return None and hold the faults."""
        if not self.is_valid():
            return None
        try:
            return save_translation(
                self.record, self.language, self._texts(), user,
                state=self._state(), credit=self.cleaned_data["credit"], seen=self.cleaned_data["seen"],
            )  # fmt: skip
        except Clash as clash:
            self.clash = clash
            self.add_error(None, clash)
        except ValidationError as faults:
            self._take(faults)
        return None

    def _state(self) -> str:
        if self.data.get("act") == "approve":
            return Translation.State.APPROVED
        return Translation.State.MACHINE if self.cleaned_data["is_machine"] else Translation.State.DRAFT

    def _texts(self) -> dict[str, str]:
        """Return what was posted by key, known or not: the rule on what the original lacks has its home elsewhere."""
        known = {part.key: self.cleaned_data[START + part.key] for part in self.parts}
        return known | dict(self.homeless)

    def _take(self, faults: ValidationError) -> None:
        for key, messages in faults.message_dict.items():
            name = None if key == NON_FIELD_ERRORS else key if key == "credit" else START + key
            for message in messages:
                self.add_error(name if name is None or name in self.fields else None, message)

    def look_again(self, record, translation: Translation | None) -> "TranslationForm":
        """Return the form with what was typed beside the record as it stands now; a save after this is a decision."""
        data = self.data.copy()
        data["seen"] = seen_by(record, translation)
        form = TranslationForm(record, self.language, translation, data)
        form.clash, form._errors, form.cleaned_data = self.clash, self._errors, self.cleaned_data
        return form
