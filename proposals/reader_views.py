"""What readers can do about a published practice: propose a change, report a problem, write to its contact."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import guarding, mailing
from .forms import ChangeForm, ContactForm, ReportForm
from .models import Task
from .views import PrivateView, published_practice


class ReaderView(PrivateView):
    """One form about one practice. A child names its form, its words, and what happens to a good message."""

    template_name = "proposals/reader_form.html"
    form_class = None
    limit = "task"
    heading = lead = thanks = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.practice = published_practice(kwargs["slug"])

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", self.form_class())
        kwargs.setdefault("done", False)
        kwargs.setdefault("guard_faults", [])
        return super().get_context_data(
            practice=self.practice,
            heading=self.heading,
            lead=self.lead,
            thanks=self.thanks,
            clock=guarding.clock(),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        said = guarding.faults(request, self.limit)
        if not said and guarding.is_first(request):
            said = self.take(form.cleaned_data)
            if said:
                guarding.forget(request)
        if said:
            return self.render_to_response(self.get_context_data(form=form, guard_faults=said))
        return self.render_to_response(self.get_context_data(done=True))

    def take(self, told: dict) -> list[str]:
        """Do what the message asks; return sentences where it could not be done."""
        raise NotImplementedError


class ChangeView(ReaderView):
    form_class = ChangeForm
    heading = gettext_lazy("Propose a change")
    lead = gettext_lazy("Tell the editors what should read otherwise, and how you know. They check it and decide.")
    thanks = gettext_lazy("Thank you. The editors have your proposal and will check it.")

    def take(self, told):
        Task.objects.create(practice=self.practice, kind=Task.Kind.CHANGE, **told)
        mailing.tell_editors("A change was proposed", f"{self.practice}\n\n{told['text']}")
        return []


class ReportView(ReaderView):
    form_class = ReportForm
    heading = gettext_lazy("Report a problem")
    lead = gettext_lazy("Tell the editors what is wrong on the page of this practice.")
    thanks = gettext_lazy("Thank you. The editors will look at it.")

    def take(self, told):
        Task.objects.create(practice=self.practice, **told)
        mailing.tell_editors("A problem was reported", f"{self.practice}\n\n{told['text']}")
        return []


class ContactView(ReaderView):
    form_class = ContactForm
    limit = "contact"
    heading = gettext_lazy("Write to the contact")
    lead = gettext_lazy("Your message is passed on by mail. The portal keeps no copy and shows no address.")
    thanks = gettext_lazy("Your message was passed on. The answer comes to you directly.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if not self.practice.contact_email:
            raise Http404

    def take(self, told):
        if mailing.pass_on(self.practice, told["name"], told["email"], told["text"]):
            return []
        return [
            _(
                "The message could not be passed on. Nothing is lost: try again later, or tell the editors by "
                "“Report a problem” on the page of the practice. They may know another way."
            )
        ]
