"""“We tried this”: the form beside a practice, and the private page of whoever sent it in."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import guarding, mailing
from .models import State, Trial
from .trial_forms import TrialForm, typed_in
from .views import ConfirmView, MailView, OwnView, PrivateView, published_practice


class TrialView(PrivateView):
    """The form, before anything is sent. What fits begins a trial and mails the link that confirms the address."""

    template_name = "proposals/trial.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.practice = published_practice(kwargs["slug"])

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", TrialForm(self.practice, initial={"language": get_language()[:2]}))
        kwargs.setdefault("guard_faults", [])
        return super().get_context_data(practice=self.practice, clock=guarding.clock(), **kwargs)

    def post(self, request, *args, **kwargs):
        answers = typed_in(request.POST)
        form = TrialForm(self.practice, answers)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if said := guarding.faults(request, "trial"):
            return self.render_to_response(self.get_context_data(form=form, guard_faults=said))
        email = form.cleaned_data["email"]
        token = guarding.token_of(request)
        trial, _token = Trial.objects.start(get_language()[:2], answers, token, practice=self.practice, email=email)
        said = mailed(request, trial, token) if guarding.is_first(request) else "mail-sent"
        return redirect(f"{trial.address(token)}?said={said}#mail")


def mailed(request, trial: Trial, token: str) -> str:
    """Mail the private link and the confirmation; return the word for what came of it."""
    if guarding.is_too_often(request, "mail"):
        return "mail-often"
    return "mail-sent" if mailing.send_link(trial, token) else "mail-failed"


def send_where_complete(trial: Trial) -> bool:
    """Hand the trial to the editors where it is open, complete and its address confirmed; tell whether it was."""
    is_complete = trial.email_confirmed_at is not None and TrialForm(trial.practice, trial.answers).is_valid()
    if not (trial.is_open_to_sender and is_complete):
        return False
    try:
        trial.move(State.SENT)
    except ValidationError:  # pressed twice: the first press did it
        return False
    page = reverse("admin:proposals_trial_change", args=[trial.pk])
    mailing.tell_editors(_("A reader tried a practice"), f"{trial}\n\n{settings.PORTAL_ADDRESS}{page}")
    return True


class OwnTrialView(OwnView):
    """Where it stands; while it is open, the form as well. What is typed is kept first, and looked at afterwards."""

    model = Trial
    template_name = "proposals/own_trial.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", TrialForm(self.proposal.practice, self.proposal.answers))
        private = self.request.build_absolute_uri(self.request.path)
        return super().get_context_data(practice=self.proposal.practice, private=private, **kwargs)

    def post(self, request, *args, **kwargs):
        trial = self.proposal
        if not trial.is_open_to_sender:
            return redirect(f"{trial.address(self.token)}?said=closed")
        trial.answers = typed_in(request.POST)
        form = TrialForm(trial.practice, trial.answers)
        if "email" not in form.errors and form.cleaned_data["email"] != trial.email:
            trial.email, trial.email_confirmed_at = form.cleaned_data["email"], None
        trial.save()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, has_faults=True))
        if trial.email_confirmed_at is None:
            return redirect(f"{trial.address(self.token)}?said={mailed(request, trial, self.token)}#mail")
        send_where_complete(trial)
        return redirect(trial.address(self.token))


class TrialMailView(MailView):
    model = Trial


class TrialConfirmView(ConfirmView):
    """Confirm the address; with that, what is complete goes to the editors."""

    model = Trial

    def post(self, request, *args, **kwargs):
        answer = super().post(request, *args, **kwargs)
        if self.proposal.state == State.STARTED:
            send_where_complete(self.proposal)
        return answer
