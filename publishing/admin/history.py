"""The history of a record in the admin: versions side by side, acts, restoring, deciding on changes, previews."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from audit.log import write
from audit.models import Act, Entry

from ..differences import differences
from ..merging import Clash, let_in
from ..models import Version
from ..previews import link_for
from ..versions import restore, snapshot


class HistoryPages:
    """Pages of one record beside its form; a mixin of `PublicationAdmin`."""

    def get_urls(self):
        """Add the pages before Django's catch-all."""
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/restore/<int:version>/", view(self.restore_view), name=f"{name}_restore"),
            path("<int:pk>/decide/<int:version>/", view(self.decide_view), name=f"{name}_decide"),
            path("<int:pk>/preview/", view(self.preview_view), name=f"{name}_preview"),
            path("<int:pk>/preview/<int:version>/", view(self.preview_view), name=f"{name}_preview_version"),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        """Show versions and acts; `?left=` and `?right=` name two versions to compare, 0 is the record as it stands."""
        record = self._record(request, object_id)
        return self._history(request, record, **(extra_context or {}))

    def _history(self, request, record, status: int = 200, **extra):
        versions = list(Version.objects.of(record).defer("data"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": record},
            "opts": self.model._meta,
            "record": record,
            "versions": versions,
            "entries": Entry.objects.filter(kind=record.kind(), object_id=record.pk)[:200],
            "compared": self._compared(request, record, versions),
            "may_restore": record.allows(request.user, "change") and record.amends_live(request.user),
            "may_decide": record.allows(request.user, "publish"),
            **extra,
        }
        return render(request, "admin/publication_history.html", context, status=status)

    def _record(self, request, pk):
        record = self.get_object(request, str(pk))
        if record is None:
            raise Http404
        if not record.allows(request.user, "look-behind"):
            raise PermissionDenied
        return record

    def _compared(self, request, record, versions: list[Version]) -> dict | None:
        by_pk = {str(one.pk): one for one in versions}
        chosen = [request.GET.get(side, "") for side in ("left", "right")]
        sides = [(by_pk[pk], by_pk[pk].data) if pk in by_pk else None for pk in chosen]
        if chosen[1] == "now":
            sides[1] = (None, snapshot(record))
        if None in sides:
            return None
        (left, old), (right, new) = sides
        return {"left": left, "right": right, "fields": differences(self.model, old, new)}

    def _locked(self, request, pk):
        """Return the record as it stands, and nobody saves it until the request ends."""
        self.model._base_manager.select_for_update().filter(pk=pk).first()
        return self._record(request, pk)

    @method_decorator(require_POST)
    @method_decorator(transaction.atomic)
    def restore_view(self, request, pk, version):
        """Bring a version back as the newest one."""
        record = self._locked(request, pk)
        if not (record.allows(request.user, "change") and record.amends_live(request.user)):
            raise PermissionDenied
        kept = self._version(record, version)
        if kept.standing != Version.Standing.KEPT:
            raise Http404  # what waits, or waited, is decided on
        lost = restore(record, kept, request.user, request.POST.get("reason", ""))
        text = _("Version %(number)s is back. What stood until now is kept as a version, too.") % {
            "number": kept.number
        }
        self.message_user(request, text, messages.SUCCESS)
        self._tell_lost(request, lost)
        return HttpResponseRedirect(self._page("change", record))

    @method_decorator(require_POST)
    @method_decorator(transaction.atomic)
    def decide_view(self, request, pk, version):
        """Let a change that waits in, or refuse it with a reason."""
        record = self._locked(request, pk)
        waiting = self._version(record, version, lock=True)
        is_own = record.needs_second_person and waiting.user_id == request.user.pk
        if not record.allows(request.user, "publish") or is_own:
            raise PermissionDenied
        if not waiting.is_waiting:
            self.message_user(request, _("Somebody has decided on this change already."), messages.WARNING)
        elif "let-in" in request.POST:
            return self._let_in(request, record, waiting)
        elif not request.POST.get("reason", "").strip():
            self.message_user(request, _("Say why you refuse it: its author will read it."), messages.ERROR)
        else:
            self._settle(waiting, Version.Standing.REFUSED)
            write(Act.REFUSED, request.user, record, reason=request.POST["reason"])
            self.message_user(request, _("The change is refused. It stays in the history."), messages.SUCCESS)
        return HttpResponseRedirect(self._page("history", record))

    def _let_in(self, request, record, waiting: Version):
        """Let a change in; where somebody saved the same fields since, show both texts and ask whose count."""
        has_seen = request.POST.get("seen") == str(record.version)
        try:
            lost = let_in(record, waiting, request.user, request.POST["let-in"] if has_seen else "")
        except Clash as clash:
            return self._history(request, record, 409, clash=clash, clashing=waiting)
        self._settle(waiting, Version.Standing.LET_IN)
        self.message_user(request, _("The change is in."), messages.SUCCESS)
        self._tell_lost(request, lost)
        return HttpResponseRedirect(self._page("history", record))

    @staticmethod
    def _settle(waiting: Version, standing: str) -> None:
        waiting.standing = standing
        waiting.save(update_fields=["standing"])

    @method_decorator(require_POST)
    def preview_view(self, request, pk, version=None):
        """Make a preview link and follow it; the address that the reader lands on can be sent on."""
        record = self._record(request, pk)
        return HttpResponseRedirect(link_for(record, self._version(record, version).pk if version else None))

    @staticmethod
    def _version(record, pk: int, lock: bool = False) -> Version:
        rows = Version.objects.select_for_update(of=("self",)) if lock else Version.objects
        kept = rows.of(record).filter(pk=pk).first()
        if kept is None:
            raise Http404
        return kept

    def _page(self, name: str, record) -> str:
        meta = self.model._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=[record.pk])

    def _tell_lost(self, request, lost: list[str]) -> None:
        if lost:
            text = _("Left out, since it no longer exists: %(names)s") % {"names": ", ".join(lost)}
            self.message_user(request, text, messages.WARNING)
