"""Every fact of the record is in the loaded portal: `tests/data/facts.yaml` is walked, nothing is sampled."""

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml
from django.forms.models import model_to_dict

from directory.models import Country, Fund, LegalAct, Organisation, Source
from events.models import Adoption, Exchange, Lesson, Meeting, Recommendation, StudyVisit
from intake.specs import children, many
from networks.models import Method, Network, Succession, WorkingGroup
from news.models import Analysis
from practices.models import Practice
from publishing.citations import disputes
from search.cited import open_questions

pytestmark = [pytest.mark.usefixtures("loaded_content"), pytest.mark.django_db]

FACTS = yaml.safe_load((Path(__file__).parents[1] / "data" / "facts.yaml").read_text())
SOURCES = {
    "S000": "ewsi-networks-page",
    "S001": "ep-briefing-networks",
    "S002": "ewsi-ein-first-meeting",
    "S003": "tracker-partnerships",
    "S004": "action-plan-slides",
}
INSIDE = {"isg-funding": "Sub-group on Funding", "isg-indicators": "Sub-group on Indicators and data"}
ISO = {"EL": "GR"}


# Keys whose values name other facts; those are asserted by tests of their own.
REFERENCES = {"src", "id", "ref", "meetings", "visits", "mutual_assistance", "legal_basis", "implements", "evaluation"}


def leaves(value):
    """Yield every text and number inside a fact, keys left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in REFERENCES:
                yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def numbers(value) -> set[str]:
    """Return every number and date in a fact as text: years, months, days, amounts, counts."""
    found = set()
    for leaf in leaves(value):
        if isinstance(leaf, bool):
            continue
        if isinstance(leaf, dt.date):
            found.add(leaf.isoformat())
        else:
            found |= set(re.findall(r"\d+(?:[.-]\d+)*", str(leaf)))
    return found


def told(record) -> str:
    """Return everything the portal tells of a record: its fields, its rows, what they point to."""
    parts = [str(value) for value in _values(record)]
    for name in children(type(record)):
        for row in getattr(record, name).all():
            parts += [str(value) for value in _values(row)]
    for name in many(type(record)):
        parts += [str(other) for other in getattr(record, name).all()]
    return " ".join(parts)


def _values(row):
    values = model_to_dict(row, exclude=["id", "owner"])
    for name in values:
        field = row._meta.get_field(name)
        if field.many_to_one or field.one_to_one:
            yield getattr(row, name)
        elif not field.many_to_many:
            yield values[name]
    for field in row._meta.concrete_fields:
        if not field.editable:
            yield getattr(row, field.attname)


def missing_numbers(fact, record) -> set[str]:
    """Return the numbers of `fact` that `record` does not tell; "2012-2014" counts as told when both years are."""
    told_numbers = {number.lstrip("0") for number in re.findall(r"\d+", told(record))}
    return {
        number
        for number in numbers(fact)
        if not {part.lstrip("0") for part in re.split(r"[-.]", number)} <= told_numbers
    }


@pytest.mark.parametrize("fact", FACTS["networks"], ids=lambda fact: fact["id"])
def test_network_is_there_with_its_dates_numbers_and_sources(fact):
    if fact["id"] in INSIDE:
        group = WorkingGroup.objects.get(name=INSIDE[fact["id"]])
        assert group.network.slug == fact["parent"]
        return
    network = Network.objects.published().get(slug=fact["id"])

    assert missing_numbers(fact, network) == set()
    assert {act.slug for act in network.legal_basis.all()} == {*fact.get("legal_basis", []), *_acts(fact)}
    cited = set(network.citations.values_list("source__reference", flat=True))
    assert {SOURCES[ref] for ref in fact["src"]} <= cited
    acronym = re.search(r"\(([A-Za-z]+)\)$", fact["name"])
    assert not acronym or network.acronym == acronym[1]


def _acts(fact) -> set[str]:
    return {fact["implements"]} if "implements" in fact else set()


def test_no_network_and_no_event_is_added():
    known = {fact["id"] for fact in FACTS["networks"]} - set(INSIDE)
    events = {fact["id"] for fact in FACTS["events"]}

    assert set(Network.objects.values_list("slug", flat=True)) == known
    loaded = set(Meeting.objects.values_list("slug", flat=True)) | set(
        StudyVisit.objects.values_list("slug", flat=True)
    )
    assert loaded == events


MEMBERS = [
    (network["id"], member)
    for network in FACTS["networks"]
    for member in [
        *network.get("run_by", []),
        *network.get("led_by", []),
        *network.get("co_funded_by", []),
        *network.get("coordinators", []),
        *network.get("partners", []),
        *(
            network["members"]
            if isinstance(network.get("members"), list) and isinstance(network["members"][0], str)
            else []
        ),
        *(
            member
            for group in ("cities", "countries", "stakeholders", "commission")
            if isinstance(network.get("members"), dict) and isinstance(network["members"].get(group), list)
            for member in network["members"][group]
        ),
        *network.get("national_networks", []),
    ]
    if isinstance(member, str)
]


@pytest.mark.parametrize(("network", "member"), MEMBERS, ids=lambda value: value)
def test_membership_is_there(network, member):
    seats = Network.objects.get(slug=network).memberships
    code = ISO.get(member, member)

    found = (
        seats.filter(organisation__slug=member)
        | seats.filter(member_network__slug=member)
        | seats.filter(country__code=code)
    )

    assert found.exists()


def test_membership_of_the_union_follows_from_its_dates():
    assert Country.objects.eu_in(2017).count() == 28
    assert Country.objects.eu_in(2025).count() == 27
    assert Country.objects.eu_on(dt.date(2020, 1, 31)).filter(code="GB").exists()
    assert not Country.objects.eu_on(dt.date(2020, 2, 1)).filter(code="GB").exists()


@pytest.mark.parametrize("fact", FACTS["succession"], ids=lambda fact: f"{fact['from']} to {fact['to']}")
def test_succession_is_there(fact):
    links = Succession.objects.filter(successor__slug=fact["to"])
    link = (links.filter(predecessor__slug=fact["from"]) | links.filter(predecessor_fund__slug=fact["from"])).get()

    assert link.happened == str(fact.get("year", ""))


@pytest.mark.parametrize("fact", FACTS["events"], ids=lambda fact: fact["id"])
def test_event_is_there_with_its_dates_and_numbers(fact):
    model = StudyVisit if fact["kind"].startswith("study visit") else Meeting
    event = model.objects.published().get(slug=fact["id"])

    dates = fact.get("dates")
    if dates:
        assert event.when == f"{dates['start']}/{dates['end']}"
        assert (event.when_from, event.when_until) == (dates["start"], dates["end"])
    elif "month" in fact:
        assert event.when == str(fact["month"])
    elif "year" in fact:
        assert event.when == str(fact["year"])
    elif "when" in fact:
        assert fact["when"] in {event.when_as_written, event.when.replace("/", "-")}
    else:
        assert event.when == ""
    assert event.network.slug == fact["network"]
    assert event.ordinal == fact.get("ordinal")
    assert event.participants == next(
        (fact["participants"][key] for key in ("total", "more_than") if key in fact.get("participants", {})), None
    )
    place = fact.get("place") or {}
    assert (event.country.code if event.country else None) == place.get("country")
    assert missing_numbers({k: v for k, v in fact.items() if k not in {"dates", "lessons", "count"}}, event) == set()
    if "count" in fact:
        assert event.stands_for == fact["count"]
    if fact.get("follows"):
        assert event.follows.slug == fact["follows"]
    if fact.get("title"):
        assert event.edition_title == fact["title"]
    assert {SOURCES[ref] for ref in fact["src"]} <= set(event.citations.values_list("source__reference", flat=True))


@pytest.mark.parametrize("fact", FACTS["exchanges"], ids=lambda fact: fact["id"])
def test_exchange_is_there(fact):
    exchange = Exchange.objects.published().get(slug=fact["id"])
    parties = {
        (party.role, party.country.code if party.country else party.organisation.slug)
        for party in exchange.parties.all()
    }

    wanted = {("partner", ISO.get(code, code)) for code in fact.get("partners", [])}
    wanted |= {("giver", fact["giver"])} if "giver" in fact else set()
    wanted |= {("receiver", fact["receiver"])} if "receiver" in fact else set()
    assert parties == wanted
    assert exchange.when == str(fact["year"])
    assert exchange.result_since == str(fact.get("result_from", ""))
    assert bool(exchange.result) == ("result" in fact)


@pytest.mark.parametrize("fact", [fact for fact in FACTS["exchanges"] if "giver" in fact], ids=lambda fact: fact["id"])
def test_what_was_taken_over_in_an_exchange_is_there(client, fact):
    exchange = Exchange.objects.published().get(slug=fact["id"])
    adoption = Adoption.objects.published().get(exchange=exchange)

    assert [country.code for country in adoption.origin_countries.all()] == [fact["giver"]]
    assert adoption.adopter.slug == fact["receiver"]
    assert (adoption.country.code, adoption.status) == ("BE", "adopted")
    assert fact["topic"] in adoption.origin_text
    assert adoption.since == str(fact["result_from"]), "a year, no more exact than the source"
    assert "compulsory integration course" in adoption.outcome
    assert (adoption.practice, adoption.changed, adoption.evidence) == (None, "", "")
    assert [citation.source.reference for citation in adoption.citations.all()] == [SOURCES[ref] for ref in fact["src"]]
    assert exchange.when == str(fact["year"])
    for url in (exchange.get_absolute_url(), "/en/countries/se/", "/en/countries/be/", "/en/adoptions/?flow=SE-BE"):
        assert adoption.title in client.get(url).content.decode(), url


@pytest.mark.parametrize("fact", FACTS["lessons"], ids=lambda fact: fact["id"])
def test_lesson_is_there(fact):
    lesson = Lesson.objects.published().get(slug=fact["id"].lower())

    assert lesson.meeting.slug == fact["event"]
    assert lesson.topics.count() == len(fact["themes"])
    assert lesson.target_groups.count() == len(fact.get("groups", []))
    assert Recommendation.objects.published().filter(lesson=lesson).exists() == ("recommendation" in fact)


@pytest.mark.parametrize(
    ("model", "facts"),
    [(Organisation, "organisations"), (LegalAct, "legal_acts"), (Fund, "funding_instruments")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_directory_is_complete_and_nothing_is_added(model, facts):
    assert set(model.objects.values_list("slug", flat=True)) == {fact["id"] for fact in FACTS[facts]}
    for fact in FACTS[facts]:
        record = model.objects.get(slug=fact["id"])
        assert missing_numbers(fact, record) == set(), fact["id"]
        assert {SOURCES[ref] for ref in fact.get("src", [])} <= set(
            record.citations.values_list("source__reference", flat=True)
        )


def test_projects_methods_findings_and_sources_are_there():
    practices = set(Practice.objects.published().values_list("slug", flat=True))
    assert {fact["id"] for fact in FACTS["projects"]} - practices == set()
    assert Method.objects.count() == len(FACTS["methods"])
    for fact in FACTS["methods"]:
        owner = {"eurocities": "implementoring"}.get(fact["owner"], fact["owner"])
        method = Method.objects.get(network__slug=owner)
        adopters = set(method.adoptions.values_list("network__slug", flat=True))
        assert adopters == set(fact.get("adopted_by", []))
        assert method.is_published
        assert [step.position for step in method.steps.all()] == list(range(1, len(fact["steps"]) + 1))
        cited = set(method.citations.values_list("source__reference", flat=True))
        assert {SOURCES[ref] for ref in fact["src"]} <= cited
    for fact in FACTS["research_findings"]:
        findings = Analysis.objects.published().get(slug=fact["id"]).findings
        lists = ("strengths", "weaknesses", "findings", "recommends")
        wanted = sum(len(fact.get(name, [])) for name in lists) + ("good_practice_found" in fact)
        assert findings.count() == wanted
    assert set(SOURCES.values()) - set(Source.objects.values_list("reference", flat=True)) == set()


def test_ten_disagreements_are_shown_with_two_sides_at_least():
    questions = open_questions()

    assert len(questions) == 10
    assert all(len(dispute.sides) >= 2 for _record, dispute in questions)
    claims = " ".join(side.claim for _record, dispute in questions for side in dispute.sides)
    for word in [
        "28 EU",
        "27 EU",
        "Complete",
        "2027",
        "11 NGOs",
        "11 foundations",
        "12.375",
        "late 2024",
        "Europäische",
    ]:
        assert word in claims
    assert disputes(Network.objects.get(slug="ein").citations.all())
