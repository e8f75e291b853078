"""A change that waits: what it changed goes in, what others saved since stays, and a clash is shown, not decided."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from audit.models import Act, Entry
from practices.models import Practice
from publishing.merging import Clash, let_in, merged
from publishing.models import State, Version
from publishing.versions import keep, snapshot

from ..factories import CountryFactory, PracticeFactory, TopicFactory
from ..signing import sign_in
from .posting import form_values
from .test_versions import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return User.objects.create_superuser("author", email="author@example.org")


@pytest.fixture
def second():
    return User.objects.create_superuser("second")


def public_practice(author, **values):
    practice = PracticeFactory(published=True, author=author, **values)
    practice.partners.create(name="City", role="leads")
    practice.partners.create(name="Club", role="plays")
    return practice


def propose(client, author, practice, **values):
    """Save a change as the author, who may not publish it; return it as it waits."""
    sign_in(client, author)
    answer = client.post(page_of(practice), form_values(client, page_of(practice)) | values)
    assert answer.status_code == 302, answer.context["errors"]
    return Version.objects.of(practice).waiting().get()


def save(client, user, practice, **values):
    sign_in(client, user)
    answer = client.post(page_of(practice), form_values(client, page_of(practice)) | values)
    assert answer.status_code == 302, answer.context["errors"]


def test_letting_in_leaves_what_was_saved_since(client, author, second):
    practice = public_practice(author, title="Old", goals="Old goals.")
    waiting = propose(client, author, practice, title="Proposed", **{"partners-0-role": "leads it all"})
    save(client, second, practice, goals="Newer goals.", **{"partners-1-role": "plays on"})

    client.post(page_of(practice, "decide", waiting.pk), {"let-in": "1"})

    practice = Practice.objects.get(pk=practice.pk)
    assert (practice.title, practice.goals, practice.state) == ("Proposed", "Newer goals.", State.PUBLISHED)
    assert [one.role for one in practice.partners.order_by("pk")] == ["leads it all", "plays on"]
    assert Entry.objects.filter(act=Act.LET_IN, user=second).count() == 1
    waiting.refresh_from_db()
    assert waiting.standing == Version.Standing.LET_IN


def test_terms_of_both_sides_go_in(client, author, second):
    sport, work = TopicFactory(slug="sport", name="Sport"), TopicFactory(slug="work", name="Work")
    housing, sweden = TopicFactory(), CountryFactory()
    practice = public_practice(author, topics=[housing], countries=[sweden])
    waiting = propose(client, author, practice, topics=[housing.pk, sport.pk])
    save(client, second, practice, topics=[work.pk])

    client.post(page_of(practice, "decide", waiting.pk), {"let-in": "1"})

    assert set(practice.topics.all()) == {sport, work}
    assert list(practice.countries.all()) == [sweden]


def test_same_field_on_both_sides_is_refused_with_both_texts(client, author, second):
    practice = public_practice(author, goals="Begun with this.", summary="Old summary.")
    waiting = propose(client, author, practice, goals="The author's goals.", summary="The author's summary.")
    save(client, second, practice, goals="The second's goals.")

    refused = client.post(page_of(practice, "decide", waiting.pk), {"let-in": "1"})

    practice.refresh_from_db()
    waiting.refresh_from_db()
    told = refused.content.decode()
    assert refused.status_code == 409
    assert "Nothing is written yet" in told
    for text in ("Begun with this.", "The author&#x27;s goals.", "The second&#x27;s goals."):
        assert text in told
    assert "The author&#x27;s summary." not in told  # only what clashes
    assert (practice.goals, practice.summary, waiting.standing) == ("The second's goals.", "Old summary.", "waits")


@pytest.mark.parametrize(("wins", "goals"), [("now", "The second's."), ("change", "The author's.")])
def test_who_has_read_both_texts_says_whose_counts(client, author, second, wins, goals):
    practice = public_practice(author, goals="Begun.", summary="Old.")
    waiting = propose(client, author, practice, goals="The author's.", summary="New.")
    save(client, second, practice, goals="The second's.")
    practice.refresh_from_db()

    client.post(page_of(practice, "decide", waiting.pk), {"let-in": wins, "seen": practice.version})

    practice.refresh_from_db()
    assert (practice.goals, practice.summary) == (goals, "New.")


def test_decision_on_a_clash_counts_only_for_the_texts_that_were_read(client, author, second):
    practice = public_practice(author, goals="Begun.")
    waiting = propose(client, author, practice, goals="The author's.")
    save(client, second, practice, goals="The second's.")
    practice.refresh_from_db()
    seen = practice.version
    save(client, second, practice, goals="The second's, again.")

    answer = client.post(page_of(practice, "decide", waiting.pk), {"let-in": "change", "seen": seen})

    practice.refresh_from_db()
    assert answer.status_code == 409
    assert practice.goals == "The second's, again."


def test_row_that_one_side_changed_and_the_other_took_out_is_a_clash(author, second):
    practice = public_practice(author)
    keep(practice, None)
    practice.refresh_from_db()
    begun = snapshot(practice)
    change = snapshot(practice)
    change["rows"]["partners"][0]["fields"]["role"] = "does more"
    gone = snapshot(practice)
    del gone["rows"]["partners"][0]

    both = merged(Practice, begun, change, gone)
    kept = merged(Practice, begun, change, gone, keeps_now=True)

    assert both.clashes == kept.clashes == ["partners"]
    assert {row["fields"]["role"] for row in both.data["rows"]["partners"]} == {"plays", "does more"}
    assert {row["fields"]["role"] for row in kept.data["rows"]["partners"]} == {"plays"}


def test_row_taken_out_on_one_side_stays_out_and_new_rows_of_both_stand(client, author, second):
    practice = public_practice(author)
    first = practice.partners.earliest("pk")
    rows = {"partners-TOTAL_FORMS": "3", "partners-2-owner": practice.pk, "partners-2-practice": practice.pk}
    waiting = propose(
        client, author, practice, **rows, **{"partners-0-DELETE": "on", "partners-2-name": "Author's choir"}
    )
    save(client, second, practice, **rows, **{"partners-2-name": "Second's orchestra"})

    client.post(page_of(practice, "decide", waiting.pk), {"let-in": "1"})

    assert not practice.partners.filter(pk=first.pk).exists()
    assert set(practice.partners.values_list("name", flat=True)) == {"Club", "Author's choir", "Second's orchestra"}


def test_change_without_its_beginning_is_let_in_only_where_nothing_differs_or_somebody_decides(author, second):
    practice = public_practice(author, title="Now")
    data = snapshot(practice)
    data["fields"]["title"] = "Then"
    waiting = Version.objects.create(
        kind=practice.kind(), object_id=practice.pk, number=7, standing="waits", state=practice.state, title="x",
        data=data,
    )  # fmt: skip

    with pytest.raises(Clash) as clash:
        let_in(practice, Version.objects.get(pk=waiting.pk), second)

    assert [(one.now, one.change) for one in clash.value.fields] == [("Now", "Then")]


def test_waiting_change_is_no_version_to_restore(client, author, second):
    practice = public_practice(author, title="Old")
    waiting = propose(client, author, practice, title="Proposed")
    sign_in(client, second)

    assert client.post(page_of(practice, "restore", waiting.pk)).status_code == 404


def test_save_that_waits_says_only_that_and_for_whom(client, author, second):
    practice = public_practice(author, title="Old")
    sign_in(client, author)
    values = form_values(client, page_of(practice)) | {"title": "Proposed"}

    answer = client.post(page_of(practice), values, follow=True)

    told = [str(one) for one in answer.context["messages"]]
    assert told == ["Your change of “Old” waits for a decision by: second. Readers see it as it was."]
    assert not Entry.objects.filter(act=Act.CHANGED).exists()


def test_move_beside_a_change_that_waits_is_made_at_once(client, author, second):
    soon = timezone.now().replace(second=0, microsecond=0) + dt.timedelta(days=1)
    practice = PracticeFactory(author=author, title="Old", publish_at=soon, scheduled_by=second)

    waiting = propose(client, author, practice, title="Proposed", state="review")

    practice.refresh_from_db()
    assert (practice.title, practice.state, practice.publish_at) == ("Old", State.IN_REVIEW, soon)
    assert waiting.data["fields"]["title"] == "Proposed"


def test_save_that_waits_for_nobody_says_so(client, author):
    practice = public_practice(author, title="Old")
    sign_in(client, author)
    values = form_values(client, page_of(practice)) | {"title": "Proposed", "_continue": "1"}

    answer = client.post(page_of(practice), values, follow=True)

    assert [str(one) for one in answer.context["messages"]] == [
        "Your change of “Old” waits. Nobody may let it in yet: tell an administrator."
    ]
    assert answer.redirect_chain[0][0] == page_of(practice)


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite locks all of its file")
def test_letting_in_locks_record_and_version(client, author, second):
    practice = public_practice(author)
    waiting = propose(client, author, practice, title="Proposed")
    sign_in(client, second)

    with CaptureQueriesContext(connection) as seen:
        client.post(page_of(practice, "decide", waiting.pk), {"let-in": "1"})

    locks = [one["sql"] for one in seen.captured_queries if "FOR UPDATE" in one["sql"]]
    assert [sql.partition('"')[2].partition('"')[0] for sql in locks][:2] == [
        "practices_practice",
        "publishing_version",
    ]


def test_history_reads_the_data_of_what_it_compares_only(client, second, django_assert_max_num_queries):
    practice = PracticeFactory()
    first = keep(practice, None)
    keep(practice, None)
    sign_in(client, second)

    with django_assert_max_num_queries(40) as seen:
        client.get(page_of(practice, "history"))
    plain = [one["sql"] for one in seen.captured_queries if '"publishing_version"."data"' in one["sql"]]
    with django_assert_max_num_queries(60) as seen:
        client.get(page_of(practice, "history"), {"left": first.pk, "right": "now"})
    compared = [one["sql"] for one in seen.captured_queries if '"publishing_version"."data"' in one["sql"]]

    assert plain == []
    assert len(compared) == 1
