"""What the report desk asks, section by section: single fields, and lists of rows."""

from dataclasses import dataclass

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.models import Country, TargetGroup, Topic
from events.models import AgendaItem, Meeting, ParticipantGroup, Recommendation
from publishing.fields import rich_attributes
from publishing.filters import language_choices


class LongText(forms.CharField):
    """A text of several lines; `rich` lets the page dress it with an editor that knows headings and lists."""

    def __init__(self, max_length: int, rows: int, rich: bool = False, **kwargs):
        attrs = rich_attributes(rows) if rich else {"rows": rows}
        kwargs.setdefault("required", False)
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs=attrs), strip=True, **kwargs)
        self.is_rich = rich


def _of(model: type[models.Model], name: str, **kwargs) -> forms.Field:
    """Return the form field of a model's field: label, length and help have one home."""
    field = model._meta.get_field(name).formfield(required=False, **kwargs)
    field.label = capfirst(str(field.label))
    return field


def _terms(model: type[models.Model]) -> list[tuple[str, str]]:
    return [("", "–"), *((term.slug, term.name) for term in model.objects.all() if not term.retired_at)]


def _countries():
    return sorted(((country.code, country.label) for country in Country.objects.all()), key=lambda pair: pair[1])


class HeadForm(forms.Form):
    """What there is once in a report."""

    title = forms.CharField(label=_("Title of the report"), max_length=300, required=False)
    language = forms.ChoiceField(label=_("Language of the report"), choices=language_choices, required=False)
    summary = LongText(2000, 3, label=_("Summary"), help_text=_("Two or three sentences for lists and search."))
    participants = _of(Meeting, "participants", min_value=0, max_value=100_000)
    participants_note = _of(Meeting, "participants_note")
    countries = forms.MultipleChoiceField(
        label=_("Countries that took part"), choices=_countries, required=False, widget=forms.CheckboxSelectMultiple
    )
    body = LongText(
        60_000, 12, rich=True, label=_("What happened"), help_text=_("What nobody finds in the agenda items below.")
    )
    conclusions = LongText(20_000, 6, label=_("Conclusions"), help_text=_("One a line."))


class RowForm(forms.Form):
    """One row of a list."""

    @classmethod
    def shared(cls) -> dict:
        """Return what all rows of one list are made with: what the database is asked for once."""
        return {}


class GroupForm(RowForm):
    """Participants of one kind."""

    name = _of(ParticipantGroup, "name")
    number = _of(ParticipantGroup, "number", min_value=0, max_value=100_000)


class AgendaForm(RowForm):
    """One point of the agenda."""

    title = _of(AgendaItem, "title")
    starts_at = forms.TimeField(
        label=_("Starts at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    speakers = LongText(2000, 2, label=_("Speakers"), help_text=_("Name, role and organisation; one a line."))
    text = LongText(30_000, 6, rich=True, label=_("What was said"))
    practices = LongText(
        3000,
        2,
        label=_("Practices presented"),
        help_text=_("Title or address, one a line. What the portal does not know yet becomes a draft."),
    )
    practices.widget.attrs["data-suggest"] = True


class LearntForm(RowForm):
    """A lesson: a sentence, and what it is about."""

    title = forms.CharField(label=_("In one sentence"), max_length=300, required=False)
    text = LongText(10_000, 3, label=_("In full"))
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    target_group = forms.ChoiceField(label=_("Target group"), required=False)

    def __init__(self, *args, terms: dict[str, list], **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in terms.items():
            self.fields[name].choices = choices

    @classmethod
    def shared(cls):
        return {"terms": {"topic": _terms(Topic), "target_group": _terms(TargetGroup)}}


class AdviceForm(LearntForm):
    """A recommendation: also to whom."""

    addressee = _of(Recommendation, "addressee")


class StepForm(RowForm):
    """What is to happen next."""

    text = forms.CharField(label=_("What is to be done"), max_length=300, required=False)
    due_on = forms.DateField(
        label=_("By when"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    who = forms.CharField(label=_("By whom"), max_length=200, required=False)


@dataclass(frozen=True)
class Rows:
    """A list of rows: its name in the answers, its form, what one row and all of them are called, how many may be."""

    name: str
    form: type[RowForm]
    one: str
    heading: str
    lead: str
    most: int = 40


LISTS = (
    Rows("groups", GroupForm, _("Group"), _("Participants by group"), _("As “ministries, 14” or “NGOs, 9”."), 20),
    Rows("agenda", AgendaForm, _("Agenda item"), _("Agenda"), _("In the order of the day."), 40),
    Rows("lessons", LearntForm, _("Lesson"), _("Lessons"), _("Each becomes a record that readers find by topic.")),
    Rows(
        "advice", AdviceForm, _("Recommendation"), _("Recommendations"),
        _("What somebody should do; each becomes a record of its own."),
    ),
    Rows("steps", StepForm, _("Next step"), _("Next steps"), _("What was agreed, by when and by whom."), 30),
)  # fmt: skip
AGENDA = next(rows for rows in LISTS if rows.name == "agenda")
