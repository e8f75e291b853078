"""A proposal that is complete."""

import pytest
from django.utils import timezone

from directory.models import TargetGroup
from proposals import guarding
from proposals.models import Proposal

from ..factories import CountryFactory, TopicFactory


@pytest.fixture
def patient(monkeypatch):
    """Let forms be sent as soon as they are handed out: tests type faster than people."""
    monkeypatch.setattr(guarding, "TOO_FAST", guarding.dt.timedelta(0))


@pytest.fixture
def terms(db):
    TopicFactory()
    CountryFactory()
    TargetGroup.objects.get_or_create(slug="refugees", name="Refugees")


COMPLETE = {
    "language": "en", "title": "Buddies: friends for newcomers", "summary": "Two people meet.",
    "kind_of_practice": "project", "topics": ["housing"], "target_groups": ["refugees"], "countries": ["SE"],
    "place": "Malmö", "level": "local", "period": "2020/2022", "is_regular_service": "", "run_by": "A club",
    "run_by_kind": "ngo", "partners": "City of Malmö, rooms\nA school", "challenge": "Loneliness.", "goals": "Friends.",
    "assumptions": "", "how_it_works": "Meet.\nMeet again.", "activities": "", "beneficiaries": "",
    "participation": "Two refugees planned it.", "results": "60 pairs.", "reached": "120", "reached_unit": "people",
    "failures": "Mornings.", "side_effects": "", "evaluation": "", "next_steps": "", "transfer": "A room.",
    "resources": "", "cost": "5000.50", "cost_note": "a year", "legal_aspects": "", "dos": "Be patient.", "donts": "",
    "study_kind": "counts", "study_outcome": "positive", "study_finding": "60 pairs met.", "study_url": "",
    "link": "https://example.org/", "contact_name": "Ada", "contact_email": "ada@example.org",
    "email": "sender@example.org", "consent": "on",
}  # fmt: skip


@pytest.fixture
def complete(terms):
    """Return a proposal that could be sent, and its token."""
    proposal, token = Proposal.objects.start("en", dict(COMPLETE))
    proposal.email, proposal.email_confirmed_at = COMPLETE["email"], timezone.now()
    proposal.save()
    return proposal, token
