"""Pages of the desk: who may do what."""

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from publishing.models import MOVES, MOVES_OF_WHAT_WAS_PUBLIC, State
from publishing.models.states import WANT_A_REASON
from tracker.checks import RULES
from tracker.models import Action

from .dashboard import address_of, stale_rows
from .powers import DUTIES, EVERYTHING, RECORDS
from .tables import power_rows


class DeskView(TemplateView):
    """A page in the frame of the admin."""

    title = ""

    def get_context_data(self, **kwargs):
        frame = admin.site.each_context(self.request)
        return super().get_context_data(**frame | {"title": self.title} | kwargs)


class PowersView(DeskView):
    """The help of the admin: the groups, what each may do, and which state may follow which."""

    template_name = "desk/powers.html"
    title = _("Who may do what")

    def get_context_data(self, **kwargs):
        rows = power_rows(RECORDS, DUTIES, EVERYTHING)
        return super().get_context_data(duties=DUTIES, rows=rows, moves=list(_move_rows()), **kwargs)


def _move_rows():
    """Yield from, to, power and whether a reason is wanted; twice where it matters whether readers saw the record."""
    for step, power in MOVES.items():
        old, new = (State(state).label for state in step)
        if step in MOVES_OF_WHAT_WAS_PUBLIC:
            yield _("%(state)s, never public") % {"state": old}, new, power, step in WANT_A_REASON
            old, power = _("%(state)s, once public") % {"state": old}, MOVES_OF_WHAT_WAS_PUBLIC[step]
        yield old, new, power, step in WANT_A_REASON


class FreshnessView(DeskView):
    """The published records whose facts nobody has checked for too long, of all types."""

    template_name = "desk/freshness.html"
    title = _("Needs checking")

    def get_context_data(self, **kwargs):
        page = Paginator(stale_rows(), 50).get_page(self.request.GET.get("page"))
        rows = [
            (row, capfirst(str(apps.get_model(row["kind"])._meta.verbose_name)), address_of(row["kind"], row["pk"]))
            for row in page
        ]
        return super().get_context_data(page=page, rows=rows, **kwargs)


class ActionsView(DeskView):
    """The actions of the plans that want a second look, each with the sentences of the rules that found it."""

    template_name = "desk/actions.html"
    title = _("Actions to check")

    def get_context_data(self, **kwargs):
        if not Action().allows(self.request.user, "view"):
            raise PermissionDenied
        today = timezone.localdate()
        found = [
            (action, reasons, address_of(action.kind(), action.pk))
            for action in Action.objects.published().in_order().for_listing().prefetch_related("translations")
            if (reasons := action.reasons_to_check(today))
        ]
        return super().get_context_data(found=found, rules=RULES, **kwargs)
