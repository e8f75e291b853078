"""Each rule of the check, on an action that it is about and on one that it is not. The day is always given."""

import datetime as dt

import pytest

from tracker.checks import RULES, findings
from tracker.models import Action, ActionItem, ActionTranslation, Status, StatusUpdate

from ..factories import ActionFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)
SINCE_JANUARY = "2026-01-15"


def action(status=Status.CONTINUOUS, text="", when=SINCE_JANUARY, item="A toolkit", **values) -> Action:
    """Return an action of which no rule speaks, but for what is given."""
    made = ActionFactory(**{"until": "2027", **values})
    if status:
        StatusUpdate.objects.create(action=made, status=status, when=when, text=text)
    if item:
        ActionItem.objects.create(action=made, text=item)
    return Action.objects.for_listing().get(pk=made.pk)


def keys(record, today=TODAY) -> set[str]:
    return {rule.key for rule in findings(record, today)}


def test_an_action_in_order_is_found_by_no_rule():
    assert keys(action()) == set()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The partnership continues."),
        ("en", "It is continuous until 2027."),
        ("en", "Done, and to be kept up until 2030."),
        ("fr", "Le partenariat se poursuit."),
        ("de", "Die Partnerschaft läuft weiter, bis 2027."),
    ],
)
def test_complete_though_the_text_says_that_it_goes_on(language, text):
    assert keys(action(Status.COMPLETE, text, language=language)) == {"complete-but-goes-on"}
    assert keys(action(Status.CONTINUOUS, text, language=language)) == set()


@pytest.mark.parametrize("text", ["", "It was completed.", "The money was spent until 2025.", "The last call closed."])
def test_complete_with_a_text_that_agrees(text):
    assert keys(action(Status.COMPLETE, text)) == set()


@pytest.mark.parametrize("text", ["The programme was completed in May.", "It has ended.", "The project is finished."])
def test_open_though_the_text_says_that_it_is_over(text):
    assert keys(action(Status.PENDING, text)) == {"open-but-over"}
    assert keys(action(Status.COMPLETE, text)) == set()


@pytest.mark.parametrize("text", ["It is not yet completed.", "The pilot is finished; the programme continues."])
def test_open_with_a_text_that_agrees(text):
    assert keys(action(Status.UNDER_WAY, text)) == set()


def test_without_any_status():
    assert keys(action(status="")) == {"no-status"}
    assert "no-status" not in keys(action())


def test_with_an_empty_list_whether_or_not_the_source_says_so():
    assert keys(action(item="")) == keys(action(item="", names_none=True)) == {"nothing-named"}
    assert "nothing-named" not in keys(action(item="A toolkit"))


def test_end_date_passed_the_day_after_and_not_on_its_last_day():
    record = action(until="2026-02")

    assert keys(record, dt.date(2026, 2, 28)) == set()
    assert keys(record, dt.date(2026, 3, 1)) == {"overdue"}
    assert keys(action(Status.COMPLETE, until="2026-02"), dt.date(2026, 3, 1)) == set()
    assert keys(action(until=""), dt.date(2026, 3, 1)) == set()


def test_unchanged_for_more_than_a_year():
    record = action(when="2025-03-01")

    assert keys(record, dt.date(2026, 3, 1)) == set()
    assert keys(record, dt.date(2026, 3, 2)) == {"unchanged"}
    assert keys(action(Status.COMPLETE, when="2020"), TODAY) == set()


def test_the_newest_entry_decides_by_its_date_whatever_the_order_of_writing():
    made = ActionFactory(until="2027")
    ActionItem.objects.create(action=made, text="A toolkit")
    StatusUpdate.objects.create(action=made, status=Status.CONTINUOUS, when="2026-02")
    StatusUpdate.objects.create(action=made, status=Status.PENDING, when="2021")

    record = Action.objects.for_listing().get(pk=made.pk)

    assert record.status == Status.CONTINUOUS
    assert keys(record) == set()
    assert Action.objects.with_status().get(pk=made.pk).status_now == Status.CONTINUOUS


def test_each_rule_has_its_own_key_and_a_sentence():
    assert len({rule.key for rule in RULES}) == len(RULES) == len({str(rule.sentence) for rule in RULES})
    assert all(str(rule.sentence).endswith(".") for rule in RULES)


def test_passing_of_days_names_the_actions_whose_findings_it_changes():
    old, ran_out, fresh = action(when="2025-03-01"), action(until="2026-02"), action()

    turned = Action.objects.turned_between(dt.date(2026, 2, 20), dt.date(2026, 3, 2))

    assert set(turned) == {old, ran_out}
    assert fresh not in turned


def test_a_reader_of_a_translation_is_told_the_same(client):
    record = action(Status.COMPLETE, "It continues.", state="published", published_at="2026-01-01T00:00Z")
    key = f"updates.{record.latest.pk}.text"
    ActionTranslation.objects.create(
        owner=record, language="de", state="approved", texts={"title": "Auf Deutsch", key: "So steht es."}
    )
    record.save()

    page = client.get(f"/de/action-plans/actions/{record.slug}/")

    assert page.context["object"].title == "Auf Deutsch"
    assert "complete-but-goes-on" in {rule.key for rule in page.context["findings"]}
    assert "So steht es." in page.content.decode()
