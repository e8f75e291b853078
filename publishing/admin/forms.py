"""The form of a record on the desk: which states are open, and what happens when two people change one record."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..differences import Difference, differences, texts_of
from ..models import State, Version
from ..versions import snapshot
from .choices import KeepsHidden

REASON = _("In a sentence, for those who read the history. Needed when you send a record back or take it off the site.")


@dataclass(frozen=True)
class Clash:
    """What somebody else changed while an editor wrote: who, when, and field by field theirs and the editor's own."""

    who: str
    when: object
    fields: list[tuple[Difference, str]]  # theirs against what both began with; the editor's own text


class PublicationForm(KeepsHidden, forms.ModelForm):
    """Offers only the states that may follow, and refuses to write over what somebody else has saved since."""

    reason = forms.CharField(label=_("Why"), max_length=500, required=False, help_text=REASON)
    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    user = None  # set by PublicationAdmin.get_form
    clash: Clash | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.author = self.user  # who adds a record is its author from the first moment
        self.old_state = State(self.instance.state)
        self.fields["base_version"].initial = self.instance.version
        if "state" in self.fields:
            open_to = {self.old_state, *(self.instance.moves_for(self.user) if self.user else ())}
            self.fields["state"].choices = [(s.value, s.label) for s in State if s in open_to]
            self.fields["state"].error_messages["invalid_choice"] = _(
                "This record cannot go into that state, or you may not bring it there. Choose one of those offered."
            )

    def clean(self):
        told = super().clean()
        self._check_countries(told)
        self._check_move(told)
        self._check_schedule(told)
        if self.instance.pk:
            self._check_clash(told)
        return told

    def _check_countries(self, told: dict) -> None:
        """Hold a contributor to the countries that they write for."""
        record = self.instance
        whole = record._granted(self.user, "change") or (record._state.adding and record._granted(self.user, "add"))
        if whole or "countries" not in told:
            return
        codes = {country.code for country in told["countries"]}
        if not codes or not codes <= self.user.country_codes:
            mine = ", ".join(sorted(self.user.country_codes)) or gettext("none yet; ask an administrator")
            self.add_error(
                "countries", _("You write for these countries: %(mine)s. Choose only them.") % {"mine": mine}
            )

    def _check_move(self, told: dict) -> None:
        to = told.get("state")
        if not to or to == self.old_state:
            return
        try:
            self.instance.check_move(to, self.user, told.get("reason", ""))
        except ValidationError as fault:
            self.add_error("reason", fault)
        except PermissionDenied:
            self.add_error("state", _("A second person has to do this: you wrote it, or you may not publish it."))

    def _check_schedule(self, told: dict) -> None:
        set_now = [name for name in ("publish_at", "expire_at") if name in self.changed_data]
        if set_now and not self.instance.allows(self.user, "publish"):
            self.add_error(set_now[0], _("A second person has to set this: you wrote it, or you may not publish it."))
        starts, ends = told.get("publish_at"), told.get("expire_at")
        if starts and ends and ends <= starts:
            self.add_error("expire_at", _("It would end before it begins. Choose a later moment."))

    def _check_clash(self, told: dict) -> None:
        """Refuse a save on top of somebody else's; say what they changed, and keep what was typed."""
        model = type(self.instance)
        now = model._base_manager.select_for_update().get(pk=self.instance.pk)
        base = told.get("base_version")
        if base is None or base == now.version:
            return
        kept = {one.number: one for one in Version.objects.of(now).filter(number__in=[base, now.version])}
        newest, begun = kept.get(now.version), kept.get(base)
        theirs = differences(model, begun.data, snapshot(now)) if begun else []
        theirs_here = [one for one in theirs if one.key != "translations"]
        self.instance.version = now.version
        if theirs and not theirs_here:
            return  # a translator saved meanwhile: this form holds no translation and takes none back
        mine = self._own_texts(told)
        self.clash = Clash(
            newest.user_name if newest else "",
            newest.made_at if newest else now.updated_at,
            [(field, mine.get(field.key, "")) for field in theirs_here],
        )
        self.data = self.data.copy()  # a save after reading both is a decision, and goes through
        self.data[self.add_prefix("base_version")] = str(now.version)
        raise ValidationError(
            _(
                "Somebody else saved this record while you wrote. Nothing of yours is lost: it stands below. "
                "Compare both, take over what you want to keep, and save again."
            ),
            code="clash",
        )

    def _own_texts(self, told: dict) -> dict[str, str]:
        """Return what the editor typed as texts by field, to stand beside those of the other."""
        fields, terms = {}, {}
        for name, value in told.items():
            if name in ("reason", "base_version"):
                continue
            field = type(self.instance)._meta.get_field(name)
            if isinstance(field, models.ManyToManyField):
                terms[name] = [term.pk for term in value]
            else:
                fields[field.attname] = getattr(value, "pk", value) if field.is_relation else value
        texts = texts_of(type(self.instance), {"fields": fields, "terms": terms, "rows": {}})
        return {key: text for key, (_label, text) in texts.items()}
