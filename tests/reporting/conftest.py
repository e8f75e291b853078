"""A past meeting, and somebody of the Commission's staff who is signed in to report on it."""

import pytest

from desk.powers import DUTIES

from ..desk.test_powers import member
from ..factories import MeetingFactory, NetworkFactory
from ..signing import sign_in

PUBLISHER = next(duty for duty in DUTIES if duty.name == "report publisher")


@pytest.fixture
def meeting():
    network = NetworkFactory(published=True, title="A network", slug="network")
    return MeetingFactory(published=True, title="Seventh meeting", when="2024-05-02", network=network)


@pytest.fixture
def publisher(client):
    user = member(PUBLISHER)
    sign_in(client, user)
    return user
