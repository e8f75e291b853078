"""The steps of the form in which a practice is proposed: which fields, in which order, how long, and which must be."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.dates import HELP as DATE_HELP
from directory.dates import validate_expression
from directory.models import Country, Organisation, TargetGroup, Topic
from practices.grading import Design, Outcome
from practices.models.practice import Practice
from publishing.filters import language_choices

SHORT, LINE, LONG = 200, 300, 3000


@dataclass(frozen=True)
class Step:
    """One page of the form."""

    number: int
    title: Promise | str
    lead: Promise | str
    names: tuple[str, ...]


STEPS = [
    Step(
        1,
        _("The practice in short"),
        _("So that others find it: what it is called, what it does, and for whom."),
        ("language", "title", "summary", "kind_of_practice", "topics", "target_groups"),
    ),
    Step(
        2,
        _("Where, when and who"),
        _("Facts that can be checked. Leave empty what you do not know."),
        (
            "countries", "place", "level", "period", "is_regular_service", "run_by", "run_by_kind", "partners",
        ),
    ),
    Step(
        3,
        _("What was done"),
        _("Write so that a colleague elsewhere could repeat it."),
        (
            "challenge", "goals", "assumptions", "how_it_works", "activities", "beneficiaries", "participation",
        ),
    ),
    Step(
        4,
        _("What came of it"),
        _("Say what did not work, too: it saves others years."),
        ("results", "reached", "reached_unit", "failures", "side_effects", "evaluation", "next_steps"),
    ),
    Step(
        5,
        _("For those who want to repeat it"),
        _("What it took, in people, money and rules."),
        ("transfer", "resources", "cost", "cost_note", "legal_aspects", "dos", "donts"),
    ),
    Step(
        6,
        _("Evidence, files and you"),
        _("A study, a picture, a document, and how the editors reach you."),
        (
            "study_kind", "study_outcome", "study_finding", "study_url", "link", "contact_name", "contact_email",
            "email", "consent",
        ),
    ),
]  # fmt: skip
# Without these a proposal cannot be sent.
REQUIRED = (
    "title", "summary", "kind_of_practice", "topics", "countries", "run_by", "challenge", "how_it_works", "results",
    "email", "consent",
)  # fmt: skip


class LongText(forms.CharField):
    """A text of some paragraphs with a limit that is told beforehand and in the fault."""

    def __init__(self, limit: int = LONG, rows: int = 5, **kwargs):
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=limit, required=False, widget=widget, strip=True, **kwargs)
        self.error_messages["max_length"] = _(
            "This text has %(show_value)s characters; %(limit_value)s are possible. Shorten it."
        )


def short_text(label, limit: int = SHORT, **kwargs) -> forms.CharField:
    """Return a field of one line with a limit that is told in the fault."""
    made = forms.CharField(label=label, max_length=limit, required=False, **kwargs)
    made.error_messages["max_length"] = _(
        "This line has %(show_value)s characters; %(limit_value)s are possible. Shorten it."
    )
    return made


def _choice(label, choices, help_text="") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=lambda: [("", "—"), *choices()], help_text=help_text)


def _several(label, choices, help_text="") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )


def _capitals(pairs: Iterable):
    return lambda: [(value, capfirst(str(label))) for value, label in pairs]


def _terms(model):
    return lambda: sorted(((t.slug, t.label) for t in model.objects.current()), key=lambda pair: pair[1])


def countries() -> list[tuple[str, str]]:
    """List all countries as (code, name) pairs, by name in the reader's language."""
    return sorted(((c.code, c.label) for c in Country.objects.all()), key=lambda pair: pair[1])


def _text_of(name: str) -> LongText:
    field = Practice._meta.get_field(name)
    return LongText(label=capfirst(str(field.verbose_name)), help_text=field.help_text)


def make_fields() -> dict[str, forms.Field]:
    """Return the fields of all steps by name, in the reader's language."""
    fields = {
        "language": _choice(_("Language in which you write"), language_choices),
        "title": short_text(_("Title"), LINE, help_text=_("The name, and after a colon what it is.")),
        "summary": LongText(600, 3, label=_("Summary"), help_text=_("Two or three sentences.")),
        "kind_of_practice": _choice(_("Kind"), _capitals(Practice.Kind.choices)),
        "topics": _several(_("Topics"), _terms(Topic), _("Up to five.")),
        "target_groups": _several(_("Target groups"), _terms(TargetGroup)),
        "countries": _several(_("Countries"), countries),
        "place": short_text(_("City or region"), help_text=_("Every place, separated by commas.")),
        "level": _choice(_("Level"), _capitals(Practice.Level.choices)),
        "period": short_text(_("From when to when"), 60, help_text=DATE_HELP, validators=[validate_expression]),
        "is_regular_service": forms.BooleanField(label=_("It became a regular service."), required=False),
        "run_by": short_text(_("Who runs it")),
        "run_by_kind": _choice(_("What kind of body that is"), _capitals(Organisation.Kind.choices)),
        "partners": LongText(1500, 4, label=_("Partners"), help_text=_("One a line: name, then a comma and the role.")),
        "reached": forms.IntegerField(
            label=_("How many took part"), required=False, min_value=0, max_value=2_000_000_000
        ),
        "reached_unit": short_text(_("Of whom, and when"), 120, help_text=_("As “families, 2024”.")),
        "cost": forms.DecimalField(
            label=_("Cost in euro"), required=False, min_value=0, max_digits=15, decimal_places=2
        ),
        "cost_note": short_text(_("For what"), help_text=_("As “a year” or “per participant”.")),
        "study_kind": _choice(_("Kind of study"), _capitals(Design.choices)),
        "study_outcome": _choice(_("What it found"), _capitals(Outcome.choices)),
        "study_finding": LongText(1500, 4, label=_("Finding"), help_text=_("In your own words, with the figures.")),
        "study_url": forms.URLField(
            label=_("Address of the study"), required=False, max_length=500, assume_scheme="https"
        ),
        "link": forms.URLField(label=_("Website"), required=False, max_length=500, assume_scheme="https"),
        "contact_name": short_text(_("Contact person for readers"), 120),
        "contact_email": forms.EmailField(
            label=_("E-mail of the contact"),
            required=False,
            help_text=_("Never shown. Readers write through a form, and the message is passed on."),
        ),
        "email": forms.EmailField(
            label=_("Your own e-mail"),
            required=False,
            help_text=_("For the private link, the editors’ questions and their answer. It is used for nothing else."),
        ),
        "consent": forms.BooleanField(
            label=_("What I wrote is true as far as I know, and the portal may publish it."), required=False
        ),
    }  # fmt: skip
    return fields | {name: _text_of(name) for name in Practice.TEXTS}


def field_choices() -> list[tuple[str, str]]:
    """List all fields of the form as (name, label) pairs, in the order of the steps."""
    labels = {name: str(field.label) for name, field in make_fields().items()}
    return [(name, labels[name]) for step in STEPS for name in step.names]


def step_of(name: str) -> int:
    """Return the number of the step in which a field stands."""
    return next(step.number for step in STEPS if name in step.names)
