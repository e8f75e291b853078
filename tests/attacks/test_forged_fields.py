"""Fields that a form does not have, sent with it: no power, no publication, no other owner."""

import pytest
from django.urls import reverse

from accounts.models import User
from desk.powers import DUTIES
from practices.models import Practice
from proposals.models import Proposal, Task
from publishing.models import State

from ..accounts.conftest import PASSWORD, give_password
from ..accounts.conftest import reader as reader
from ..desk.test_powers import contributor, member
from ..factories import CountryFactory, PracticeFactory
from ..proposals.conftest import complete as complete
from ..proposals.conftest import patient as patient
from ..proposals.conftest import terms as terms
from ..proposals.test_reviewing import form_of
from ..publishing.posting import form_values
from ..signing import sign_in

pytestmark = pytest.mark.django_db
POWERS = {
    "is_superuser": "on", "is_staff": "on", "is_active": "on", "groups": "1", "user_permissions": "1",
    "state": "published",
    "published_at": "2020-01-01", "published_at_0": "2020-01-01", "published_at_1": "00:00", "author": "1", "pk": "1",
    "id": "1", "_state": "published", "username": "root", "oidc_subject": "x", "email_confirmed_at": "2020-01-01",
    "token_digest": "x", "practice": "1",
}  # fmt: skip
FORGED = [
    {"state": "published"}, {"state": ["draft", "published"]}, {"state": "PUBLISHED"}, {"state": "archived"},
    {"publish_at_0": "2020-01-01", "publish_at_1": "00:00"}, {"published_at": "2020-01-01 00:00"},
    {"published_at_0": "2020-01-01", "published_at_1": "00:00", "state": "published"}, {"_publish": "1"},
    {"action": "publish", "_selected_action": "1"}, {"state": "published", "author": "1", "reason": "Because."},
    {"state": "published", "_saveasnew": "1"}, {"initial-state": "published", "state": "published", "_continue": "1"},
]  # fmt: skip


@pytest.mark.parametrize("forged", FORGED)
def test_contributor_publishes_by_no_forged_save(client, forged):
    user = contributor(client)
    practice = PracticeFactory(countries=[CountryFactory()], author=user)
    page = reverse("admin:practices_practice_change", args=[practice.pk])
    listed = reverse("admin:practices_practice_changelist")
    values = form_values(client, page)
    control = client.post(page, values | {"summary": "A change of my own."})
    assert control.status_code == 302

    client.post(page, form_values(client, page) | forged)
    client.post(listed, {"action": "publish", "_selected_action": practice.pk} | forged)

    states = set(Practice._base_manager.values_list("state", "published_at", "publish_at"))
    assert states <= {(state, None, None) for state in (State.DRAFT, State.IN_REVIEW, State.ARCHIVED)}
    assert not Practice.objects.published().exists()


def test_own_account_gains_nothing(client, reader):
    give_password(client, reader)
    new = "eleven yellow trams"
    words = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

    assert client.post("/admin/password_change/", POWERS | words).status_code == 302
    client.post("/admin/account/", POWERS)

    user = User.objects.get(pk=reader.pk)
    assert user.check_password(new)
    assert (user.username, user.is_superuser, user.groups.count(), user.oidc_subject) == ("reader", False, 0, None)


def test_editor_makes_nobody_an_administrator(client):
    editor = member(next(duty for duty in DUTIES if duty.name == "editor"), "editor")
    sign_in(client, editor)
    for page in (reverse("admin:accounts_user_change", args=[editor.pk]), reverse("admin:accounts_user_add")):
        assert client.post(page, POWERS | {"username": "other", "password1": PASSWORD}).status_code == 403

    assert not User.objects.filter(is_superuser=True).exists()
    assert User.objects.count() == 1


def test_sender_of_a_proposal_gains_nothing(client, complete):
    proposal, token = complete
    proposal.email_confirmed_at = None
    proposal.save()
    forged = POWERS | {"state": "accepted", "practice": "1", "language": "de", "title": "Mine"}

    client.post(f"/en/propose/{token}/1/", forged | {"go": "on"})
    client.post(f"/en/propose/{token}/send/", forged)

    now = Proposal.objects.get()
    assert now.answers["title"] == "Mine"  # the form was read
    assert (now.state, now.practice, now.email_confirmed_at) == ("started", None, None)
    assert now.token_digest == proposal.token_digest
    assert not set(POWERS) & set(now.answers) - {"practice"}


def test_reader_closes_no_task(client, patient):
    practice, other = PracticeFactory(published=True, slug="kept"), PracticeFactory(published=True)
    address = "/en/propose/report/kept/"

    client.post(
        address,
        form_of(client, address) | POWERS | {"state": "done", "practice": other.pk, "kind": "link", "text": "Gone."},
    )

    task = Task.objects.get()
    assert (task.state, task.practice) == ("open", practice)
