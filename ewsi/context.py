"""What every template may ask: the portal's name, owner and disclaimer, and the main menu."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

MENU = [
    ("home", _("Home")),
    ("networks:network-list", _("Networks")),
    ("events:calendar", _("Meetings and visits")),
    ("events:learnt-list", _("Lessons")),
    ("practices:practice-list", _("Practices")),
    ("tracker:actionplan-list", _("Action plans")),
    ("search:country-list", _("Countries")),
    ("search:topic-list", _("Topics")),
    ("news:newsitem-list", _("News")),
]


# Lists that belong to the section of another one.
BESIDE = {"events:learnt-list": ("events:lesson-list", "events:recommendation-list")}


@dataclass(frozen=True)
class MenuItem:
    """One entry of the main menu; `current_as` is the value of `aria-current` where the reader is in its section."""

    label: str
    url: str
    is_current: bool
    current_as: str


def portal(request):
    """Return the portal's settings that pages show, the language of the page and the main menu."""
    return {
        "LANGUAGE_CODE": (get_language() or settings.LANGUAGE_CODE)[:2],
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
        "portal_disclaimer": settings.PORTAL_DISCLAIMER,
        "portal_contact_email": settings.PORTAL_CONTACT_EMAIL,
        "main_menu": lambda: [_item(name, label, request.path) for name, label in MENU],
        "menu_place": menu_place(request.path),
    }


def menu_place(path: str) -> str:
    """Return what the main menu depends on: the section, and whether this is its first page.

    What stands under no language, as "/admin/networks/…", is in no section of the menu.
    """
    language, _slash, rest = path.lstrip("/").partition("/")
    if language not in dict(settings.LANGUAGES):
        return "elsewhere"
    section, _slash, below = rest.partition("/")
    return section + ("/…" if below else "")


def _item(name: str, label, path: str) -> MenuItem:
    url = reverse(name)
    is_here = path == url
    section = tuple(reverse(inside) for inside in (name, *BESIDE.get(name, ())))
    is_inside = name != "home" and path.startswith(section)
    return MenuItem(str(label), url, is_here or is_inside, "page" if is_here else "true")
