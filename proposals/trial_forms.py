"""The form in which somebody tells of having tried a published practice."""

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.dates import HELP as DATE_HELP
from directory.dates import validate_expression
from events.models import Adoption, Exchange, Meeting, StudyVisit
from practices.models import Practice
from publishing.cleaning import plain_text
from publishing.filters import language_choices

from .forms import MOST_KEPT, PlainTextMixin
from .steps import LongText, countries, short_text

EVENTS = {"meeting": Meeting, "visit": StudyVisit, "exchange": Exchange}


def events_showing(practice: Practice) -> list[tuple[str, str]]:
    """List the published events at which a practice was shown, as ("meeting/its-slug", title)."""
    rows = {
        "meeting": Meeting.objects.published().filter(agenda__practices=practice).distinct(),
        "visit": StudyVisit.objects.published().filter(practices=practice),
        "exchange": Exchange.objects.published().filter(practices=practice),
    }
    return [(f"{name}/{event.slug}", event.title) for name, found in rows.items() for event in found.order_by("slug")]


class TrialForm(PlainTextMixin, forms.Form):
    """What became of a practice elsewhere. The events offered are those at which the practice was shown."""

    status = forms.ChoiceField(
        label=_("How far are you?"), widget=forms.RadioSelect,
        choices=lambda: [(value, capfirst(str(label))) for value, label in Adoption.Status.choices],
    )  # fmt: skip
    adopter = short_text(_("Who tried it"), help_text=_("The body, as a city, a school or an association."))
    country = forms.ChoiceField(label=_("Country"), choices=lambda: [("", "—"), *countries()])
    place = short_text(_("City or region"), 120)
    since = short_text(_("Since when"), 60, help_text=DATE_HELP, validators=[validate_expression])
    changed = LongText(label=_("What you changed"), help_text=_("What is otherwise with you than where it comes from."))
    outcome = LongText(label=_("What came of it"), help_text=_("Say what did not work, too: it saves others years."))
    evidence = LongText(label=_("What shows it"), help_text=_("Figures, a study, an evaluation; with addresses."))
    seen_at = forms.ChoiceField(label=_("Where you saw it"), required=False)
    seen_elsewhere = short_text(_("Or another meeting, visit or exchange"), 300)
    language = forms.ChoiceField(label=_("Language in which you write"), choices=language_choices)
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("For the link that confirms it, and for the editors’ questions. It is shown to nobody else."),
    )  # fmt: skip
    consent = forms.BooleanField(
        label=_("What I wrote is true as far as I know, and the portal may publish it."),
        error_messages={"required": _("Tick this box: without it the editors may not publish what you wrote.")},
    )

    def __init__(self, practice: Practice, answers: dict | None = None, **kwargs):
        data = None if answers is None else MultiValueDict({name: [value] for name, value in answers.items()})
        super().__init__(data, auto_id="f-%s", **kwargs)
        self.fields["adopter"].required = True
        shown = events_showing(practice)
        self.fields["seen_at"].choices = [("", "—"), *shown]
        if not shown:
            del self.fields["seen_at"]
            self.fields["seen_elsewhere"].label = _("Where you saw it")
            self.fields["seen_elsewhere"].help_text = _("The meeting, visit or exchange, if it was one.")


def typed_in(posted) -> dict[str, str]:
    """Return what was typed, as it is to be kept: right or wrong, but without markup."""
    return {
        name: plain_text(posted[name][:MOST_KEPT]) for name in TrialForm.base_fields if posted.get(name) is not None
    }  # fmt: skip
