"""Practices: status by their dates, grades that follow, filters that say what the database says."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.models import Fund, Organisation, Place
from events.models import Meeting
from index.query import query
from practices.filters import PracticeFilter
from practices.grading import Criterion, Design, Label, Outcome
from practices.models import Assessment, EvidenceItem, Practice
from practices.models.practice import Status, has_status

from ..factories import CountryFactory, MeetingFactory, NetworkFactory, PracticeFactory, TopicFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 15)


def assess(practice, each=2, experts=("Ada Berg", "Noor Haddad"), **values):
    made = Assessment.objects.create(practice=practice, **values)
    for name in experts:
        made.assessors.create(name=name, role="researcher", interest="none")
    for criterion in Criterion.values:
        made.scores.create(criterion=criterion, points=each, reason="Because.")
    practice.note_change()
    return made


def add_study(practice, kind=Design.BEFORE_AFTER, **values):
    values = {"finding": "It helped.", "outcome": Outcome.POSITIVE} | values
    item = practice.evidence_items.create(kind=kind, **values)
    practice.note_change()
    return item


@pytest.mark.parametrize(
    ("period", "regular", "status"),
    [
        ("", False, ""),
        ("", True, "running"),
        ("2030", False, "planned"),
        ("2030", True, "planned"),
        ("2020/..", False, "running"),
        ("2020/2026", False, "running"),
        ("2020/2026-06-15", False, "running"),
        ("2020/2026-06-14", False, "ended"),
        ("2020/2025", True, "running"),
        ("../2025", False, "ended"),
        ("../2028", False, "running"),
    ],
)
def test_status_follows_the_dates_and_the_database_agrees(period, regular, status):
    practice = PracticeFactory(period=period, is_regular_service=regular, published=True)

    assert practice.status_on(TODAY) == status
    found = [value for value in Status.values if Practice.objects.filter(has_status(value, TODAY)).exists()]
    assert found == ([status] if status else [])


def test_practice_that_ended_yesterday_turns_with_the_day():
    ended = PracticeFactory(period="2020/2026-06-14", published=True)
    begins = PracticeFactory(period="2026-06-15/2027", published=True)
    PracticeFactory(period="2020/2027", published=True)

    turned = Practice.objects.turned_between(dt.date(2026, 6, 14), TODAY)

    assert set(turned) == {ended, begins}


def test_grades_follow_studies_and_assessment():
    practice = PracticeFactory(published=True)
    assert (practice.evidence_level, practice.label, practice.assessed_score) == (0, Label.SHARED, 0)

    add_study(practice)
    assess(practice)
    practice.refresh_from_db()

    assert (practice.evidence_level, practice.label, practice.assessed_score) == (2, Label.PROMISING, 12)


def test_assessment_by_one_expert_or_without_all_criteria_counts_for_nothing():
    practice = PracticeFactory(published=True)
    add_study(practice)
    assess(practice, experts=["Ada Berg"])
    half = assess(practice)
    half.scores.first().delete()

    practice = Practice.objects.get(pk=practice.pk)
    practice.note_change()

    assert (practice.label, practice.newest_assessment) == (Label.SHARED, None)


def test_assessment_of_an_older_text_is_marked(client):
    practice = PracticeFactory(published=True, goals="Jobs.")
    made = assess(practice)
    assert not made.is_of_older_text
    assert "The text of the practice has changed" not in client.get(practice.get_absolute_url()).content.decode()

    practice.goals = "Jobs and housing."
    practice.save()

    assert Assessment.objects.get(pk=made.pk).is_of_older_text
    assert "The text of the practice has changed" in client.get(practice.get_absolute_url()).content.decode()


def test_same_expert_twice_and_four_points_are_refused():
    made = assess(PracticeFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        made.assessors.create(name="Ada Berg", role="again", interest="none")
    with pytest.raises(IntegrityError), transaction.atomic():
        made.scores.update(points=4)
    with pytest.raises(ValidationError, match="points without a reason"):
        made.scores.model(assessment=made, criterion="relevance", points=1, reason=" ").clean()


def test_evidence_without_a_finding_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceItem.objects.create(practice=PracticeFactory(), kind=Design.COUNTS, outcome=Outcome.MIXED, finding="")


def full_practice(**values):
    """Make a published practice that every filter can find."""
    practice = PracticeFactory(published=True, topics=[TopicFactory()], countries=[CountryFactory()], **values)
    place, _made = Place.objects.get_or_create(slug="malmo", name="Malmö", country=CountryFactory())
    fund, _made = Fund.objects.get_or_create(slug="amif", name="AMIF")
    city, _made = Organisation.objects.get_or_create(slug="malmo", name="City of Malmö", kind="city")
    practice.places.add(place)
    practice.funding_shares.create(fund=fund)
    practice.partners.create(organisation=city, is_implementer=True)
    practice.partners.create(name="A club", kind_of_body="ngo")
    practice.translations.create(language="sv", state="approved", texts={"title": "Kompis"})
    add_study(practice)
    meeting = MeetingFactory(published=True, network=NetworkFactory(published=True, slug="net"), slug="met")
    meeting.agenda.create(title="One").practices.add(practice)
    practice.note_change()
    return practice


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [
        ("place", "malmo", "x"), ("level", "local", "national"), ("kind", "project", "service"),
        ("implementer", "city", "ngo"), ("fund", "amif", "x"), ("evidence", "2", "3"), ("label", "shared", "proven"),
        ("status", "ended", "running"), ("evaluated", "yes", "no"), ("origin", "editors", "owner"),
        ("language", "sv", "fr"), ("network", "net", "x"), ("shown_at", "met", "x"), ("year", "2019", "2015"),
    ],
)  # fmt: skip
def test_each_filter_finds_in_the_index_what_it_finds_in_the_database(name, value, other):
    wanted = full_practice(level="local", period="2018/2020")
    PracticeFactory(published=True)

    for asked in ([value], [other], [value, other]):
        filters = PracticeFilter({name: asked}, queryset=Practice.objects.published())
        found = query([Practice.kind()], filters=filters.chosen, counts=[PracticeFilter.facets()[name].facet])
        rows = filters.narrow(Practice.objects.published())

        assert {hit.pk for hit in found.hits} == set(rows.values_list("pk", flat=True)), asked
        if asked == [value]:
            assert wanted.pk in {hit.pk for hit in found.hits}
            assert found.counts[PracticeFilter.facets()[name].facet][value] >= 1


def test_practice_shown_at_a_withdrawn_event_is_not_said_to_be_shown_there():
    practice = full_practice()
    Meeting.objects.get(slug="met").delete()
    practice.note_change()

    found = query([Practice.kind()], filters={"shown_at": ["met"]})

    assert found.total == 0


def test_strongest_evidence_comes_first_and_best_assessed_too(client):
    weak, strong = (
        PracticeFactory(published=True, title="A weak one"),
        PracticeFactory(published=True, title="B strong"),
    )
    add_study(strong)
    assess(weak, each=3)

    by_evidence = client.get("/en/practices/?sort=evidence").context["page"].items
    by_points = client.get("/en/practices/?sort=assessed").context["page"].items

    assert [row.pk for row in by_evidence] == [strong.pk, weak.pk]
    assert [row.pk for row in by_points] == [weak.pk, strong.pk]


def test_markup_is_taken_out_when_a_practice_is_saved():
    practice = PracticeFactory(goals="Jobs <script>alert(1)</script><b>now</b>, for under <18 and 5 < 7 &amp; more\0")

    practice.refresh_from_db()

    assert practice.goals == "Jobs now, for under <18 and 5 < 7 & more"


def test_translation_is_shown_to_those_who_read_it(client):
    practice = PracticeFactory(published=True, title="Buddies", goals="Friends.", period="2020")
    texts = {"title": "Tandems", "summary": "Zu zweit.", "goals": "Freundschaft."}
    practice.translations.create(language="de", state="approved", texts=texts)

    german = client.get(f"/de/practices/{practice.slug}/").content.decode()
    french = client.get(f"/fr/practices/{practice.slug}/").content.decode()

    assert "Tandems" in german
    assert "Freundschaft." in german
    assert "Friends." not in german
    assert "Buddies" in french
    assert 'lang="en">Buddies' in french


def test_review_is_due_after_three_years():
    made = assess(PracticeFactory())

    assert made.review_due_on - timezone.localdate() == dt.timedelta(days=3 * 365)
    assert not made.is_overdue
