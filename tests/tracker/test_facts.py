"""Every fact on plans, areas and actions is in the loaded portal: `tests/data/facts.yaml` is walked."""

from collections import Counter

import pytest

from publishing.citations import disputes
from tracker.checks import RULES
from tracker.filters import ActionFilter
from tracker.models import Action, ActionPlan, Area

from ..intake.test_facts import FACTS, SOURCES, missing_numbers

pytestmark = [pytest.mark.usefixtures("loaded_content"), pytest.mark.django_db]
PLANS = {plan["id"]: plan for plan in FACTS["action_plans"]}
NEXT = PLANS["ap-2021"]
TRACKER = FACTS["tracker"]


def lines(text: str) -> int:
    return len(text.splitlines())


def action(fact) -> Action:
    return Action.objects.published().get(slug=f"{TRACKER['area']}-{fact['n']}")


@pytest.mark.parametrize("fact", FACTS["action_plans"], ids=lambda fact: fact["id"])
def test_plan_is_there_with_its_numbers_and_sources(fact):
    plan = ActionPlan.objects.published().get(slug=fact["id"])
    own = {key: fact[key] for key in fact if not key.endswith("_areas") and key not in ("predecessor", "successor")}

    assert plan.title == fact["title"]
    assert missing_numbers(own, plan) == set()
    assert {SOURCES[ref] for ref in fact["src"]} <= set(plan.citations.values_list("source__reference", flat=True))
    assert set(plan.measures.values_list("slug", flat=True)) == set(fact.get("measures", []))


def test_plans_follow_each_other_and_hand_on_their_lessons():
    plan = ActionPlan.objects.get(slug="ap-2016")
    lessons = PLANS["ap-2016"]["lessons"]

    assert plan.period == str(PLANS["ap-2016"]["year"])
    assert [next_.slug for next_ in plan.successors.all()] == [PLANS["ap-2016"]["successor"]]
    assert ActionPlan.objects.get(slug="ap-2021").predecessor == plan
    assert lines(plan.worked_well) == len(lessons["positive"])
    assert lines(plan.to_improve) == len(lessons["improve"])


def test_plan_2021_has_its_principles_review_steps_and_what_is_for_cities():
    plan, local = ActionPlan.objects.get(slug="ap-2021"), NEXT["for_cities_and_regions"]

    assert plan.period.replace("/", "-") == NEXT["period"]
    assert plan.mid_term_review == str(NEXT["mid_term_review"])
    assert lines(plan.principles) == len(NEXT["principles"])
    assert lines(plan.next_steps) == len(NEXT["next_steps"])
    assert plan.local_announced == local["count_announced"]
    assert lines(plan.local_measures) == len(local["listed"])
    assert lines(plan.local_support) == len(local["local_support"])
    assert lines(plan.local_capacity) == len(local["capacity"])


@pytest.mark.parametrize("fact", NEXT["sectoral_areas"], ids=lambda fact: fact["id"])
def test_sectoral_area_is_there_with_each_of_its_points(fact):
    area = Area.objects.get(slug=fact["id"], plan__slug="ap-2021")

    assert (area.kind, area.name) == (Area.Kind.SECTORAL, fact["name"])
    assert lines(area.encouraged_to) == len(fact["member_states_encouraged_to"])
    assert lines(area.how) == len(fact["how"])


@pytest.mark.parametrize("fact", NEXT["horizontal_areas"], ids=lambda fact: fact["id"])
def test_horizontal_area_is_there_with_each_of_its_points(fact):
    area = Area.objects.get(slug=fact["id"], plan__slug="ap-2021")

    assert (area.kind, area.name) == (Area.Kind.HORIZONTAL, fact["name"])
    assert lines(area.partners) == len(fact.get("with", []))
    assert lines(area.goals) == len(fact.get("goals", []))
    assert lines(area.measures) == len(fact.get("actions", []))
    assert (area.tracked_in.reference if area.tracked_in else None) == SOURCES.get(fact.get("tracker_page"))


def test_no_area_and_no_action_is_added():
    areas = [area["id"] for area in (*NEXT["sectoral_areas"], *NEXT["horizontal_areas"])]

    assert list(Area.objects.values_list("slug", flat=True)) == areas
    assert Action.objects.count() == len(TRACKER["actions"]) == 13


@pytest.mark.parametrize("fact", TRACKER["actions"], ids=lambda fact: fact["id"])
def test_action_is_there_with_status_types_end_and_date_of_the_page(fact):
    record = action(fact)
    update = record.updates.get()

    assert (record.number, record.title) == (fact["n"], fact["title"])
    assert record.area.slug == TRACKER["area"]
    assert record.plan.slug == TRACKER["plan"]
    assert record.aim
    assert update.get_status_display().capitalize() == fact["status"]
    assert (update.when, update.source.reference) == (str(TRACKER["page_date"]), SOURCES[TRACKER["src"]])
    assert [label for _value, label in Action.Type.choices if _value in record.types] == sorted(
        (kind.lower() for kind in fact["types"]), key=Action.Type.labels.index
    )
    assert record.until == str(fact.get("until", ""))
    assert bool(record.cross_reference) == ("cross_reference" in fact)
    assert bool(record.note) == ("note" in fact or fact["id"] == "T5")


@pytest.mark.parametrize("fact", TRACKER["actions"], ids=lambda fact: fact["id"])
def test_action_names_exactly_the_records_that_its_source_names(fact, client):
    record = action(fact)
    items = {item.record.slug: item for item in record.items.all()}

    assert set(items) == {item["ref"] for item in fact["items"]}
    assert record.names_none == fact.get("gap", False)
    for item in fact["items"]:
        assert bool(items[item["ref"]].note) == ("note" in item)
    page = client.get(record.get_absolute_url()).content.decode()
    assert all(f'href="{item.url}"' in page for item in items.values())
    assert ("The source names none" in page) == fact.get("gap", False)


def test_statuses_are_as_many_as_the_page_says():
    found = Counter(record.latest.get_status_display().capitalize() for record in Action.objects.all())

    assert found == TRACKER["status_counts"]
    assert set(found) == set(TRACKER["status_values"])


def test_disagreements_about_the_plan_stand_side_by_side():
    about = {
        "partnerships-4": ("Complete", "2027"),
        "ap-2021": ("13", "5"),
    }
    for slug, words in about.items():
        record = (Action if slug.startswith("partner") else ActionPlan).objects.get(slug=slug)
        (dispute,) = disputes(record.citations.all())

        assert len(dispute.sides) == 2
        assert all(word in side.claim for word, side in zip(words, dispute.sides, strict=True))


def test_action_5_points_to_the_plenary_of_which_its_source_speaks_in_two_tenses():
    record = Action.objects.get(slug="partnerships-5")
    plenary = record.items.get(meeting__slug="uap-plenary-2024").meeting

    assert len(disputes(plenary.citations.all())[0].sides) == 2
    assert "next one and as past" in record.note


def test_action_4_is_found_by_its_status_that_disagrees_with_its_text(client):
    key = RULES[0].key

    page = client.get("/en/action-plans/actions/", {"attention": key})

    assert [item.slug for item in page.context["page"].items] == ["partnerships-4"]
    assert "status and text disagree" in page.content.decode()
    detail = client.get("/en/action-plans/actions/partnerships-4/").content.decode()
    assert "it is called complete or stopped, but the text says that it goes on" in detail
    assert "Where sources disagree" in detail


@pytest.mark.parametrize(
    ("params", "numbers"),
    [
        ({"status": "pending"}, {5, 12}),
        ({"type": ["policy", "programme"]}, {5, 6}),
        ({"item": "none"}, {2, 6, 7, 13}),
        ({"item": "fund"}, {8, 9}),
        ({"network": "emf"}, {11}),
        ({"network": "ein"}, {1, 10}),
        ({"country": "GR"}, {1}),
        ({"country": "SE"}, {10}),
        ({"country": "DE"}, {8}),
        ({"plan": "ap-2021", "type": "publication"}, {8, 13}),
        ({"plan": "ap-2016"}, set()),
        ({"area": "housing"}, set()),
    ],
    ids=str,
)
def test_filters_find_in_the_index_what_they_find_in_the_database(client, params, numbers):
    page = client.get("/en/action-plans/actions/", params).context["page"]
    oracle = ActionFilter({key: value if isinstance(value, list) else [value] for key, value in params.items()})

    assert {item.number for item in page.items} == numbers
    assert {row.number for row in oracle.narrow(Action.objects.published())} == numbers


def test_list_stands_as_the_plan_numbers_it_and_counts_each_choice(client):
    page = client.get("/en/action-plans/actions/").context["page"]

    assert [item.number for item in page.items] == list(range(1, 14))
    counts = {facet.name: {one.value: one.count for one in facet.options} for facet in page.facets}
    assert counts["status"] == {"continuous": 10, "complete": 1, "pending": 2}
    assert counts["area"] == {"partnerships": 13}
    assert counts["type"]["partnership"] == 13
    assert set(counts) >= {"plan", "area", "status", "type", "item", "attention", "network", "country", "topic"}


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("networks/ein/", [1, 10]),
        ("networks/emf/", [11]),
        ("networks/tncp/", [3]),
        ("meetings/emf-7/", [11]),
        ("study-visits/uap-visits-2022/", [8]),
        ("exchanges/ma-2022-se-be/", [10]),
        ("practices/unites/", [8]),
    ],
)
def test_page_of_a_record_lists_the_actions_it_carries_out(client, path, numbers):
    page = client.get(f"/en/{path}").content.decode()

    assert "The actions it carries out" in page
    assert [n for n in range(1, 14) if f'href="/en/action-plans/actions/partnerships-{n}/"' in page] == numbers
    assert "The actions it carries out" not in client.get("/en/networks/picum/").content.decode()
