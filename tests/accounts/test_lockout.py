"""Lock-out: failures of a name and of an address, how it ends, and what it tells nobody."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.db.models import F

from accounts import lockout
from accounts.addresses import network_of

from .conftest import CODE, LOGIN, PASSWORD, give_password, page_of, said

pytestmark = pytest.mark.django_db


def fail(client, name="reader", times=1, **more):
    for _ in range(times):
        answer = client.post(LOGIN, {"username": name, "password": "wrong"}, **more)
    return answer


def age(minutes: float):
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - dt.timedelta(minutes=minutes))


def test_five_failures_lock_and_the_page_says_for_how_long(client, reader, settings):
    assert fail(client, times=settings.AXES_FAILURE_LIMIT - 1).status_code == 200

    answer = fail(client)

    assert answer.status_code == 429
    assert "Too many sign-ins failed. Wait 15 minutes, then try again." in said(answer)
    assert 890 <= int(answer["Retry-After"]) <= 901
    assert page_of(answer).select_one("input[name=username]")["value"] == "reader"
    assert give_password(client, reader).status_code == 429


def test_lock_ends_by_itself_and_knocking_does_not_prolong_it(client, reader):
    fail(client, times=5)
    age(14)
    assert "Wait 1 minute, then" in said(give_password(client, reader))

    age(1.1)

    assert give_password(client, reader).status_code == 302


def test_name_that_does_not_exist_is_locked_just_so(client, reader):
    known, unknown = fail(client, times=5), fail(client, "nobody", times=5)

    assert (known.status_code, said(known)) == (unknown.status_code, said(unknown))


def test_other_address_and_other_name_stay_open(client, reader, publisher):
    fail(client, times=5)

    elsewhere = client.post(LOGIN, {"username": "reader", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302
    client.post("/admin/logout/")
    assert give_password(client, publisher).status_code == 302


def test_address_that_tries_many_names_is_locked_for_all(client, reader, settings):
    settings.LOCKOUT_ADDRESS_LIMIT = 8
    for number in range(8):
        answer = fail(client, f"name{number}")

    assert answer.status_code == 429
    assert give_password(client, reader).status_code == 429


def test_own_account_washes_off_no_failures_of_the_address(client, reader, settings):
    settings.LOCKOUT_ADDRESS_LIMIT = 8
    fail(client, "victim", times=4)
    fail(client, "reader", times=3)
    give_password(client, reader)
    client.post("/admin/logout/")
    assert list(AccessAttempt.objects.values_list("username", "failures_since_start")) == [("victim", 4)]

    fail(client, "other", times=4)

    assert fail(client, "third").status_code == 429


def test_changing_browsers_and_the_last_half_of_an_ipv6_address_help_nobody(client, reader):
    for number in range(5):
        answer = fail(client, REMOTE_ADDR=f"2001:db8::{number}:1", headers={"user-agent": f"browser {number}"})

    assert answer.status_code == 429


def test_nothing_typed_is_kept(client, reader):
    client.post(f"{LOGIN}?next=/admin/", {"username": "reader", "password": "my secret"})

    kept = AccessAttempt.objects.get()
    assert "my secret" not in kept.post_data
    assert "reader" not in kept.post_data


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "network"),
    [
        ("192.0.2.1", "", True, "192.0.2.1"),
        ("192.0.2.1", "9.9.9.9", False, "192.0.2.1"),
        ("192.0.2.1", "6.6.6.6, 9.9.9.9", True, "9.9.9.9"),
        ("192.0.2.1", "rubbish", True, "192.0.2.1"),
        ("192.0.2.1", "9.9.9.9,", True, "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "", False, "192.0.2.1"),
        ("::1", "", False, "::"),
        ("", "", False, ""),
    ],
)
def test_one_rule_says_where_a_request_comes_from(rf, settings, remote, forwarded, trusted, network):
    settings.TRUST_FORWARDED_FOR = trusted
    request = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=remote)

    assert network_of(request) == network
    assert lockout.address_for_axes(request) == (network or None)


def test_unknown_address_locks_too(client, reader):
    assert fail(client, times=5, REMOTE_ADDR="").status_code == 429


@pytest.mark.parametrize("name", ["", " ", "a\0b", "x" * 200, "ﬀ", "'; DROP TABLE"])
def test_odd_names_give_a_sentence(client, db, name):
    answer = fail(client, name)

    assert answer.status_code == 200
    assert said(answer)


def test_failed_codes_are_slowed_down_too(client, publisher, app):
    give_password(client, publisher)
    client.post(CODE, {"code": "1"})

    for _ in range(5):
        assert "Wait" in said(client.post(CODE, {"code": app.code()}))
