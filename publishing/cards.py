"""Cards of lists as ready HTML, made when the index reads a record and kept there beside it.

A ready card has two slots, for title and text: a plain list fills in the record's own, a search fills in both with the
found words marked.
"""

import datetime as dt
import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db.models import BigIntegerField, QuerySet, TextField, Value
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from index.query import Hit
from index.words import excerpt

from .asking import ask
from .drawing import card_html, escape
from .fields import plain_value
from .models import is_public
from .whole import as_moment

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
TITLE, TEXT, REST, OWN = "\1", "\2", "\3", "\4"
EMPTY_TEXT = re.compile(f"<p[^>]*>{TEXT}</p>")
TOLD_CHARS = 4000


def stamp_of(updated_at: dt.datetime) -> int:
    """Return a moment in microseconds: a card is good as long as its record bears the same stamp."""
    return (updated_at - EPOCH) // dt.timedelta(microseconds=1)


def told_by(item) -> str:
    """Return the summary and, after a separator, the texts of the record's other fields, to cut excerpts from."""
    fields = [field for field in item._meta.concrete_fields if isinstance(field, TextField)]
    texts = [plain_value(field, item) for field in fields if field.name != "summary"]
    return (item.summary + REST + "\n".join(text for text in texts if text))[:TOLD_CHARS]


def cards_of(item) -> dict[str, str]:
    """Return the card of one record, with slots, in each language of the portal."""
    made = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            made[code] = card_of(item)
    return made


def card_of(item) -> str:
    """Return the card of one record, with slots, in the reader's language.

    Where the record is translated into it, the translation's title, texts and language come after the card.
    """
    told = item.told_in(get_language())
    made = card_html(told, TITLE, TEXT)
    return OWN.join([made, told.title, told_by(told), told.language]) if told.translated_by else made


def filled(hit: Hit, words: str = "") -> SafeString:
    """Return the ready card of a hit with title and text in their slots, `words` marked in both."""
    card, *own = hit.card.split(OWN)
    title, told, language = own or (hit.title, hit.told, hit.language)
    if words:
        title = excerpt(title, words, language, length=400)
        text = excerpt(told.replace(REST, "\n").strip(), words, language)
    else:
        title, text = escape(title), escape(told.partition(REST)[0])
    made = card if text else EMPTY_TEXT.sub("", card)
    return SafeString(made.replace(TITLE, title, 1).replace(TEXT, text, 1))


def fresh(item) -> Hit:
    """Return a hit for a record as it stands in the database, its card in the reader's language."""
    return Hit(item.kind(), item.pk, stamp_of(item.updated_at), card_of(item), item.title, told_by(item), item.language)


def cards_now(models: Sequence, hits: Sequence[Hit], words: str = "") -> dict[tuple[str, int], SafeString]:
    """Return the cards of those of the hits that everybody may see, by type and key; `words` are marked in them.

    One query tells which are still as the index holds them. A card that is no longer true is made anew.
    """
    now = stamps_now(models, hits)
    public = [hit for hit in hits if (hit.kind, hit.pk) in now]
    true = {(hit.kind, hit.pk): hit for hit in public if hit.card and hit.stamp == now[hit.kind, hit.pk]}
    stale = [hit for hit in public if (hit.kind, hit.pk) not in true]
    anew = {(row.kind(), row.pk): fresh(row) for row in rows_of(models, stale)} if stale else {}
    return {key: filled(hit, words) for key, hit in (true | anew).items()}


def rows_of(models: Iterable, hits: Iterable[Hit]) -> Iterator:
    """Yield the records of the hits, fetched anew from what is published, in no order."""
    wanted: dict[str, list[int]] = {}
    for hit in hits:
        wanted.setdefault(hit.kind, []).append(hit.pk)
    for model in models:
        if pks := wanted.get(model.kind()):
            yield from model.objects.published().for_listing().prefetch_related("translations").filter(pk__in=pks)


def stamps_now(models: Iterable, hits: Iterable[Hit]) -> dict[tuple[str, int], int]:
    """Return the stamps of those of the hits that everybody may see now, by type and key. One query for all types."""
    wanted: dict[str, list[int]] = {}
    for hit in hits:
        wanted.setdefault(hit.kind, []).append(hit.pk)
    asked = tuple(model for model in models if model.kind() in wanted)
    if not asked:
        return {}
    keys = [pk for model in asked for pk in _filled_up(wanted[model.kind()])]
    rows = ask(asked, partial(_stamps, asked), dict(zip(_stand_ins(len(asked)), keys, strict=True)))
    return {
        (asked[number].kind(), pk): stamp_of(as_moment(updated))
        for number, pk, updated, state, published in rows
        if is_public(state, published and as_moment(published))
    }


MOST_HITS = 20


def _filled_up(pks: list[int]) -> list[int]:
    return [*pks, *[0] * (MOST_HITS - len(pks))]


def _stand_ins(number: int) -> range:
    """Return what stands for the keys of hits, `MOST_HITS` of each of some types, in a question."""
    return range(-1, -1 - number * MOST_HITS, -1)


def _stamps(models: tuple) -> QuerySet:
    """Return the question for number of the type, key, stamp, state and date of publication of hits."""
    stand_ins = _stand_ins(len(models))
    arms = [
        model._base_manager.filter(pk__in=stand_ins[number * MOST_HITS :][:MOST_HITS])
        .order_by()
        .annotate(in_type=Value(number, BigIntegerField()))
        .values_list("in_type", "pk", "updated_at", "state", "published_at")
        for number, model in enumerate(models)
    ]
    return arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]


@functools.cache
def cards_digest() -> str:
    """Return a digest of all that cards are made with besides the records: the code and the translations."""
    code = [path for room in settings.PORTAL_ROOMS for path in sorted((settings.BASE_DIR / room).glob("*.py"))]
    code += sorted(path for room in settings.PORTAL_ROOMS for path in (settings.BASE_DIR / room).glob("models/*.py"))
    words = sorted(path for place in settings.LOCALE_PATHS for path in Path(place).glob("*/LC_MESSAGES/*.po"))
    digest = hashlib.sha256()
    for path in (*code, *words):
        digest.update(path.read_bytes())
    return digest.hexdigest()
