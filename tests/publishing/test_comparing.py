"""Comparing texts: by line, then by word, and never for ever."""

import random

import pytest

from publishing.comparing import GONE, MOST_STEPS, NEW, SAME, Budget, compare_words
from publishing.differences import differences
from publishing.translating import outdated_parts
from publishing.versions import snapshot

from ..factories import PracticeFactory

FEW = ["the", "of", "and", "to", "in", "a", "city", "that", "is", "for", "on", "with", "as", "its", "by"]
MEGABYTE = 1_000_000


def prose(seed: int, size: int, end: str = " ") -> str:
    """Return a text of few words, which is hard to compare, with `end` behind every tenth."""
    chance = random.Random(seed)  # noqa: S311  the same texts each time
    words, length = [], 0
    while length < size:
        words.append(chance.choice(FEW) + (end if len(words) % 10 == 9 else " "))
        length += len(words[-1])
    return "".join(words)


def told(pieces) -> str:
    return "".join(text for _kind, text in pieces)


@pytest.mark.parametrize("end", [" ", "\n"], ids=["one line", "many lines"])
def test_work_on_two_texts_of_a_megabyte_is_bounded(end):
    old, new = prose(1, MEGABYTE, end), prose(2, MEGABYTE, end)
    budget = Budget()

    left, right = compare_words(old, new, budget)

    assert 0 < budget.spent <= MOST_STEPS == budget.most
    assert (told(left), told(right)) == (old, new)
    assert {kind for kind, _text in left} <= {SAME, GONE}
    assert {kind for kind, _text in right} <= {SAME, NEW}


def test_one_word_in_a_megabyte_is_found():
    lines = prose(1, MEGABYTE, "\n").splitlines(keepends=True)
    changed = [*lines[:5000], "A line that nobody knew before.\n", *lines[5001:9000], "", *lines[9001:]]
    old = "".join(lines)

    left, right = compare_words(old, "".join(changed))

    assert [text for kind, text in left if kind == GONE][-1] == lines[9000]
    assert "A line that nobody knew before." in [text for kind, text in right if kind == NEW][0]
    assert sum(len(text) for kind, text in left if kind == GONE) <= len(lines[5000]) + len(lines[9000])


def test_words_are_compared_within_the_lines_that_differ():
    old = "First line.\nThe old house stands.\nLast line.\n"
    new = "First line.\nThe new house stands.\nLast line.\nOne more.\n"

    left, right = compare_words(old, new)

    assert left == [(SAME, "First line.\nThe "), (GONE, "old"), (SAME, " house stands.\nLast line.\n")]
    assert [text for kind, text in right if kind == NEW] == ["new", "One more.\n"]


def test_spent_budget_tells_stretches_as_a_whole_and_loses_no_text():
    old, new = "One two three.\nFour five six.", "Zero two three.\nFour five seven."

    left, right = compare_words(old, new, Budget(0))

    assert [kind for kind, _text in left] == [GONE, SAME]
    assert (told(left), told(right)) == (old, new)


@pytest.mark.django_db
def test_fields_of_one_page_share_one_budget():
    practice = PracticeFactory(goals="Old goals.", summary="Old summary.")
    before = snapshot(practice)
    practice.goals, practice.summary = "New goals.", "New summary."
    found = differences(type(practice), before, snapshot(practice))

    budgets = {id(one.budget) for one in found}
    assert [one.spans[0][0] for one in found] == [(GONE, "Old"), (GONE, "Old")]

    assert len(budgets) == 1
    assert found[0].budget.spent > 2


@pytest.mark.django_db
def test_what_changed_since_a_translation_is_compared_within_a_bound():
    practice = PracticeFactory(goals="New goals.")
    translation = practice.translations.model(
        owner=practice, language="fr", texts={}, source=practice.texts_by_key() | {"goals": "Old goals."}
    )

    parts = outdated_parts(translation)

    assert parts["goals"][0] == [(GONE, "Old"), (SAME, " goals.")]
