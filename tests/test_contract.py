"""The same questions to every published type. A new type is asked them as soon as it is registered."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from index.query import query
from publishing.models import MOVES, Publication, State
from search.sitemaps import SITEMAPS
from search.sources import SOURCES

from .conftest import sign_in
from .factories import FACTORIES, CountryFactory, TopicFactory

pytestmark = pytest.mark.django_db
every_type = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)


def make(source, **values):
    return FACTORIES[source.model](**values)


def test_every_published_type_is_registered_everywhere():
    types = {model for model in apps.get_models() if issubclass(model, Publication)}

    assert {source.model for source in SOURCES} == types
    assert set(FACTORIES) == types
    assert types <= set(admin.site._registry)


@every_type
def test_published_record_is_on_every_page_and_a_draft_on_none(client, source):
    topic, country = TopicFactory(), CountryFactory()
    shown = make(source, published=True, title="Quagga shown", topics=[topic], countries=[country])
    hidden = make(source, title="Quagga hidden", topics=[topic], countries=[country])
    everywhere = [
        source.list_url,
        reverse("search:results") + "?q=quagga",
        reverse("search:results") + "?q=hidden",
        reverse("search:topic-detail", args=[topic.slug]),
        reverse("search:country-detail", args=["se"]),
        reverse("search:country-list"),
        reverse("search:feed"),
        reverse("home"),
        reverse("sitemap", args=[source.model._meta.model_name]),
        shown.get_absolute_url(),
    ]

    marks = re.compile("</?mark>")
    pages = {url: marks.sub("", client.get(url).content.decode()) for url in everywhere}

    assert not [url for url, text in pages.items() if "Quagga hidden" in text or hidden.get_absolute_url() in text]
    for url in [*everywhere[:2], everywhere[3], everywhere[6], shown.get_absolute_url()]:
        assert "Quagga shown" in pages[url], url
    assert shown.slug in pages[everywhere[8]]
    assert client.get(hidden.get_absolute_url()).status_code == 404


@every_type
def test_record_withdrawn_is_gone_at_once(client, source):
    record = make(source, published=True, title="Quagga withdrawn")
    assert "Quagga withdrawn" in client.get(source.list_url).content.decode()

    record.state = State.DRAFT
    record.save()

    assert "Quagga withdrawn" not in client.get(source.list_url).content.decode()
    assert client.get(record.get_absolute_url()).status_code == 404


@every_type
def test_list_takes_the_same_few_queries_for_1_and_200_rows(client, source, django_assert_max_num_queries):
    make(source, published=True, topics=[TopicFactory()])
    client.get(source.list_url)
    with CaptureQueriesContext(connection) as one:
        client.get(source.list_url)
    for _ in range(199):
        make(source, published=True)
    client.get(source.list_url)

    with CaptureQueriesContext(connection) as many:
        answer = client.get(source.list_url)

    assert len(answer.context["page"].items) == 20
    assert len(many) == len(one) <= 12


@every_type
def test_topic_filter_narrows_and_counts(client, source):
    housing, sport = TopicFactory(), TopicFactory(name="Sport", slug="sport")
    inside = make(source, published=True, topics=[housing])
    make(source, published=True, topics=[sport])

    page = client.get(source.list_url, {"topic": "housing"}).context["page"]

    assert [item.pk for item in page.items if item.kind() == source.kind] == [inside.pk]
    facet = next(facet for facet in page.facets if facet.name == "topic")
    assert {(option.value, option.count, option.checked) for option in facet.options} >= {
        ("housing", 1, True),
        ("sport", 1, False),
    }


@every_type
def test_index_and_database_find_the_same(source):
    topic, country = TopicFactory(), CountryFactory()
    make(source, published=True, topics=[topic])
    make(source, published=True, topics=[topic], countries=[country])
    make(source, topics=[topic], countries=[country])

    for params in ({}, {"topic": ["housing"]}, {"country": ["SE"]}, {"topic": ["housing"], "country": ["SE"]}):
        filters = source.filterset(params, queryset=source.model.objects.published())
        found = query([source.kind], filters=filters.chosen, limit=50)

        assert {hit.pk for hit in found.hits} == set(
            filters.narrow(source.model.objects.published()).values_list("pk", flat=True)
        )


@every_type
def test_list_comes_from_the_database_while_the_index_is_away(client, source, settings, tmp_path):
    record = make(source, published=True)
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder of the index should be")
    settings.INDEX_DIR = blocked / "index"

    answer = client.get(source.list_url)

    assert answer.status_code == 200
    assert record.title in answer.content.decode()


@every_type
def test_published_without_a_date_is_refused_by_the_database(source):
    record = make(source)

    with pytest.raises(IntegrityError), transaction.atomic():
        source.model.objects.filter(pk=record.pk).update(state=State.PUBLISHED)


@every_type
def test_publishing_takes_its_own_permission(source):
    record = make(source)
    user = User.objects.create_user("editor")
    codename = f"publish_{source.model._meta.model_name}"
    with pytest.raises(PermissionDenied):
        record.move(State.PUBLISHED, user)

    user.user_permissions.add(
        Permission.objects.get(codename=codename, content_type__app_label=source.model._meta.app_label)
    )
    record.move(State.PUBLISHED, User.objects.get(pk=user.pk))

    assert source.model.objects.published().filter(pk=record.pk).exists()


@every_type
def test_each_move_is_in_the_table_or_refused(source):
    root = User.objects.create_superuser("root")

    for old in State:
        for new in State:
            record = make(source, state=old, published_at="2020-01-01T00:00Z")
            if (old, new) in MOVES:
                record.move(new, root, "Because.")
                assert record.state == new
            else:
                with pytest.raises(ValidationError):
                    record.move(new, root, "Because.")


@every_type
def test_slug_of_a_published_record_stays_and_a_rename_redirects(client, source):
    record = make(source, published=True)
    record.slug = "another"
    with pytest.raises(ValidationError, match="Keep that address"):
        record.full_clean(exclude=["author"])
    record.refresh_from_db()
    old = record.get_absolute_url()

    record.rename("another")

    answer = client.get(old)
    assert answer.status_code == 301
    assert answer["Location"] == record.get_absolute_url()


@every_type
def test_admin_opens_add_change_and_list(client, source):
    sign_in(client, User.objects.create_superuser("root"))
    record = make(source, published=True)
    meta = source.model._meta
    base = f"admin:{meta.app_label}_{meta.model_name}"

    for url in [reverse(f"{base}_changelist"), reverse(f"{base}_add"), reverse(f"{base}_change", args=[record.pk])]:
        assert client.get(url).status_code == 200, url


@every_type
def test_detail_takes_at_most_12_queries(client, source, django_assert_max_num_queries):
    record = make(source, published=True, topics=[TopicFactory()], countries=[CountryFactory()])
    client.get(record.get_absolute_url())

    with django_assert_max_num_queries(12):
        client.get(record.get_absolute_url())


def test_sitemap_knows_every_type():
    assert {source.model._meta.model_name for source in SOURCES} <= set(SITEMAPS)
