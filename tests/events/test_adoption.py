"""What was seen there and tried here: what is refused, and the family of a practice."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.models import Organisation, Place
from events.family import MOST, family_of
from events.models import Adoption
from publishing.models import State

from ..factories import (
    AdoptionFactory,
    CountryFactory,
    ExchangeFactory,
    MeetingFactory,
    PracticeFactory,
    StudyVisitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def countries(db):
    return {
        code: CountryFactory(code=code, code3=code3, name=name)
        for code, code3, name in [("SE", "SWE", "Sweden"), ("BE", "BEL", "Belgium"), ("FI", "FIN", "Finland")]
    }


def page_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


def adopt(practice, name, recorded_as=None, origins=(), **values):
    """Make a published adoption of a practice."""
    made = AdoptionFactory(
        practice=practice, origin_text="", adopter_name=name, recorded_as=recorded_as, published=True, **values
    )
    made.origin_countries.set(origins)
    made.note_change()
    return made


@pytest.fixture
def chain(countries):
    """A practice that one body took over, whose practice another one took over, and so on: three practices."""
    first, second, third = (PracticeFactory(title=f"Buddies {n}", published=True) for n in (1, 2, 3))
    adopt(first, "Flanders", second, since="2023", country=countries["BE"])
    adopt(second, "Turku", third, since="2024", country=countries["FI"])
    adopt(third, "Malmö", since="2025", country=countries["SE"])
    return first, second, third


# What is refused


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"origin_text": ""}, "adoption_has_one_origin"),
        ({"practice": "practice"}, "adoption_has_one_origin"),
        ({"adopter_name": ""}, "adoption_has_one_adopter"),
        ({"adopter": "body"}, "adoption_has_one_adopter"),
        ({"meeting": "meeting", "visit": "visit"}, "adoption_was_seen_at_one_event_at_most"),
        ({"meeting": "meeting", "exchange": "exchange"}, "adoption_was_seen_at_one_event_at_most"),
        ({"visit": "visit", "exchange": "exchange"}, "adoption_was_seen_at_one_event_at_most"),
        ({"origin_text": "", "practice": "practice", "recorded_as": "practice"}, "adoption_is_no_practice_of_itself"),
    ],
)
def test_what_contradicts_itself_is_refused_by_form_and_database(values, name):
    there = {
        "practice": PracticeFactory(),
        "body": Organisation.objects.create(name="A body", slug="a-body", kind="ngo"),
        "meeting": MeetingFactory(),
        "visit": StudyVisitFactory(),
        "exchange": ExchangeFactory(),
    }
    values = {key: there.get(value, value) for key, value in values.items()}

    with pytest.raises(ValidationError):
        AdoptionFactory.build(**values).full_clean(exclude=["author"])
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AdoptionFactory(**values)


@pytest.mark.parametrize("name", ["meeting", "visit", "exchange"])
def test_one_event_or_none_is_taken(name):
    event = {"meeting": MeetingFactory, "visit": StudyVisitFactory, "exchange": ExchangeFactory}[name]()

    made = AdoptionFactory(**{name: event})

    assert made.event == event
    assert AdoptionFactory().event is None
    event.delete()
    assert Adoption.objects.get(pk=made.pk).event is None


def test_country_follows_from_the_place_or_the_seat_and_never_contradicts_the_place(countries):
    malmo = Place.objects.create(slug="malmo-here", name="Malmö", country=countries["SE"])
    body = Organisation.objects.create(name="A body", slug="a-body", kind="ngo", country=countries["BE"])

    assert AdoptionFactory(place=malmo).country == countries["SE"]
    assert AdoptionFactory(adopter=body, adopter_name="").country == countries["BE"]
    assert AdoptionFactory(adopter=body, adopter_name="", place=malmo).country == countries["SE"]
    assert AdoptionFactory(adopter=body, adopter_name="", country=countries["FI"]).country == countries["FI"]
    assert AdoptionFactory().country is None
    with pytest.raises(ValidationError, match="The place lies in another country"):
        AdoptionFactory(place=malmo, country=countries["BE"]).full_clean(exclude=["author"])


def test_address_of_the_page_of_flows_is_kept_free():
    with pytest.raises(ValidationError, match="belongs to another page"):
        AdoptionFactory.build(slug="flow").full_clean(exclude=["author"])


def test_cycle_is_refused(chain):
    first, second, third = chain
    adopted = Adoption.objects.get(adopter_name="Malmö")

    for ancestor in (first, second, third):
        adopted.recorded_as = ancestor
        with pytest.raises(ValidationError) as fault:
            adopted.full_clean(exclude=["author"])
        assert "recorded_as" in fault.value.message_dict or "itself" in str(fault.value)

    adopted.recorded_as = PracticeFactory()
    adopted.full_clean(exclude=["author"])


# The family


def told(member):
    return {member.label: [told(child) for child in member.children]}


def test_chain_of_three_is_one_tree_from_wherever_it_is_seen(chain):
    tree = {"Buddies 1": [{"Flanders": [{"Turku": [{"Malmö": []}]}]}]}

    for practice in chain:
        family = family_of(practice)
        assert told(family.root) == tree
        assert [m.practice for m in family.members if m.is_current] == [practice]
    assert [member.note for member in family.members] == [
        "", "Belgium, adopted, since 2023", "Finland, adopted, since 2024", "Sweden, adopted, since 2025",
    ]  # fmt: skip


def test_page_draws_the_tree_and_lists_the_same(client, chain):
    page = page_of(client.get(chain[1].get_absolute_url()))

    section = page.find(id="family").parent
    drawn = [box.select_one("text").get_text() for box in section.select("svg .chart__box")]
    assert sorted(drawn) == ["Buddies 1", "Flanders", "Malmö", "Turku"]
    assert len(section.select("svg path")) == 3
    assert {link["href"] for link in section.select("svg a")} == {
        link["href"] for link in section.select("ul a") if "/practices/" not in link["href"] or "buddies" in link.text
    } | {chain[0].get_absolute_url()}
    assert section.select_one("ul ul ul ul li").get_text(" ", strip=True).startswith("Malmö")
    assert section.select_one("[role=region]")["tabindex"] == "0"
    strong = section.select("ul strong")
    assert [word.get_text() for word in strong] == ["Buddies 2"]


def test_practice_without_a_family_shows_none_and_asks_nothing(client, django_assert_num_queries, chain):
    alone = PracticeFactory(published=True)
    family_of(alone)

    with django_assert_num_queries(1):  # the index asks whether anything changed
        assert family_of(alone) is None
    assert page_of(client.get(alone.get_absolute_url())).find(id="family") is None


def test_drafts_are_left_out_of_the_tree_and_cut_it(chain):
    first, second, third = chain
    Adoption.objects.filter(adopter_name="Turku").update(state=State.DRAFT)
    assert told(family_of(first).root) == {"Buddies 1": [{"Flanders": []}]}
    assert told(family_of(third).root) == {"Buddies 3": [{"Malmö": []}]}

    Adoption.objects.filter(adopter_name="Turku").update(state=State.PUBLISHED)
    type(first).objects.filter(pk=first.pk).update(state=State.DRAFT)
    family = family_of(third)
    assert family.root.label == "An origin that is not told here"
    assert family.root.url == ""
    assert "Buddies 1" not in str(told(family.root))


def test_origin_in_words_is_the_root(countries):
    own = PracticeFactory(published=True)
    AdoptionFactory(origin_text="A buddy system", recorded_as=own, adopter_name="Ghent", published=True)
    adopt(own, "Turku")

    assert told(family_of(own).root) == {"A buddy system": [{"Ghent": [{"Turku": []}]}]}


def test_family_that_turned_into_a_circle_is_drawn_all_the_same(client):
    one, two = PracticeFactory(published=True), PracticeFactory(published=True)
    adopt(one, "A", two)
    adopt(two, "B", one)  # two editors at once: no constraint can see it

    assert client.get(one.get_absolute_url()).status_code == 200
    assert client.get(two.get_absolute_url()).status_code == 200


def test_large_family_is_cut_and_says_so(client):
    practice = PracticeFactory(published=True)
    for number in range(MOST + 5):
        adopt(practice, f"City {number}")

    family = family_of(practice)
    assert (len(family.members), family.left_out, len(family.boxes)) == (MOST, 6, MOST)
    page = page_of(client.get(practice.get_absolute_url()))
    assert "6 more adoptions are neither drawn nor listed here." in page.get_text()
    assert client.get(family.list_url.replace("/fr/", "/en/")).context["page"].total == MOST + 5


def test_drawing_is_the_same_each_time_and_no_box_covers_another(chain):
    for number in range(5):
        adopt(chain[0], f"City {number}")
    one, two = family_of(chain[0]), family_of(chain[0])

    assert (one.boxes, one.lines) == (two.boxes, two.lines)
    boxes = one.boxes
    for box in boxes:
        assert 0 <= box.x <= box.x + box.width <= one.width
        assert 0 <= box.y <= box.y + box.height <= one.height
        for other in boxes:
            assert box is other or box.x != other.x or abs(box.y - other.y) >= box.height
