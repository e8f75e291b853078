"""What the index holds of a record: text for search, facets for filters, keys for sorting."""

import functools
import hashlib
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import tantivy
from django.conf import settings

# Adding a facet is adding a word; the folder of the index changes its name and is built anew.
FACETS = (
    "kind", "topic", "target_group", "country", "place", "level", "network", "year", "type", "member_type", "status",
    "fund", "language", "organisation", "label", "evidence", "has_evaluation", "implementer", "shown_at", "origin",
    "adopter", "plan", "area", "item", "attention", "addressee", "follow_up",
    "giver", "taker", "flow", "practice",
)  # fmt: skip
STEMMERS = {
    "ar": "arabic", "da": "danish", "nl": "dutch", "en": "english", "fi": "finnish", "fr": "french", "de": "german",
    "el": "greek", "hu": "hungarian", "it": "italian", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
NO_DATE = -1
NEVER = 10_000_000  # later than any day
KEPT = ("kept_title", "kept_told", "kept_language")  # handed out as they came in
RECIPE = 5  # raise it when documents of the same schema are to be made otherwise
# What else documents are made with: each gives a text that changes with it. Rooms above add theirs at start.
makings: list[Callable[[], str]] = []


@dataclass(frozen=True)
class Document:
    """What is found of one record.

    `facets` maps names of `FACETS` to values; `date` is a proleptic ordinal (None: unknown, sorts last);
    `published` is in seconds since the epoch; `sort_title` is folded for sorting; `evidence` and `assessed` are
    grades, the higher the better; `number` is the place in an order of the type's own, the lowest first. `open_since`
    is the day, as `date`, since which something waits to be done about it, None where nothing does. `cards` is ready
    HTML by language, made when the record's `updated_at` was `stamp` (microseconds); `told` is the text from which
    excerpts are cut.
    """

    kind: str
    pk: int
    title: str
    language: str = ""
    keywords: str = ""
    body: str = ""
    facets: dict[str, list[str]] = field(default_factory=dict)
    date: int | None = None
    sort_title: str = ""
    published: int = 0
    cards: dict[str, str] = field(default_factory=dict)
    told: str = ""
    stamp: int = 0
    evidence: int = 0
    assessed: int = 0
    number: int = 0
    open_since: int | None = None


def stemmed_field(language: str) -> str:
    """Return the name of the stemmed text field of `language`, "" for a language without a stemmer."""
    short = language[:2].lower()
    return f"text_{short}" if short in STEMMERS else ""


def card_field(language: str) -> str:
    """Return the name of the field that holds the ready cards in `language`."""
    return f"card_{language}"


def kind_number(kind: str) -> int:
    """Return the number under which the index hands out `kind`: the engine reads numbers back without the text."""
    return zlib.crc32(kind.encode())


@functools.cache
def schema() -> tantivy.Schema:
    """Return the schema of the index."""
    build = tantivy.SchemaBuilder()
    build.add_text_field("key", stored=False, tokenizer_name="raw", index_option="basic")
    build.add_unsigned_field("pk", fast=True, indexed=True)
    build.add_unsigned_field("kind_number", fast=True)
    for facet in FACETS:
        build.add_text_field(facet, tokenizer_name="raw", fast=True, index_option="basic")
    build.add_text_field("title", tokenizer_name="folded")
    build.add_text_field("text", tokenizer_name="folded")
    for language in STEMMERS:
        build.add_text_field(f"text_{language}", tokenizer_name=f"stem_{language}")
    for language, _name in settings.LANGUAGES:
        build.add_bytes_field(card_field(language), stored=True)
    for name in KEPT:
        build.add_bytes_field(name, stored=True)
    build.add_integer_field("stamp", fast=True)
    build.add_integer_field("date", fast=True, indexed=True)
    build.add_integer_field("date_up", fast=True)
    build.add_integer_field("open_up", fast=True)
    build.add_integer_field("published", fast=True)
    build.add_unsigned_field("evidence_sort", fast=True)
    build.add_unsigned_field("assessed_sort", fast=True)
    build.add_unsigned_field("number_sort", fast=True)
    build.add_text_field("sort_title", tokenizer_name="raw", fast=True, index_option="basic")
    return build.build()


@functools.cache
def version() -> str:
    """Return a short word that changes whenever the schema does, or what the ready cards are made with."""
    languages = [code for code, _name in settings.LANGUAGES]
    recipe = repr((FACETS, sorted(STEMMERS), languages, RECIPE, tantivy.__version__, *(part() for part in makings)))
    return hashlib.sha256(recipe.encode()).hexdigest()[:12]


def analysers() -> dict[str, tantivy.TextAnalyzer]:
    """Return the analysers of the schema by name; each stems before it folds accents."""
    found = {"folded": _analyser(None)}
    return found | {f"stem_{code}": _analyser(name) for code, name in STEMMERS.items()}


def _analyser(stemmer: str | None) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.remove_long(60)).filter(tantivy.Filter.lowercase())
    if stemmer:
        builder = builder.filter(tantivy.Filter.stemmer(stemmer))
    return builder.filter(tantivy.Filter.ascii_fold()).build()


def to_tantivy(document: Document) -> tantivy.Document:
    """Return the engine's form of `document`."""
    made = tantivy.Document()
    made.add_text("key", f"{document.kind}/{document.pk}")
    made.add_unsigned("pk", document.pk)
    made.add_text("kind", document.kind)
    made.add_unsigned("kind_number", kind_number(document.kind))
    for facet, values in document.facets.items():
        if facet not in FACETS or facet == "kind":
            raise ValueError(f"{document.kind}: “{facet}” is no facet of the index; add it to index.schema.FACETS.")
        for value in dict.fromkeys(values):
            made.add_text(facet, value)
    names = unicodedata.normalize("NFC", f"{document.title}\n{document.keywords}")  # one accent, one spelling
    text = f"{names}\n{unicodedata.normalize('NFC', document.body)}"
    made.add_text("title", names)
    made.add_text("text", text)
    if name := stemmed_field(document.language):
        made.add_text(name, text)
    for language, card in document.cards.items():
        made.add_bytes(card_field(language), card.encode())
    for name, text in zip(KEPT, (document.title, document.told, document.language), strict=True):
        made.add_bytes(name, text.encode())
    made.add_integer("stamp", document.stamp)
    made.add_integer("date", NO_DATE if document.date is None else document.date)
    made.add_integer("date_up", NEVER if document.date is None else document.date)
    made.add_integer("open_up", NEVER if document.open_since is None else document.open_since)
    made.add_integer("published", document.published)
    made.add_unsigned("evidence_sort", document.evidence)
    made.add_unsigned("assessed_sort", document.assessed)
    made.add_unsigned("number_sort", document.number)
    made.add_text("sort_title", document.sort_title[:200])
    return made
