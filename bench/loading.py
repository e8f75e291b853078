"""How long it takes to bring practices in through the checks that content files pass."""

import random
import time

from index.query import query
from intake.reading import Check, Content, Entry
from intake.specs import ORDER, key_field
from intake.writing import write
from practices.models import Practice

from .fill import SEED, TEXTS
from .words import LANGUAGES, text


def import_seconds(number: int, turn: int = 0) -> float:
    """Check and write `number` practices as content files bring them, until search finds the last; return seconds.

    A later `turn` brings the same practices with other texts: two versions of each are kept, as it was and as it is.
    """
    chance = random.Random(SEED + 1 + turn)
    entries = [_entry(chance, n, turn) for n in range(number)]
    known = {model: set(model._default_manager.values_list(key_field(model), flat=True)) for model in ORDER}
    begun = time.monotonic()
    content = Content()
    for entry in entries:
        Check(content.faults, known, entry.place).record(entry.model, entry.values)
    assert not content.faults, content.faults[:3]  # noqa: S101
    content.entries = entries
    write(content)
    found = query([Practice.kind()], text=f'"imported{turn}x{number - 1}"', limit=1)
    assert found.total == 1  # noqa: S101
    return time.monotonic() - begun


def _entry(chance: random.Random, number: int, turn: int) -> Entry:
    language = chance.choice(LANGUAGES)
    values = {
        "slug": f"imported-{number}",
        "title": f"imported{turn}x{number} {text(chance, language, 4)[:60]}",
        "summary": text(chance, language, 25),
        "language": language,
        "kind_of_practice": "project",
        "period": "2018/2020",
        "countries": ["SE"],
        "topics": ["housing"],
        "partners": [{"name": "A partner", "is_implementer": True}],
    }
    values |= {name: text(chance, language, 30) for name in TEXTS}
    return Entry(Practice, values["slug"], values, f"bench, record {number}")
