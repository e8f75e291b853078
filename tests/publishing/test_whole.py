"""One query for all tables of a record: the same rows, in the same order, as asking for each by itself."""

import pytest

from events.models import Exchange, Meeting, StudyVisit
from events.views import ExchangeDetailView, MeetingDetailView, StudyVisitDetailView
from networks.models import Network
from networks.views import NetworkDetailView
from practices.models import Practice
from practices.views import PracticeDetailView
from publishing.prefetching import prefetch
from publishing.whole import fetch_by_slug, fetch_whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_content")]
VIEWS = [
    (Network, NetworkDetailView), (Meeting, MeetingDetailView), (StudyVisit, StudyVisitDetailView),
    (Exchange, ExchangeDetailView), (Practice, PracticeDetailView),
]  # fmt: skip


def rows_of(record, name: str) -> list[dict]:
    """Return the rows of a list, also of one behind another, as dictionaries."""
    first, _dot, second = name.partition("__")
    rows = list(getattr(record, first).all())
    if second:
        rows = [child for row in rows for child in getattr(row, second).all()]
    return [{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields} for row in rows]


@pytest.mark.parametrize(("model", "view"), VIEWS)
def test_rows_are_those_of_single_queries(model, view, django_assert_num_queries):
    found = 0
    fetch_whole(model.objects.first(), view.lists)  # the first time in a process makes the SQL
    for record in model.objects.all():
        single = {name: rows_of(model.objects.get(pk=record.pk), name) for name in view.lists}

        with django_assert_num_queries(1):
            fetch_whole(record, view.lists)
            whole = {name: rows_of(record, name) for name in view.lists}

        assert whole == single
        found += sum(map(len, whole.values()))
    assert found > 3


def test_targets_of_foreign_keys_come_along(django_assert_num_queries):
    network = fetch_whole(Network.objects.get(slug="uap"), NetworkDetailView.lists)
    exchange = fetch_whole(Exchange.objects.get(slug="ma-2022-se-be"), ExchangeDetailView.lists)

    with django_assert_num_queries(0):
        sources = [citation.source.title for citation in network.citations.all()]
        parties = [party.country or party.organisation.country for party in exchange.parties.all()]

    assert sources
    assert {country.code for country in parties if country} == {"SE", "BE"}


@pytest.mark.parametrize(("model", "view"), VIEWS)
def test_a_record_comes_by_its_address_as_the_orm_gives_it(model, view, django_assert_num_queries):
    for record in model.objects.select_related(*view.named):
        fetch_by_slug(model, record.slug, view.named)  # the first time in a process makes the SQL
        with django_assert_num_queries(1):
            found = fetch_by_slug(model, record.slug, view.named)
            targets = [getattr(found, name) for name in view.named if "__" not in name]

        assert [getattr(found, f.attname) for f in model._meta.concrete_fields] == [
            getattr(record, f.attname) for f in model._meta.concrete_fields
        ]
        assert targets == [getattr(record, name) for name in view.named if "__" not in name]
    assert fetch_by_slug(model, "there-is-no-such-record", view.named) is None


@pytest.mark.parametrize("model", [model for model, _view in VIEWS])
def test_prefetching_by_the_thousand_gives_what_django_gives(model, django_assert_num_queries):
    lookups = model.objects.for_listing().for_index()._prefetch_related_lookups
    theirs = list(model.objects.prefetch_related(*lookups).order_by("pk"))
    mine = list(model.objects.order_by("pk"))

    prefetch(mine, lookups)

    names = {str(lookup).partition("__")[0] for lookup in lookups}
    assert names
    with django_assert_num_queries(0):
        for one, other in zip(mine, theirs, strict=True):
            for name in names:
                assert list(getattr(one, name).all()) == list(getattr(other, name).all()), (one, name)
