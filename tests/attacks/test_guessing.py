"""Who has an account, and with which password: neither answers, nor time, nor many tries tell."""

import statistics
import time

import pytest
from axes.models import AccessAttempt

from accounts.models import User

from ..accounts.conftest import LOGIN, PASSWORD, said

pytestmark = pytest.mark.django_db
TRIES = 20
HASHER = "django.contrib.auth.hashers.PBKDF2PasswordHasher"


@pytest.fixture
def known(settings):
    """Somebody whose password is kept as the portal keeps it, slowly."""
    settings.PASSWORD_HASHERS = [HASHER]
    return User.objects.create_user("known", "known@example.org", PASSWORD, is_staff=True)


def seconds(client, name: str) -> float:
    """Return how long a refusal takes in the middle of five."""
    taken = []
    for _ in range(5):
        AccessAttempt.objects.all().delete()
        begun = time.perf_counter()
        assert client.post(LOGIN, {"username": name, "password": "wrong"}).status_code == 200
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def test_unknown_and_closed_names_take_as_long_as_known_ones(client, known):
    User.objects.create_user("closed", password=PASSWORD, is_active=False)
    seconds(client, "warm-up")

    there, nowhere, closed = (seconds(client, name) for name in ("known", "nobody", "closed"))

    assert there > 0.02  # the slow way of keeping passwords is really at work
    assert 0.5 < nowhere / there < 2
    assert 0.5 < closed / there < 2


def test_right_password_of_a_closed_account_is_told_from_nothing(client, known):
    User.objects.create_user("closed", password=PASSWORD, is_active=False)

    closed = client.post(LOGIN, {"username": "closed", "password": PASSWORD})
    wrong = client.post(LOGIN, {"username": "known", "password": "wrong"})

    assert (closed.status_code, said(closed)) == (wrong.status_code, said(wrong))


def test_other_addresses_in_a_header_give_no_more_tries(client, known, settings):
    statuses = []
    for number in range(TRIES):
        forged = {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"198.51.100.{number}"}
        forged |= {"Forwarded": f"for=192.0.2.{number}", "Client-IP": f"192.0.2.{number}"}
        answer = client.post(LOGIN, {"username": "known", "password": f"guess {number}"}, headers=forged)
        statuses.append(answer.status_code)

    limit = settings.AXES_FAILURE_LIMIT
    assert statuses == [200] * (limit - 1) + [429] * (TRIES - limit + 1)
    assert client.post(LOGIN, {"username": "known", "password": PASSWORD}).status_code == 429


def test_behind_a_proxy_only_its_own_word_counts(client, known, settings):
    settings.TRUST_FORWARDED_FOR = True
    for number in range(TRIES):
        forged = {"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.9"}
        answer = client.post(LOGIN, {"username": "known", "password": f"guess {number}"}, headers=forged)

    assert answer.status_code == 429
