"""How far a proposal has come: which steps are complete, what is missing, and what happened when."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from .forms import StepForm
from .models import Proposal
from .steps import REQUIRED, STEPS, Step, step_of


@dataclass(frozen=True)
class Lack:
    """Something that keeps a proposal from being sent: a sentence, and where to mend it."""

    text: str
    url: str


@dataclass(frozen=True)
class StepState:
    step: Step
    url: str
    lacks: int
    is_begun: bool


class Progress:
    """What the overview of a proposal tells its sender."""

    def __init__(self, proposal: Proposal, token: str):
        self.proposal, self.token = proposal, token
        self.forms = {step.number: StepForm(step, proposal.answers) for step in STEPS}

    @cached_property
    def missing(self) -> list[Lack]:
        """What has to be done before the proposal can be sent, in the order of the form."""
        lacks = [lack for step in STEPS for lack in self._of_step(step)]
        if self.proposal.email and self.proposal.email_confirmed_at is None:
            text = _("Confirm your e-mail address: have the link mailed to you, open it, and press the button there.")
            lacks.append(Lack(text, "#mail"))
        unanswered = [q for q in self.proposal.questions.all() if not q.answer]
        if unanswered:
            lacks.append(Lack(_("Answer the questions of the editors."), "#questions"))
        return lacks

    def _of_step(self, step: Step) -> list[Lack]:
        form, answers, lacks = self.forms[step.number], self.proposal.answers, []
        for name in step.names:
            url = f"{self.proposal.address(self.token, step.number)}?faults=1#f-{name}"
            label = str(form.fields[name].label)
            for fault in form.errors.get(name, []):
                lacks.append(Lack(f"{label}: {fault}", url))
            if name in REQUIRED and not answers.get(name):
                lacks.append(Lack(_("“%(field)s” is still empty.") % {"field": label}, url))
        return lacks

    @property
    def steps(self) -> list[StepState]:
        """Each step with what it lacks."""
        return [
            StepState(
                step,
                self.proposal.address(self.token, step.number),
                len(self._of_step(step)),
                any(self.proposal.answers.get(name) for name in step.names if name != "language"),
            )
            for step in STEPS
        ]

    @property
    def questions(self) -> list[tuple]:
        """The editors' questions, each with the label of its field and the place to answer."""
        return [
            (
                question,
                question.get_field_display(),
                f"{self.proposal.address(self.token, step_of(question.field))}#f-{question.field}",
            )
            for question in self.proposal.questions.all()
        ]
