"""Translating a record: who may, how a translation stands, what changed since it was made, and saving it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Act
from xliff.jobs import locale_of

from .cleaning import cleaned_entry
from .comparing import Budget, compare_words
from .fields import RichTextField
from .models import Publication, Translation
from .models.keeping import keep, keep_first

SALT = "publishing.translating"
RIGHT_TO_LEFT = "right-to-left"
Pieces = list[tuple[str, str]]


class Standing(models.TextChoices):
    """How a record stands in a language, in the words of lists."""

    MISSING = "missing", gettext_lazy("missing")
    DRAFT = "draft", gettext_lazy("draft")
    MACHINE = "machine draft", gettext_lazy("machine draft")
    OUTDATED = "out of date", gettext_lazy("out of date")
    APPROVED = "approved", gettext_lazy("approved")


class Clash(ValidationError):
    """The original or the translation changed while somebody wrote; nothing was saved.

    `stored` is the translation as it stands now, or None; `changed` are the keys of originals that are others now.
    """

    def __init__(self, text: str, stored: Translation | None, changed: Collection[str] = ()):
        self.stored, self.changed = stored, changed
        super().__init__(text, code="clash")


@dataclass(frozen=True)
class Part:
    """One text of a record: the original beside its translation.

    `before` and `after` are the original then and now as pieces where it changed since it was translated, else empty.
    """

    key: str
    label: str
    field: models.Field
    original: str
    text: str = ""
    before: tuple = ()
    after: tuple = ()

    @property
    def is_rich(self) -> bool:
        """Whether the text has headings, lists and the like."""
        return isinstance(self.field, RichTextField)


def is_language(code: str) -> bool:
    """Tell whether `code` is a language into which somebody can translate, as "de" or "fil"."""
    return 2 <= len(code) <= 3 and code.isascii() and code.islower() and locale_of(code) is not None


def direction(code: str) -> str:
    """Return the direction in which a language is written, as HTML says it."""
    locale = locale_of(code)
    return "rtl" if locale and locale.character_order == RIGHT_TO_LEFT else "ltr"


def translates_all(user, record: Publication) -> bool:
    """Tell whether `user` is held to no languages: whoever may delete for good holds every power (an administrator)."""
    return record.allows(user, "translate") and record.allows(user, "delete")


def may_translate(user, record: Publication, language: str) -> bool:
    """Tell whether `user` may write the record in `language`. A translator may in their own languages."""
    if not is_language(language) or language[:2] == record.language[:2]:
        return False
    return record.allows(user, "translate") and (language in user.language_codes or translates_all(user, record))


def translation_of(record: Publication, language: str) -> Translation | None:
    """Return the translation into `language`, whatever its state. Reads what was prefetched."""
    return next((one for one in record.translations.all() if one.language == language), None)


def standing(record: Publication, language: str) -> Standing:
    """Say how the record stands in `language`, by what its texts say now."""
    translation = translation_of(record, language)
    return standing_of(translation.state, not translation.is_current) if translation else Standing.MISSING


def standing_of(state: str, is_outdated: bool) -> Standing:
    """Say how a translation in `state` stands."""
    by_state = {
        Translation.State.DRAFT: Standing.DRAFT,
        Translation.State.MACHINE: Standing.MACHINE,
        Translation.State.APPROVED: Standing.APPROVED,
    }
    return Standing.OUTDATED if is_outdated else by_state[Translation.State(state)]


def outdated_parts(translation: Translation) -> dict[str, tuple[Pieces, Pieces]]:
    """Return, by key, the original then and now, cut into what stayed, went and came, where the two differ."""
    now = translation.owner.texts_by_key()
    then = translation.source
    keys = [key for key in dict.fromkeys([*now, *then]) if now.get(key, "") != then.get(key, "")]
    budget = Budget()
    return {key: compare_words(then.get(key, ""), now.get(key, ""), budget) for key in keys}


def parts_of(record: Publication, translation: Translation | None) -> list[Part]:
    """Return the texts of a record in order, each beside its translation."""
    labels = record.labels_of_texts()
    outdated = outdated_parts(translation) if translation else {}
    texts = translation.texts if translation else {}
    return [
        Part(key, labels[key], record.field_of_text(key), text, texts.get(key, ""), *outdated.get(key, ()))
        for key, text in record.texts_by_key().items()
    ]


def seen_by(record: Publication, translation: Translation | None) -> str:
    """Return a token of what a translator has before their eyes, for `save_translation` to hold against what is."""
    changed_at = translation.changed_at.isoformat() if translation else ""
    digests = {key: _digest(text) for key, text in record.texts_by_key().items()}
    return signing.Signer(salt=SALT).sign_object([changed_at, digests], compress=True)


def _digest(text: str) -> str:
    return salted_hmac(SALT, text).hexdigest()[:12]


@transaction.atomic
def save_translation(
    record: Publication,
    language: str,
    texts: dict[str, str],
    user,
    *,
    state: str,
    credit: str | None = None,
    seen: str | None = None,
    renewed: Collection[str] = (),
) -> Translation:
    """Store `texts`, by key, as what the record says in `language`, keep a version of the record, and return the row.

    A text that is not named stays as it was, and so does the credit where it is None. `seen` is the token of `seen_by`
    from when the translator began. An approved translation was held against all originals as they stand. A draft was
    for the texts that it changes and those that `renewed` names; the differences of the others go on showing.

    Raises PermissionDenied without power, Clash where somebody was faster, and ValidationError with the faults by key.
    """
    if not may_translate(user, record, language):
        raise PermissionDenied
    record = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    stored = translation_of(record, language)
    originals = record.texts_by_key()
    if seen is not None:
        _check_seen(seen, stored, originals)
    texts = _checked(record, originals, texts, stored, state)
    credit = _checked_credit(credit, stored)
    source = originals
    if stored and state != Translation.State.APPROVED:
        source = _source(stored, texts, originals, renewed)
    facts = {"texts": texts, "source": source, "state": state, "credit": credit}
    if stored and all(getattr(stored, name) == value for name, value in facts.items()):
        return stored
    keep_first(record)
    row = stored or record.translations.model(owner=record, language=language)
    for name, value in facts.items():
        setattr(row, name, value)
    row.made_from, row.translator, row.changed_at = record.version, user, timezone.now()
    row.save()
    row.mark(originals)
    record.note_change()
    keep(record, user, act=Act.TRANSLATED, detail=f"{language}: {row.get_state_display()}")
    return row


def _check_seen(seen: str, stored: Translation | None, originals: dict[str, str]) -> None:
    """Raise Clash where the translation or an original is another than when the translator began."""
    try:
        changed_at, digests = signing.Signer(salt=SALT).unsign_object(seen)
    except (signing.BadSignature, ValueError, TypeError):
        changed_at, digests = None, {}
    if changed_at != (stored.changed_at.isoformat() if stored else ""):
        text = _("Somebody else saved this translation while you wrote. Nothing of yours is lost: it stands below.")
        raise Clash(text, stored)
    now = {key: _digest(text) for key, text in originals.items()}
    changed = [key for key in dict.fromkeys([*now, *digests]) if now.get(key) != digests.get(key)]
    if changed:
        text = _("The original changed while you wrote. Nothing of yours is lost: look at what is marked below.")
        raise Clash(text, stored, changed)


def _checked(record: Publication, originals: dict, given: dict, stored: Translation | None, state: str) -> dict:
    """Return the texts to store, by key in the order of the original. Raises ValidationError with the faults by key."""
    faults: dict[str, list[str]] = {}
    texts = {key: text for key, text in (stored.texts if stored else {}).items() if key in originals}
    for key, text in given.items():
        if key not in originals:
            fault = _("The original has no text “%(key)s” (any more). Take out what was written for it.")
            faults.setdefault(NON_FIELD_ERRORS, []).append(fault % {"key": key})
            continue
        texts[key] = cleaned_entry(record.field_of_text(key), text)
    labels = record.labels_of_texts()
    for key in originals:
        most = record.field_of_text(key).max_length
        if most and len(texts.get(key, "")) > most:
            fault = _("“%(text)s” has %(have)s characters; %(most)s are possible. Make it shorter.")
            faults[key] = [fault % {"text": labels[key], "have": len(texts[key]), "most": most}]
        elif state == Translation.State.APPROVED and not texts.get(key):
            fault = _("“%(text)s” is not translated yet. Translate it, or save a draft.")
            faults[key] = [fault % {"text": labels[key]}]
    texts = {key: texts[key] for key in originals if texts.get(key)}
    if not texts and not faults:
        faults[NON_FIELD_ERRORS] = [_("There is nothing to save yet. Translate at least one text.")]
    if faults:
        raise ValidationError(faults)
    return texts


def _checked_credit(credit: str | None, stored: Translation | None) -> str:
    field = Translation._meta.get_field("credit")
    credit = cleaned_entry(field, credit) if credit is not None else (stored.credit if stored else "")
    if len(credit) > field.max_length:
        fault = _("The name has more than %(most)s characters. Make it shorter.") % {"most": field.max_length}
        raise ValidationError({"credit": [fault]})
    return credit


def _source(stored: Translation, texts: dict, originals: dict, renewed: Collection[str]) -> dict[str, str]:
    """Return what the original said when each text was translated: then, where the text stays, else now."""
    stays = {key for key, text in texts.items() if key in stored.source and text == stored.texts.get(key)}
    kept = stays - set(renewed)
    return {key: stored.source[key] if key in kept else text for key, text in originals.items()}
