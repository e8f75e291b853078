"""Picking the practices that were presented: suggestions as somebody types, and a page that needs no script."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.models import Practice
from publishing.cleaning import INVISIBLE
from publishing.models import State

from .answers import MOST_ROWS
from .models import ReportDraft
from .pages import DeskPage, OfMeeting
from .presented import lines_for, suggestions

MOST_SUGGESTED = 8
MOST_FOUND = 40
LONGEST = 300  # characters of a title


class SuggestionsView(DeskPage):
    """The practices whose titles hold what was typed, of those that the user may see, as JSON."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        words = _asked(request.GET.get("q", ""))
        found = list(suggestions(words, request.user)[:MOST_SUGGESTED]) if words else []
        lines = lines_for(found)
        told = [{"line": lines[one.pk], "title": one.title, "note": _note(one)} for one in found]
        said = ngettext("%(n)s practice found", "%(n)s practices found", len(found)) % {"n": len(found)}
        return JsonResponse({"found": told, "said": said})


def _asked(text: str) -> str:
    return INVISIBLE.sub("", text)[:LONGEST].strip()


def _note(practice: Practice) -> str:
    """Say what readers do not see yet."""
    return "" if practice.is_published else str(State(practice.state).label)


class PickView(OfMeeting):
    """Finds practices for one agenda item and puts those that are ticked into it; the desk keeps the rest."""

    template_name = "reporting/practices.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.place = kwargs["place"]
        if self.place >= MOST_ROWS:
            raise Http404

    def get_context_data(self, fault="", picked=(), new="", **kwargs):
        draft = self.draft
        words = _asked(self.request.GET.get("q", ""))
        found = list(suggestions(words, self.request.user)[: MOST_FOUND + 1])
        agenda = draft.answers.get("agenda", [])
        return super().get_context_data(
            meeting=self.meeting, mark=draft.mark, place=self.place, ordinal=self.place + 1, words=words,
            title=agenda[self.place].get("title", "") if self.place < len(agenda) else "", found=found[:MOST_FOUND],
            has_more=len(found) > MOST_FOUND, picked=picked, new=new or words, fault=fault, **kwargs,
        )  # fmt: skip

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        self.lock()
        picked = [pk for pk in request.POST.getlist("pick")[:MOST_FOUND] if pk.isdecimal() and len(pk) < 18]
        new = _asked(request.POST.get("new", "")) if "as-new" in request.POST else ""
        try:
            self._add(picked, new, request.POST.get("mark", ""))
        except ValidationError as fault:
            page = self.get_context_data(fault=fault.messages[0], picked=picked, new=request.POST.get("new", ""))
            return self.render_to_response(page)
        anchor = f"f-agenda-{self.place}-practices"
        return redirect(f"{reverse('reporting:write', args=[self.meeting.pk])}?saved=1#{anchor}")

    def _add(self, picked: list[str], new: str, mark: str) -> None:
        """Put the practices at the end of those of the agenda item. Raises ValidationError where that cannot be."""
        draft: ReportDraft = self.draft
        if mark != draft.mark:
            raise ValidationError(_("The report changed meanwhile. Look whether this is still the item that you mean."))
        chosen = suggestions("", self.request.user).filter(pk__in=picked)
        lines = [*lines_for(chosen).values(), *([new] if new else [])]
        if not lines:
            raise ValidationError(_("Tick a practice, or give the title of a new one."))
        agenda = draft.answers.setdefault("agenda", [])
        if self.place >= len(agenda):
            agenda.append({"pk": ""})
            self.place = len(agenda) - 1
        item = agenda[self.place]
        there = item.get("practices", "").splitlines()
        item["practices"] = "\n".join(dict.fromkeys([*there, *lines]))
        draft.number, draft.user = draft.number + 1, self.request.user
        draft.save()
