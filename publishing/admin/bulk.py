"""Pages of the desk for many records at once: bringing a file in, in two steps, and taking a list away."""

import csv
from collections.abc import Iterator
from dataclasses import replace

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from audit.log import write
from audit.models import Act

from ..bulk.cells import defused
from ..bulk.files import FORMATS, send
from ..bulk.lines import Kind, Line, Outcome
from ..bulk.parcels import Gone, Parcel, keep_file, parcel_of
from ..bulk.resource import BulkResource
from ..bulk.tables import read_table
from ..differences import Difference, compare_ends

LINES_SHOWN, FAULTS_SHOWN, CHARACTERS_SHOWN = 100, 200, 200_000
COMPARED_BY_WORD = 3_000  # characters; longer texts take too long, a hundred on one page
LABELS = {
    Kind.NEW: gettext_lazy("new"),
    Kind.CHANGED: gettext_lazy("with changes"),
    Kind.SAME: gettext_lazy("unchanged"),
    Kind.FAULTY: gettext_lazy("with faults"),
}


class FileForm(forms.Form):
    """The file to import."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, XLSX or JSON of up to 10 MB and 5,000 rows. Nothing is written in this step."),
        error_messages={"empty": gettext_lazy("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json"}),
    )


class BulkPages:
    """A mixin of every admin whose type comes and goes in files: the one line that it takes names the resource."""

    bulk: type[BulkResource] | None = None
    change_list_template = "admin/bulk_list.html"

    def get_urls(self):
        """Add the pages before Django's catch-all."""
        urls = super().get_urls()
        if self.bulk is None:
            return urls
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("import/", view(self.import_view), name=f"{name}_import"),
            path("import/confirm/", view(self.confirm_view), name=f"{name}_import_confirm"),
            path("import/report/", view(self.report_view), name=f"{name}_import_report"),
            path("export/<slug:fmt>/", view(self.export_view), name=f"{name}_export"),
            path("columns/", view(self.columns_view), name=f"{name}_columns"),
            path("columns/<slug:fmt>/", view(self.empty_view), name=f"{name}_empty"),
            *urls,
        ]

    def has_import_permission(self, request) -> bool:
        """Tell whether the user may add or change any record of the type; each row is asked for itself, too."""
        return self.has_add_permission(request) or self.has_change_permission(request)

    def changelist_view(self, request, extra_context=None):
        bulk = {"formats": list(FORMATS), "may_import": self.has_import_permission(request)} if self.bulk else None
        return super().changelist_view(request, {"bulk": bulk, **(extra_context or {})})

    # Out

    def export_view(self, request, fmt):
        """Hand out what the list shows under the same address, all pages of it."""
        self._must(self.has_view_permission(request))
        _known(fmt)
        try:
            records = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(self._bulk_page("changelist"))
        resource, kind = self.bulk(request.user), self.opts.label_lower
        write(Act.EXPORTED, request.user, kind=kind, detail=f"{kind}, {records.count()} records, {fmt}")
        return send(fmt, self.opts.model_name, resource.columns_out(), resource.rows_out(records))

    def columns_view(self, request):
        """Say what each column holds, and offer an empty file."""
        self._must(self.has_view_permission(request))
        context = self._frame(request, _("Columns of the file: %(type)s")) | {"resource": self.bulk(request.user)}
        return TemplateResponse(request, "admin/bulk_columns.html", context)

    def empty_view(self, request, fmt):
        """Hand out a file with nothing but the names of the columns."""
        self._must(self.has_view_permission(request))
        _known(fmt)
        columns = self.bulk(request.user).columns
        rows = [["" for _column in columns]] if fmt == "json" else []
        head = [_("Column"), _("What it holds"), _("Needed"), _("How it is written")]
        notes = [
            [c.column_name, c.label, _("yes") if c.is_required else "", f"{c.how} {c.help}".strip()] for c in columns
        ]
        return send(fmt, f"{self.opts.model_name}-empty", columns, rows, [head, *notes])

    # In

    def import_view(self, request):
        """Take a file, check all of it, and show what it comes to; nothing is written."""
        self._must(self.has_import_permission(request))
        form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
        if not form.is_valid():
            return self._import_page(request, form)
        upload, resource = form.cleaned_data["file"], self.bulk(request.user)
        try:
            outcome = resource.run(read_table(upload, resource.fields), dry_run=True)
        except ValidationError as fault:
            form.add_error("file", fault)
            return self._import_page(request, form)
        return self._import_page(request, form, outcome, keep_file(self.opts.label_lower, upload))

    @method_decorator(require_POST)
    def confirm_view(self, request):
        """Write what was checked, if it still comes to the same; else show what it comes to now."""
        self._must(self.has_import_permission(request))
        try:
            parcel = self._parcel(request)
            if "leave" in request.POST:
                parcel.throw_away()
                self.message_user(request, _("Nothing was imported. The file is deleted."), messages.SUCCESS)
                return HttpResponseRedirect(self._bulk_page("changelist"))
            outcome, fault = self._bring_in(request, parcel)
        except Gone:
            return self._gone(request)
        if fault or outcome.all_faults:
            return self._import_page(request, FileForm(), outcome, parcel, fault)
        parcel.throw_away()
        self.message_user(request, told_of(outcome), messages.SUCCESS)
        return HttpResponseRedirect(self._bulk_page("changelist"))

    def _bring_in(self, request, parcel: Parcel) -> tuple[Outcome, str]:
        """Write the file, and return what it came to and why it was not written, or ""."""
        resource, fault = self.bulk(request.user), ""
        table = read_table(parcel.open(), resource.fields)
        with transaction.atomic():
            outcome = resource.run(table, dry_run=False, file_name=parcel.file_name)
            if outcome.digest != parcel.digest:
                fault = _("Somebody changed these records since the file was checked. Look at it again.")
            elif outcome.doubtful and "not_duplicates" not in request.POST:
                fault = _("Some rows look like duplicates. Say that they are none, or correct the file.")
            if fault:
                transaction.set_rollback(True)
            elif not outcome.all_faults:
                detail = ", ".join(f"{number} {kind}" for kind, number in outcome.totals.items())
                kind = self.opts.label_lower
                write(Act.IMPORTED, request.user, kind=kind, reason=parcel.file_name, detail=f"{kind}: {detail}")
        return outcome, fault

    @method_decorator(require_POST)
    def report_view(self, request):
        """Hand out the whole report as CSV, where the page shows only its beginning."""
        self._must(self.has_import_permission(request))
        try:
            resource, parcel = self.bulk(request.user), self._parcel(request)
            outcome = resource.run(read_table(parcel.open(), resource.fields), dry_run=True)
        except Gone:
            return self._gone(request)
        answer = StreamingHttpResponse(_report_lines(outcome), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="report.csv"'
        return answer

    def _import_page(self, request, form, outcome: Outcome | None = None, parcel: Parcel | None = None, fault=""):
        context = self._frame(request, _("Import: %(type)s"))
        context |= {"form": form, "fault": fault, "outcome": outcome}
        if outcome:
            context |= _shown(outcome)
            if parcel and not context["is_ready"] and not context["is_cut"]:
                parcel.throw_away()
            elif parcel:
                context["label"] = replace(parcel, digest=outcome.digest).label(request.user)
        return TemplateResponse(request, "admin/bulk_import.html", context)

    def _parcel(self, request) -> Parcel:
        return parcel_of(request.POST.get("label", ""), self.opts.label_lower, request.user)

    def _gone(self, request):
        text = _("The file is no longer kept, or it is somebody else's. Import it again.")
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(self._bulk_page("import"))

    def _frame(self, request, title: str) -> dict:
        title = title % {"type": self.opts.verbose_name_plural}
        may_import = self.has_import_permission(request)
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "may_import": may_import}

    def _bulk_page(self, name: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}")

    @staticmethod
    def _must(is_allowed: bool) -> None:
        if not is_allowed:
            raise PermissionDenied


def _known(fmt: str) -> None:
    if fmt not in FORMATS:
        raise Http404


def _shown(outcome: Outcome) -> dict:
    """Return what the page shows of a report: all of a usual one, the beginning of a long one."""
    faults, doubtful = outcome.all_faults, outcome.doubtful
    work = [line for line in outcome.lines if line.kind in (Kind.NEW, Kind.CHANGED)]
    shown = [] if faults else list(_beginning(work))
    is_cut = len(faults) > FAULTS_SHOWN or len(doubtful) > LINES_SHOWN or (not faults and len(work) > len(shown))
    return {
        "counts": [(capfirst(str(LABELS[kind])), outcome.totals[kind]) for kind in Kind],
        "faults": faults[:FAULTS_SHOWN],
        "doubtful": doubtful[:LINES_SHOWN],
        "work": [(line, LABELS[line.kind], [_pieces(change) for change in line.changes]) for line in shown],
        "is_cut": is_cut,
        "is_ready": outcome.has_work and not faults,
    }


def _beginning(lines: list[Line]) -> Iterator[Line]:
    """Yield the first lines, as many as a page holds."""
    room = CHARACTERS_SHOWN
    for line in lines[:LINES_SHOWN]:
        yield line
        room -= sum(len(change.old) + len(change.new) for change in line.changes)
        if room < 0:
            return


def _pieces(change: Difference) -> tuple:
    """Return a change with what went and what came marked: by word where that is quick."""
    is_short = len(change.old) + len(change.new) <= COMPARED_BY_WORD
    return change, *(change.spans if is_short else compare_ends(change.old, change.new))


def told_of(outcome: Outcome) -> str:
    """Return what an import did, in a sentence."""
    new, changed, same = (outcome.totals[kind] for kind in (Kind.NEW, Kind.CHANGED, Kind.SAME))
    parts = [
        ngettext("%(n)s record is new", "%(n)s records are new", new) % {"n": new},
        ngettext("%(n)s is changed", "%(n)s are changed", changed) % {"n": changed},
        ngettext("%(n)s stays as it was", "%(n)s stay as they were", same) % {"n": same},
    ]
    return _("Imported: %(parts)s.") % {"parts": ", ".join(parts)}


class _Echo:
    @staticmethod
    def write(line: str) -> str:
        return line


def _report_lines(outcome: Outcome) -> Iterator[str]:
    writer = csv.writer(_Echo())
    head = [_("Row"), _("What"), _("Record"), _("Column"), _("Now"), _("After the import"), _("Remark")]
    yield "\ufeff" + writer.writerow(head)
    for fault in outcome.faults:
        yield writer.writerow(_cells("", "", "", fault.column, "", "", fault.text))
    for line in outcome.lines:
        for cells in _report_of(line):
            yield writer.writerow(_cells(line.number, LABELS[line.kind], line.title, *cells))


def _report_of(line: Line) -> Iterator[tuple]:
    if line.kind == Kind.SAME:
        yield ("", "", "", "")
    for fault in line.faults:
        yield (fault.column, "", fault.value, fault.text)
    for alike in line.alike:
        yield ("", "", "", f"{alike.why} {alike.title} {alike.slug}".strip())
    for change in line.changes if not line.faults else ():
        yield (change.key, change.old, change.new, "")


def _cells(*values) -> list[str]:
    return [defused(str(value)) for value in values]
