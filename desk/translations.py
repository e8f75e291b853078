"""Pages for translators: which record stands how, and the workbench with the original beside the translation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from directory.names import language_name
from publishing.models import Publication, Translation
from publishing.previews import link_for
from publishing.translating import (
    direction,
    is_language,
    may_translate,
    outdated_parts,
    standing,
    translation_of,
)
from search.sources import SOURCES

from .translation_forms import TranslationForm
from .translation_lists import Overview, open_types
from .views import DeskView


def record_for(user, kind: str, pk: int) -> Publication:
    """Return a record with what translating reads. Raises Http404 where there is none that `user` may see."""
    source = next((source for source in SOURCES if source.kind == kind), None)
    if source is None:
        raise Http404
    rows = source.model.objects.visible_to(user).prefetch_related("translations", *source.model.translated_rows)
    record = rows.filter(pk=pk).first()
    if record is None:
        raise Http404
    return record


class TranslationsView(DeskView):
    """The overview: records by language, filtered and paged."""

    template_name = "desk/translations.html"
    title = gettext_lazy("Translations")

    def get_context_data(self, **kwargs):
        if not open_types(self.request.user):
            raise PermissionDenied
        return super().get_context_data(list=Overview(self.request.user, self.request.GET), **kwargs)


class OfOneRecord:
    """What pages on one record and language share. A language that nobody can translate it into is a 404."""

    @cached_property
    def record(self) -> Publication:
        return record_for(self.request.user, self.kwargs["kind"], self.kwargs["pk"])

    @property
    def language(self) -> str:
        return self.kwargs["language"]

    @property
    def translation(self) -> Translation | None:
        return translation_of(self.record, self.language)

    def check_language(self) -> None:
        """Raise Http404 for a language that is none, or is that of the original."""
        if not is_language(self.language) or self.language[:2] == self.record.language[:2]:
            raise Http404


class WorkbenchView(OfOneRecord, DeskView):
    """One record in one language: the original on the left, the translation on the right, text by text."""

    template_name = "desk/workbench.html"
    form: TranslationForm

    def dispatch(self, request, *args, **kwargs):
        self.check_language()
        if not may_translate(request.user, self.record, self.language):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.form = TranslationForm(self.record, self.language, self.translation)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Save, or show the page again with all that was typed and what is at fault."""
        self.form = TranslationForm(self.record, self.language, self.translation, request.POST)
        saved = self.form.save(request.user)
        if saved:
            self._say(saved)
            return HttpResponseRedirect(f"{request.path}?saved=1")
        if self.form.clash:
            del self.record
            self.form = self.form.look_again(self.record, self.translation)
        return self.render_to_response(self.get_context_data(**kwargs))

    def _say(self, saved: Translation) -> None:
        if saved.is_approved and self.record.is_published:
            text = _("The translation is approved: readers see it.")
        elif saved.is_approved:
            text = _("The translation is approved: readers see it as soon as the record is published.")
        else:
            text = _("The translation is saved. Readers do not see it yet.")
        messages.success(self.request, text)

    def get_context_data(self, **kwargs):
        name, record, translation = language_name(self.language), self.record, self.translation
        gone = [
            (translation.source[key], translation.texts.get(key, ""))
            for key in (outdated_parts(translation) if translation else ())
            if key not in record.texts_by_key()
        ]
        return super().get_context_data(
            **kwargs
            | {
                "title": _("Translate into %(language)s: %(record)s") % {"language": name, "record": record},
                "record": record,
                "admin_url": reverse(
                    f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk]
                ),
                "translation": translation,
                "standing": standing(record, self.language),
                "language": self.language,
                "language_name": name,
                "original_name": language_name(record.language),
                "direction": direction(self.language),
                "original_direction": direction(record.language),
                "form": self.form,
                "gone": gone,
                "is_saved": "saved" in self.request.GET,
            }
        )


class TranslationPreviewView(OfOneRecord, View):
    """Make a link under which the record shows in a translation as it was last saved, and follow it."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        self.check_language()
        if not any(self.record.allows(request.user, power) for power in ("view", "translate", "change")):
            raise PermissionDenied
        if self.translation is None:
            raise Http404
        return HttpResponseRedirect(link_for(self.record, language=self.language))
