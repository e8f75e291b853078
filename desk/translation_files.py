"""XLIFF on the desk: texts out to translators, and what came back shown before it is taken in."""

import io
import zipfile
from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from audit.log import write
from audit.models import Act
from publishing.models import Publication, Translation
from publishing.translating import is_language, may_translate
from xliff import Job, write_xliff
from xliff.reading import MAX_BYTES

from . import arrivals
from .translation_lists import Overview, languages_of, open_types
from .translations import record_for
from .views import DeskView
from .xliff_records import Plan, job_of, plan, take_in

MOST_RECORDS = 500
MOST_FILES = 20
MOST_SHOWN = 300  # changed texts on one page
KEY = "xliff"


class ExportRecordView(View):
    """One record as XLIFF: into `language`, or into all that the user translates."""

    http_method_names = ["post"]

    def post(self, request, kind, pk):
        record = record_for(request.user, kind, pk)
        asked = [code for code in [request.POST.get("language", "")] if code]
        codes = [code for code in asked or languages_of(request.user) if may_translate(request.user, record, code)]
        if not codes:
            raise PermissionDenied
        write(Act.EXPORTED, request.user, record, detail=f"XLIFF, {', '.join(codes)}")
        return _download([job_of(record, code) for code in codes], record.slug)


class ExportListView(View):
    """The records of a filtered list as XLIFF into one language."""

    http_method_names = ["post"]

    def post(self, request):
        language = request.POST.get("into", "")
        listed = Overview(request.user, request.POST)
        back = f"{reverse('desk:translations')}?{urlencode(listed.asked)}"
        if not is_language(language) or language not in listed.languages:
            messages.error(request, _("Choose the language into which the records are to be translated."))
            return HttpResponseRedirect(back)
        listed.language = language
        found = listed.records(language, MOST_RECORDS + 1)
        records = [record for record in found if may_translate(request.user, record, language)]
        if found and not records:
            raise PermissionDenied
        if not records or len(found) > MOST_RECORDS:
            messages.error(request, self._refusal(bool(records)))
            return HttpResponseRedirect(back)
        write(Act.EXPORTED, request.user, detail=f"XLIFF, {language}, {len(records)} records")
        return _download([job_of(record, language) for record in records], "translations")

    @staticmethod
    def _refusal(is_many: bool) -> str:
        if is_many:
            return _("A file takes %(most)s records. Narrow the list, by type or by words.") % {"most": MOST_RECORDS}
        return _("No record of this list can be translated into that language.")


def _download(jobs: list[Job], name: str) -> HttpResponse:
    """Return the jobs as a file: a document holds one pair of languages, several documents go as a ZIP."""
    pairs = defaultdict(list)
    for job in jobs:
        pairs[job.source_language, job.target_language].append(job)
    stem = slugify(name) or "translations"
    files = {f"{stem}-{source}-{target}.xlf": write_xliff(some) for (source, target), some in pairs.items()}
    if len(files) == 1:
        [(name, content)] = files.items()
        return _file(name, content, "application/xliff+xml")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return _file(f"{stem}.zip", packed.getvalue(), "application/zip")


def _file(name: str, content: bytes, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)


class ImportView(DeskView):
    """Upload, look at what would change, then take all of it in or none."""

    template_name = "desk/import_translations.html"
    title = gettext_lazy("Import translations")
    plan: Plan | None = None
    fault = ""

    def dispatch(self, request, *args, **kwargs):
        if not any(source.model().allows(request.user, "translate") for source in open_types(request.user)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Read the files that came, or decide on those that came before."""
        if "files" in request.FILES:
            return self._read(request)
        if request.POST.get("act") == "drop":
            arrivals.drop(request.session, KEY)
            return HttpResponseRedirect(request.path)
        if request.POST.get("act") in ("draft", "approve"):
            return self._decide(request)
        self.fault = _("Choose a file first.")
        return self._page()

    def _read(self, request):
        files = request.FILES.getlist("files")
        if len(files) > MOST_FILES or sum(file.size for file in files) > MAX_BYTES:
            self.fault = _("That is more than 10 MB or %(most)s files. Send fewer at a time.") % {"most": MOST_FILES}
            return self._page()
        arrivals.put(request.session, KEY, files)
        self.plan = plan(arrivals.take(request.session, KEY), request.user)
        return self._page()

    def _decide(self, request):
        files = arrivals.take(request.session, KEY)
        if not files:
            self.fault = _("The file is no longer here. Choose it again.")
            return self._page()
        self.plan = plan(files, request.user)
        if self.plan.faults:
            return self._page()
        if request.POST.get("fingerprint") != self.plan.fingerprint:
            self.fault = _(
                "Something changed in the portal meanwhile. Nothing was taken in: look at the changes again."
            )
            return self._page()
        state = Translation.State.APPROVED if request.POST["act"] == "approve" else Translation.State.DRAFT
        try:
            done = take_in(self.plan, request.user, state)
        except ValidationError as faults:
            self.plan.faults += faults.messages
            return self._page()
        arrivals.drop(request.session, KEY)
        text = ngettext("%(n)s translation is taken in.", "%(n)s translations are taken in.", done) % {"n": done}
        messages.success(request, text)
        return HttpResponseRedirect(reverse("desk:translations"))

    def _page(self):
        return self.render_to_response(self.get_context_data(plan=self.plan, fault=self.fault))

    def get_context_data(self, **kwargs):
        shown = {"plan": None, "fault": "", "most_files": MOST_FILES} | kwargs
        hidden = max(shown["plan"].changes - MOST_SHOWN, 0) if shown["plan"] else 0
        return super().get_context_data(**shown, arrived=_shown(shown["plan"]), hidden=hidden)


def _shown(made: Plan | None) -> list[tuple[Publication, list]]:
    """Return the translations of a plan with those of their changes that the page has room for."""
    room, found = MOST_SHOWN, []
    for one in made.arrived if made else ():
        found.append((one, one.changes[:room]))
        room -= len(found[-1][1])
    return found
