"""Who may do what: every move by every group, compared with the table."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from desk.powers import DUTIES, EVERYTHING, RECORDS
from events.models import MeetingReport
from practices.models import Practice
from publishing.models import MOVES, MOVES_OF_WHAT_WAS_PUBLIC, State
from publishing.versions import keep

from ..factories import FACTORIES, CountryFactory, PracticeFactory, TopicFactory
from ..publishing.posting import form_values
from ..signing import sign_in
from ..test_contract import every_type

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
every_duty = pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.name)


def member(duty, name="member", **values) -> User:
    user = User.objects.create_user(name, is_staff=True, languages="de", **values)
    user.groups.add(Group.objects.get(name=duty.name))
    user.countries.add(CountryFactory())
    return User.objects.get(pk=user.pk)


def in_table(duty, power: str, kind: str) -> bool:
    return duty.name == EVERYTHING or kind in duty.powers.get(power, ())


def expected(duty, record, step, is_own_country: bool, is_author: bool) -> bool:
    """Say from the tables alone whether somebody with this duty may make a move."""
    moves = MOVES | MOVES_OF_WHAT_WAS_PUBLIC if record.published_at else MOVES
    power, kind = moves[step], record.kind()
    if power == "change":
        drafts = in_table(duty, "draft", kind) and step[0] == State.DRAFT and is_own_country
        return in_table(duty, "change", kind) or drafts
    return in_table(duty, power, kind) and not (kind == "practices.practice" and is_author)


def every_step():
    """Yield each move, of records that were public and of those that never were."""
    for step in MOVES:
        yield step, True
        if step[0] != State.PUBLISHED:
            yield step, False


@every_duty
@every_type
def test_every_move_by_every_group_is_as_the_table_says(duty, source):
    user = member(duty)
    sweden, france = CountryFactory(), CountryFactory(code="FR", code3="FRA", name="France")

    for is_author in (True, False):
        for is_own in (True, False):
            for step, was_public in every_step():
                record = FACTORIES[source.model](state=step[0], published_at=LONG_AGO if was_public else None)
                record.countries.add(sweden if is_own else france)
                source.model.objects.filter(pk=record.pk).update(author=user if is_author else None)
                record = source.model.objects.get(pk=record.pk)
                try:
                    record.move(step[1], user, "Because.")
                    done = True
                except PermissionDenied:
                    done = False
                assert done == expected(duty, record, step, is_own, is_author), (step, was_public, is_own, is_author)


@every_duty
def test_groups_hold_what_the_table_says_and_no_more(duty):
    held = Group.objects.get(name=duty.name).permissions.select_related("content_type")
    codes = {f"{one.content_type.app_label}.{one.codename}" for one in held}

    if duty.name == EVERYTHING:
        assert {"accounts.add_user", "audit.view_entry", "practices.delete_practice"} <= codes
    else:
        assert codes == duty.codes()
        assert not {code for code in codes if ".delete_" in code}


def test_what_left_the_site_comes_back_to_the_desk_by_those_who_may_publish_only(client):
    duty = next(duty for duty in DUTIES if duty.name == "editor")
    sign_in(client, member(duty))
    report = FACTORIES[MeetingReport](state=State.ARCHIVED, published_at=LONG_AGO, title="Taken off")
    draft = FACTORIES[MeetingReport](state=State.ARCHIVED, title="Never out")
    page = reverse("admin:events_meetingreport_changelist")
    values = {"action": "back_to_draft", "_selected_action": [report.pk, draft.pk], "reason": "Again."}

    told = client.post(page, values, follow=True).content.decode()

    report.refresh_from_db()
    draft.refresh_from_db()
    assert (report.state, draft.state) == (State.ARCHIVED, State.DRAFT)
    assert "Taken off: you may not do this." in told
    change = reverse("admin:events_meetingreport_change", args=[report.pk])
    assert 'value="draft"' not in client.get(change).content.decode()
    helped = client.get(reverse("desk:powers")).content.decode()
    assert "<td>archived, once public</td><td>draft</td><td>publish</td>" in helped
    assert "<td>archived, never public</td><td>draft</td><td>change</td>" in helped


def test_table_names_every_published_type():
    assert set(RECORDS) == {model.kind() for model in FACTORIES}


def test_moves_that_others_must_understand_want_a_reason():
    root = User.objects.create_superuser("root")
    practice = PracticeFactory(state=State.IN_REVIEW)

    with pytest.raises(ValidationError, match="Say why"):
        practice.move(State.DRAFT, root, "  ")
    practice.move(State.DRAFT, root, "The dates are missing.")

    assert practice.state == State.DRAFT


def test_move_of_a_record_that_somebody_saved_meanwhile_undoes_nothing():
    root = User.objects.create_superuser("root")
    read_before = PracticeFactory(title="Before")
    other = Practice.objects.get(pk=read_before.pk)
    other.title = "Saved meanwhile"
    other.save()
    keep(other, root)

    with pytest.raises(ValidationError, match="Somebody else saved"):
        read_before.move(State.PUBLISHED, root)
    other.move(State.PUBLISHED, root)

    stored = Practice.objects.get(pk=other.pk)
    assert (stored.title, stored.state) == ("Saved meanwhile", State.PUBLISHED)


def contributor(client):
    duty = next(duty for duty in DUTIES if duty.name == "contributor")
    user = member(duty)
    sign_in(client, user)
    return user


def test_contributor_sees_own_countries_and_what_is_public(client):
    contributor(client)
    own = PracticeFactory(title="Own draft", countries=[CountryFactory()])
    france = CountryFactory(code="FR", code3="FRA", name="France")
    other = PracticeFactory(title="Other draft", countries=[france])
    public = PracticeFactory(title="Public one", published=True, countries=[france])
    page = reverse("admin:practices_practice_changelist")

    told = client.get(page).content.decode()

    assert own.title in told
    assert public.title in told
    assert other.title not in told
    change = "admin:practices_practice_change"
    assert client.get(reverse(change, args=[other.pk])).status_code == 302
    assert b"_save" not in client.get(reverse(change, args=[public.pk])).content
    assert b"_save" in client.get(reverse(change, args=[own.pk])).content


def test_contributor_adds_a_draft_for_own_countries_only(client):
    user = contributor(client)
    france = CountryFactory(code="FR", code3="FRA", name="France")
    add = reverse("admin:practices_practice_add")
    values = form_values(client, add) | {"title": "New", "slug": "new", "kind_of_practice": "project"}

    refused = client.post(add, values | {"countries": [france.pk]})
    taken = client.post(add, values | {"countries": [CountryFactory().pk], "state": "review"})

    assert "You write for these countries: SE" in refused.content.decode()
    assert taken.status_code == 302, taken.context["errors"]
    practice = Practice.objects.get(slug="new")
    assert (practice.author, practice.state) == (user, State.IN_REVIEW)


def test_nobody_publishes_an_own_practice_from_the_page_where_it_is_added(client):
    sign_in(client, member(DUTIES[1]))
    add = reverse("admin:practices_practice_add")
    values = form_values(client, add) | {"title": "Mine", "slug": "mine", "kind_of_practice": "project"}

    answer = client.post(add, values | {"state": "published", "countries": [CountryFactory().pk]})

    assert answer.status_code == 200
    assert not Practice.objects.filter(slug="mine").exists()
    assert 'value="published"' not in client.get(add).content.decode()


def test_contributor_does_not_look_behind_public_records_of_others(client):
    contributor(client)
    france = CountryFactory(code="FR", code3="FRA", name="France")
    public = PracticeFactory(published=True, countries=[france])
    own = PracticeFactory(countries=[CountryFactory()])

    for name, method in (("history", client.get), ("preview", client.post)):
        assert method(reverse(f"admin:practices_practice_{name}", args=[public.pk])).status_code == 403
        assert method(reverse(f"admin:practices_practice_{name}", args=[own.pk])).status_code in (200, 302)


def test_first_page_of_a_contributor_names_no_drafts_of_others(client):
    contributor(client)
    france = CountryFactory(code="FR", code3="FRA", name="France")
    late = timezone.now() - dt.timedelta(days=30)
    practice = PracticeFactory(
        title="French draft", state=State.IN_REVIEW, countries=[france], publish_at=timezone.now()
    )
    Practice._base_manager.filter(pk=practice.pk).update(updated_at=late)

    assert "French draft" not in client.get(reverse("admin:index")).content.decode()


def test_contributor_cannot_publish_by_a_forged_field(client):
    contributor(client)
    practice = PracticeFactory(countries=[CountryFactory()])
    page = reverse("admin:practices_practice_change", args=[practice.pk])
    values = form_values(client, page)

    answer = client.post(page, values | {"state": "published", "publish_at_0": "2020-01-01", "publish_at_1": "00:00"})

    practice.refresh_from_db()
    assert answer.status_code == 200
    assert (practice.state, practice.publish_at) == (State.DRAFT, None)


def test_assessor_assesses_and_changes_nothing_else(client):
    duty = next(duty for duty in DUTIES if duty.name == "assessor")
    sign_in(client, member(duty))
    practice = PracticeFactory(published=True, topics=[TopicFactory()])
    page = reverse("admin:practices_practice_change", args=[practice.pk])

    assert b"_save" not in client.get(page).content
    assert client.post(page, {"title": "Mine"}).status_code == 403
    add = reverse("admin:practices_assessment_add")
    values = form_values(client, add) | {"practice": practice.pk}
    for number, name in enumerate(("A", "B")):
        values |= {f"assessors-{number}-name": name, f"assessors-{number}-role": "expert"}
        values |= {f"assessors-{number}-interest": "none"}
    for number in range(6):
        values |= {f"scores-{number}-points": "2", f"scores-{number}-reason": "Seen."}
    answer = client.post(add, values)
    assert answer.status_code == 302, answer.context["errors"]
    assert practice.assessments.count() == 1


def test_help_page_shows_the_table(client):
    sign_in(client, member(DUTIES[1]))

    told = client.get(reverse("desk:powers")).content.decode()

    for duty in DUTIES:
        assert escape(str(duty.purpose)) in told
