"""The report desk: the meetings that wait for a report, the page where it is written, its preview and its files."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Meeting, MeetingReport, MeetingReportDocument, MeetingReportPhotograph
from events.views import MeetingReportDetailView
from publishing.previews import token_for
from publishing.versions import keep, keep_first

from .answers import head_form, place_of, row_forms, typed
from .applying import apply, free_slug
from .clashes import clashes
from .completeness import faults_of, remarks
from .files import DocumentForm, PhotographForm
from .merging import OF_REPORT, as_it_stands, merge
from .models import ReportDraft
from .outline import AGENDA, LISTS
from .pages import DeskPage, OfMeeting
from .publishing import Unsettled, go_public, publish


@dataclass(frozen=True)
class Block:
    """A list of the form: what it is, and the forms of its rows."""

    rows: object
    forms: list


class StartView(DeskPage):
    """Past meetings without a published report, the latest first, and those that are being written about."""

    template_name = "reporting/start.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs):
        past = Meeting.objects.past().select_related("network", "report", "report_draft__user", "place__country")
        waiting = [
            (meeting, getattr(meeting, "report_draft", None))
            for meeting in past.exclude(report__state="published")[:100]
        ]
        recent = list(past.filter(report__state="published")[:20])
        return super().get_context_data(waiting=waiting, recent=recent, **kwargs)


class WriteView(OfMeeting):
    """The form: saved as somebody types, whatever is typed; one button checks it all and publishes."""

    template_name = "reporting/write.html"

    def get_context_data(self, draft=None, clashed=(), faults=(), add="", what_changed="", stale="", **kwargs):
        draft = draft or self.draft
        spare = {rows.name: 2 if add == rows.name else 1 for rows in LISTS}
        return super().get_context_data(
            meeting=self.meeting,
            report=self.report,
            draft=draft,
            head=head_form(draft.answers),
            blocks=[Block(rows, row_forms(rows, draft.answers, spare[rows.name])) for rows in LISTS],
            remarks=remarks(self.meeting, draft.answers),
            show_faults=bool(faults),
            faults=faults,
            clashed=clashed,
            stale=stale,
            unsettled=kwargs.pop("unsettled", None),
            what_changed=what_changed,
            is_out=bool(self.report and self.report.editions.exists()),
            may_publish=(self.report or MeetingReport()).allows(self.request.user, "publish"),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        answers, go = typed(request.POST), request.POST.get("go", "")
        mark = request.POST.get("mark", "")[:60]
        draft, found = self._save(answers, mark)
        if request.headers.get("X-Autosave") == "1":
            return self._told(draft, found)
        changed = request.POST.get("what_changed", "")[:2000]
        if found:
            return self.render_to_response(self.get_context_data(draft, found, what_changed=changed, stale=mark))
        if go == "publish":
            return self._publish(draft, changed)
        if go.startswith("add-"):
            return redirect(f"{request.path}?add={go[4:]}#list-{go[4:]}")
        if go.startswith("find-") and go[5:].isdecimal():
            place = place_of(AGENDA, request.POST, int(go[5:9]))
            return redirect("reporting:pick", self.meeting.pk, place)
        if go == "files":
            return redirect("reporting:files", self.meeting.pk)
        return redirect(f"{request.path}?saved=1#saved")

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(add=request.GET.get("add", "")))

    def _told(self, draft: ReportDraft, found: list) -> JsonResponse:
        if found and draft.pk is None:
            text = _("The report changed since you opened this page. Save yourself to see both; nothing is lost.")
            return JsonResponse({"said": text}, status=409)
        facts = {"who": draft.user or "?", "time": date_format(timezone.localtime(draft.saved_at), "H:i")}
        if found:
            text = _("%(who)s saved at %(time)s. Save yourself to see both; nothing of yours is lost.")
            return JsonResponse({"said": text % facts}, status=409)
        return JsonResponse({"said": _("Saved at %(time)s") % facts, "mark": draft.mark})

    @transaction.atomic
    def _save(self, answers: dict, mark: str) -> tuple[ReportDraft, list]:
        """Keep the answers; where somebody saved since, keep theirs and return how the two differ."""
        self.lock()
        draft = self.draft
        if mark != draft.mark:
            found = clashes(draft.answers, answers)
            draft.answers = answers
            if found:
                return draft, found
        draft.answers, draft.user, draft.number = answers, self.request.user, draft.number + 1
        draft.save()
        return draft, []

    def _publish(self, draft: ReportDraft, changed: str):
        try:
            report = publish(draft, self.request.user, changed, self.request.POST.get("seen", ""))
        except ValidationError as fault:
            page = self.get_context_data(draft, faults=fault.messages, what_changed=changed)
            return self.render_to_response(page)
        except Unsettled as both:
            draft.answers, draft.number = both.merged.answers, draft.number + 1
            draft.save()
            return self.render_to_response(self.get_context_data(draft, what_changed=changed, unsettled=both))
        return redirect(report.get_absolute_url())


class PreviewView(OfMeeting):
    """The report's page exactly as it will look: the answers are put into records, shown, and taken back."""

    template_name = "reporting/preview_waits.html"
    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        merged = merge(self.draft, as_it_stands(self.meeting))
        merged.answers = _shown(merged.answers)
        if faults := list(faults_of(merged.answers)):
            return self.render_to_response(self.get_context_data(faults=faults, meeting=self.meeting))
        with transaction.atomic():
            report = apply(self.meeting, merged, request.user)
            go_public(report, merged.answers, request.user)
            view = MeetingReportDetailView.as_view(preview_token=token_for(report))
            answer = view(request, slug=report.slug).render()
            transaction.set_rollback(True)
        return answer


def _shown(answers: dict) -> dict:
    """Return the answers as far as they can be shown: with a title, and without rows that have none."""
    names = {"groups": "name", "agenda": "title", "lessons": "title", "advice": "title", "steps": "text"}
    whole = {name: [row for row in answers.get(name, []) if row.get(key)] for name, key in names.items()}
    return answers | {"title": answers.get("title") or _("Without a title yet")} | whole


class FilesView(OfMeeting):
    """Documents and photographs of the report; the first file makes the report a draft."""

    template_name = "reporting/files.html"

    def get_context_data(self, **kwargs):
        kwargs = {"document_form": DocumentForm(), "photograph_form": PhotographForm()} | kwargs
        return super().get_context_data(meeting=self.meeting, report=self.report, **kwargs)

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        if self.report and not self.report.amends_live(request.user):
            raise PermissionDenied  # what readers see changes by those who may publish
        if "gone" in request.POST:
            return self._take_out(request.POST["gone"])
        is_document = "document" in request.POST
        name, form = ("document_form", DocumentForm) if is_document else ("photograph_form", PhotographForm)
        filled = form(request.POST, request.FILES)
        if not filled.is_valid():
            return self.render_to_response(self.get_context_data(**{name: filled}), status=400)
        report = self.report or self._begin()
        keep_first(report)
        filled.instance.owner = report
        filled.save()
        keep(report, request.user, str(filled.instance))
        return redirect(reverse("reporting:files", args=[self.meeting.pk]) + "#there")

    def _begin(self) -> MeetingReport:
        title = self.draft.answers.get("title") or str(self.meeting)
        report = MeetingReport(
            meeting=self.meeting, title=title, slug=free_slug(MeetingReport, title), author=self.request.user,
            language=self.draft.answers.get("language") or self.meeting.language,
        )  # fmt: skip
        report.save()
        self._tell_desk()
        return report

    def _tell_desk(self) -> None:
        """Let the desk know the report that it made itself: nobody else did."""
        draft = ReportDraft.objects.filter(meeting=self.meeting).first()
        if draft and draft.base:
            now = as_it_stands(Meeting.objects.get(pk=self.meeting.pk))
            draft.base["answers"] |= {name: now["answers"][name] for name in OF_REPORT}
            draft.save(update_fields=["base"])

    def _take_out(self, name: str):
        kind, _dot, pk = name.partition(".")
        model = {"document": MeetingReportDocument, "photograph": MeetingReportPhotograph}.get(kind)
        row = model.objects.filter(pk=pk, owner__meeting=self.meeting).first() if model and pk.isdecimal() else None
        if row:
            keep_first(self.report)
            row.delete()
            keep(self.report, self.request.user, f"– {row}")
        return redirect(reverse("reporting:files", args=[self.meeting.pk]) + "#there")
