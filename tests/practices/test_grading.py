"""The rules of evidence and labels, each on a case that fires and one that does not."""

from types import SimpleNamespace

import pytest

from practices.grading import Criterion, Design, Label, Outcome, evidence_level, label_for, missing_for, next_label


def study(kind, outcome=Outcome.POSITIVE, elsewhere=False):
    return SimpleNamespace(kind=kind, outcome=outcome, is_replication=elsewhere)


def points(each, **other):
    return dict.fromkeys(Criterion.values, each) | other


@pytest.mark.parametrize(
    ("studies", "level"),
    [
        ([], 0),
        ([study(Design.CLAIM)], 0),
        ([study(Design.COUNTS)], 1),
        ([study(Design.BEFORE_AFTER), study(Design.COUNTS)], 2),
        ([study(Design.COMPARISON)], 3),
        ([study(Design.QUASI)], 4),
        ([study(Design.RANDOM)], 4),
        ([study(Design.RANDOM, Outcome.NONE)], 0),
        ([study(Design.RANDOM, Outcome.NEGATIVE), study(Design.COUNTS)], 1),
        ([study(Design.RANDOM, Outcome.MIXED)], 0),
        ([study(Design.COMPARISON), study(Design.COMPARISON, elsewhere=True)], 5),
        ([study(Design.COMPARISON), study(Design.BEFORE_AFTER, elsewhere=True)], 3),
        ([study(Design.COMPARISON), study(Design.RANDOM, Outcome.NONE, elsewhere=True)], 3),
        ([study(Design.RANDOM, elsewhere=True)], 4),
    ],
)
def test_level_follows_the_strongest_study_that_helped(studies, level):
    assert evidence_level(studies) == level


@pytest.mark.parametrize(
    ("level", "scores", "label"),
    [
        (5, None, Label.SHARED),
        (0, points(3), Label.SHARED),
        (1, points(1), Label.SHARED),
        (1, points(2), Label.EMERGING),
        (1, points(3, effectiveness=0), Label.SHARED),
        (2, points(2), Label.PROMISING),
        (3, points(2, relevance=1), Label.EMERGING),
        (4, points(2, relevance=3, inclusion=3), Label.PROVEN),
        (4, points(3, partnership=1), Label.PROMISING),
        (3, points(3), Label.PROMISING),
    ],
)
def test_label_takes_evidence_and_points(level, scores, label):
    assert label_for(level, scores) == label


def test_what_is_missing_is_said_in_sentences():
    assert missing_for(Label.PROVEN, 2, points(2, inclusion=1)) == [
        "Evidence of level 4 or more (now 2).",
        "At least 14 of 18 points (now 11).",
        "At least 2 points in each criterion (less in: inclusion and participation).",
    ]
    assert missing_for(Label.EMERGING, 1, None) == ["A complete assessment by at least two experts."]
    assert missing_for(Label.EMERGING, 1, points(3)) == []


def test_labels_follow_each_other():
    assert [next_label(label) for label in Label] == ["emerging", "promising", "proven", None]
