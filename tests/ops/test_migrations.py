"""Migrations back and forward on a loaded database: the same pages, and no way that leads in only."""

import pytest

from ewsi.settings import PORTAL_ROOMS

from .portal import portal as portal

pytestmark = pytest.mark.ops
SOME = "4"  # pages of each section
MIGRATE = """
from django.core.management import call_command
for room, name in {}.items():
    call_command("migrate", room, name, verbosity=0)
"""


def steps(portal, mark: str = "[") -> dict[str, list[str]]:
    """Return the migrations of each of the portal's rooms, the first one first; those with a mark: done, or not."""
    found: dict[str, list[str]] = {}
    for line in portal.manage("showmigrations", "--list").splitlines():
        if not line.startswith(" "):
            room = line
        elif room in PORTAL_ROOMS and mark in line:
            found.setdefault(room, []).append(line.split()[-1])
    return found


def test_last_migration_of_each_room_goes_back_and_forward_on_loaded_data(portal):
    portal.fill()
    pages = portal.pages(SOME)
    later = {room: names for room, names in steps(portal).items() if len(names) > 1}

    portal.shell(MIGRATE.format({room: names[-2] for room, names in later.items()}))
    undone = steps(portal, "[ ]")
    portal.manage("migrate", "--verbosity", "0")

    assert later
    assert undone.keys() >= later.keys()
    assert len(pages) > 40
    assert portal.pages(SOME) == pages


def test_every_room_can_be_taken_back_to_nothing_and_made_again(portal):
    portal.fill()
    rooms = steps(portal)

    portal.shell(MIGRATE.format(dict.fromkeys(rooms, "zero")))
    assert not steps(portal, "[X]")
    portal.fill()

    assert all(page.startswith("200 ") for page in portal.pages(SOME).values())
