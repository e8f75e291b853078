"""Migrations back and forward on a loaded database: the last ones leave the same pages, and all can be taken back."""

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


def test_migrations_go_back_and_forward_on_loaded_data(portal):
    portal.fill()
    pages, rooms = portal.pages(SOME), steps(portal)
    later = {room: names[-2] for room, names in rooms.items() if len(names) > 1}

    portal.shell(MIGRATE.format(later))
    undone = steps(portal, "[ ]")
    portal.manage("migrate", "--verbosity", "0")

    assert later
    assert undone.keys() >= later.keys()
    assert len(pages) > 40
    assert portal.pages(SOME) == pages

    portal.shell(MIGRATE.format(dict.fromkeys(rooms, "zero")))
    assert not steps(portal, "[X]")
    portal.fill()
    assert all(page.startswith("200 ") for page in portal.pages(SOME).values())
