"""What is shown of a record in others changes with it: the index then holds what a new one would."""

import pytest
from django.conf import settings

from directory.models import Country, Organisation, Place, Topic
from events.models import Meeting
from index.query import query
from index.schema import FACETS
from index.store import store
from networks.models import Network
from practices.models import Practice
from publishing.models import State
from search.sources import SOURCES
from tests.factories import MeetingFactory, NetworkFactory, PracticeFactory

pytestmark = pytest.mark.django_db


def held() -> dict:
    """Return all that the index holds of each type: its counts, and the cards in each language."""
    found = {}
    for source in SOURCES:
        for code, _name in settings.LANGUAGES:
            result = query([source.kind], counts=FACETS, limit=1000, cards=code)
            cards = {hit.pk: hit.card for hit in result.hits}
            found[source.kind, code] = {facet: n for facet, n in result.counts.items() if n}, cards
    return found


def network(slug="ein"):
    return Network.objects.get(slug=slug)


def archive_a_network():
    Network.objects.filter(slug="ein").update(state=State.ARCHIVED)


def rename_a_network():
    network().rename("another-address")


def call_a_network_otherwise():
    one = network()
    one.title = one.acronym = "Quagga"
    one.save()


def delete_a_meeting():
    meeting = Meeting.objects.filter(lessons__isnull=False).first()
    meeting.action_items.all().delete()
    meeting.delete()


def archive_all_meetings():
    for meeting in Meeting.objects.all():
        meeting.state = State.ARCHIVED
        meeting.save()


def move_a_place():
    place = Place.objects.filter(pk__in=Meeting.objects.values("place")).first()
    place.country = Country.objects.exclude(pk=place.country_id).first()
    place.name = "Quagga"
    place.save()


def correct_an_organisation():
    for organisation in Organisation.objects.all():
        organisation.slug += "-anew"
        organisation.kind = next(kind for kind, _label in organisation.Kind.choices if kind != organisation.kind)
        organisation.save()


def give_a_topic_another_address():
    topic = Topic.objects.filter(pk__in=Practice.topics.through.objects.values("topic")).first()
    topic.slug = "another-address"
    topic.save()


def delete_a_topic():
    Topic.objects.filter(pk__in=Practice.topics.through.objects.values("topic")).first().delete()


@pytest.mark.usefixtures("loaded_content")
@pytest.mark.parametrize(
    "change",
    [
        archive_a_network, rename_a_network, call_a_network_otherwise, delete_a_meeting, archive_all_meetings,
        move_a_place, correct_an_organisation, give_a_topic_another_address, delete_a_topic,
    ],
)  # fmt: skip
def test_index_that_followed_a_change_holds_what_a_new_one_would(change):
    before = held()

    change()
    followed = held()
    store().rebuild()

    assert followed != before
    assert followed == held()


def test_practice_is_found_by_the_meeting_that_shows_it_whichever_came_first_and_no_longer():
    practice = PracticeFactory(published=True)
    meeting = MeetingFactory(network=NetworkFactory(published=True), slug="quagga")
    item = meeting.agenda.create(title="Practices")
    item.practices.add(practice)

    def shown():
        return query([Practice.kind()], counts=["shown_at"]).counts["shown_at"]

    assert shown() == {}
    meeting.state = State.PUBLISHED
    meeting.save()
    assert shown() == {"quagga": 1}
    meeting.save()  # the desk saves a record first, then its rows
    item.delete()
    assert shown() == {}
