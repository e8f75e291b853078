"""The form in steps, its private pages, and what readers can send in about a published practice."""

from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from practices.models import Practice

from . import guarding, mailing
from .forms import DocumentForm, PhotographForm, StepForm, typed
from .handing import countries_named, handed_over, later_steps
from .models import Proposal, State
from .progress import Progress
from .steps import STEPS, Step


@method_decorator(never_cache, name="dispatch")
class PrivateView(TemplateView):
    """A page that no cache keeps, no search engine lists, and whose address no other site is told."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        answer = super().dispatch(request, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex"
        answer["Referrer-Policy"] = "same-origin"
        return answer


class StartView(PrivateView):
    """The first step, before there is a proposal: sending it begins one, whatever was typed."""

    template_name = "proposals/step.html"

    def get_context_data(self, **kwargs):
        handed = handed_over(self.request.GET)
        kwargs.setdefault("form", StepForm(STEPS[0], {"language": get_language()[:2]} | handed))
        return super().get_context_data(
            about=countries_named(handed),
            step=STEPS[0],
            steps=STEPS,
            clock=guarding.clock(),
            token="",
            show_faults=False,
            **({"guard_faults": [], "questions": []} | kwargs),
        )

    def post(self, request):
        answers = later_steps(handed_over(request.GET)) | typed(STEPS[0], request.POST)
        if said := guarding.faults(request, "start"):
            return self.render_to_response(self.get_context_data(form=StepForm(STEPS[0], answers), guard_faults=said))
        proposal, token = Proposal.objects.start(get_language()[:2], answers, guarding.token_of(request))
        return redirect(after_step(proposal, token, STEPS[0], request.POST))


class OwnView(PrivateView):
    """A page of one proposal, or of what else `model` says was sent in, opened by the token in its address."""

    model = Proposal

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.token = kwargs["token"]
        self.proposal = get_object_or_404(self.model.objects.with_token(self.token))

    def get_context_data(self, **kwargs):
        kwargs |= {"proposal": self.proposal, "token": self.token, "steps": STEPS}
        return super().get_context_data(**kwargs)


class StepView(OwnView):
    """One step of the form. What is typed is kept first, and looked at afterwards."""

    template_name = "proposals/step.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.step = next((step for step in STEPS if step.number == kwargs["number"]), None)
        if self.step is None:
            raise Http404

    def get(self, request, *args, **kwargs):
        if not self.proposal.is_open_to_sender:
            return redirect(self.proposal.address(self.token))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            step=self.step,
            form=StepForm(self.step, self.proposal.answers),
            show_faults="faults" in self.request.GET,
            questions=[q for q in self.proposal.questions.all() if q.field in self.step.names],
            guard_faults=[],
            about="",
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        is_automatic = request.headers.get("X-Autosave") == "1"
        if not self.proposal.is_open_to_sender:
            text = _("This proposal is with the editors now. It can be changed again when they ask for it.")
            return (
                JsonResponse({"said": text}, status=409)
                if is_automatic
                else redirect(self.proposal.address(self.token))
            )
        self._keep(request.POST)
        if is_automatic:
            return JsonResponse({"said": _("Saved at %(time)s") % {"time": date_format(timezone.localtime(), "H:i")}})
        return redirect(after_step(self.proposal, self.token, self.step, request.POST))

    def _keep(self, posted) -> None:
        proposal = self.proposal
        proposal.answers |= typed(self.step, posted)
        for question in proposal.questions.all():
            if (answer := posted.get(f"answer-{question.pk}")) is not None:
                question.answer = answer[:3000]
                question.save(update_fields=["answer"])
        email = proposal.answers.get("email", "")
        if "email" in self.step.names and email != proposal.email:
            proposal.email = email if "email" not in StepForm(self.step, proposal.answers).errors else ""
            proposal.email_confirmed_at = None
        proposal.save()


def after_step(proposal: Proposal, token: str, step: Step, posted) -> str:
    """Return where a saved step leads: to its own faults, to the next step, or to the overview."""
    if posted.get("go") == "leave":
        return proposal.address(token)
    if StepForm(step, proposal.answers).errors:
        return f"{proposal.address(token, step.number)}?faults=1#faults"
    return proposal.address(token, step.number + 1) if step.number < len(STEPS) else proposal.address(token)


class OverviewView(OwnView):
    """Your proposal: where it stands, what is missing, what the editors ask, and the button that sends it."""

    template_name = "proposals/overview.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            progress=Progress(self.proposal, self.token), private=self.request.build_absolute_uri(), **kwargs
        )


class SendView(OwnView):
    """Send the proposal to the editors."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        progress, address = Progress(self.proposal, self.token), self.proposal.address(self.token)
        if progress.missing or not self.proposal.is_open_to_sender:
            return redirect(f"{address}#missing")
        with suppress(ValidationError):  # pressed twice in one moment: the first press did it
            self.proposal.move(State.SENT)
            page = reverse("admin:proposals_proposal_change", args=[self.proposal.pk])
            text = f"{self.proposal}\n\n{settings.PORTAL_ADDRESS}{page}"
            mailing.tell_editors(_("A practice was proposed"), text)
        return redirect(address)


class MailView(OwnView):
    """Mail the private link and the confirmation to the sender."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        said = "mail-sent"
        if not self.proposal.email:
            said = "mail-none"
        elif guarding.is_too_often(request, "mail"):
            said = "mail-often"
        elif not mailing.send_link(self.proposal, self.token):
            said = "mail-failed"
        return redirect(f"{self.proposal.address(self.token)}?said={said}#mail")


class ConfirmView(OwnView):
    """Confirm the e-mail address: by the button, since mail scanners open every link."""

    template_name = "proposals/confirm.html"

    def dispatch(self, request, *args, **kwargs):
        if not self.proposal.email or kwargs["proof"] != mailing.confirmation_of(self.proposal):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.proposal.email_confirmed_at is None:
            self.proposal.email_confirmed_at = timezone.now()
            self.proposal.save(update_fields=["email_confirmed_at", "updated_at"])
        return redirect(self.proposal.address(self.token))


class FilesView(OwnView):
    """Photographs and documents of a proposal: each form is its own, so that a refused file loses no text."""

    template_name = "proposals/files.html"
    MOST = 6

    def get_context_data(self, **kwargs):
        kwargs.setdefault("photograph_form", PhotographForm(auto_id="p-%s"))
        kwargs.setdefault("document_form", DocumentForm(auto_id="d-%s", initial={"language": self.proposal.language}))
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        if not self.proposal.is_open_to_sender:
            return redirect(self.proposal.address(self.token))
        name, form = (
            ("document_form", DocumentForm(request.POST, request.FILES, auto_id="d-%s"))
            if request.POST.get("what") == "document"
            else ("photograph_form", PhotographForm(request.POST, request.FILES, auto_id="p-%s"))
        )
        if form.is_valid() and form._meta.model.objects.filter(owner=self.proposal).count() >= self.MOST:
            form.add_error("file", _("Six are enough here. Take one out first."))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**{name: form}))
        form.instance.owner = self.proposal
        form.save()
        return redirect(reverse("proposals:files", args=[self.token]))


class RemoveFileView(OwnView):
    """Take a photograph or document out of a proposal."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        rows = {"photograph": self.proposal.photographs, "document": self.proposal.documents}.get(kwargs["what"])
        if rows is None or not self.proposal.is_open_to_sender:
            raise Http404
        rows.filter(pk=kwargs["pk"]).delete()
        return redirect(reverse("proposals:files", args=[self.token]))


def published_practice(slug: str) -> Practice:
    """Return the published practice of an address, or raise Http404."""
    return get_object_or_404(Practice.objects.published(), slug=slug)
