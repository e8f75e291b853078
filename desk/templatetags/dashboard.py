"""The dashboard on the first page of the admin."""

from django import template
from django.conf import settings

from publishing.models import State

from ..dashboard import country_counts, language_counts, panels, state_counts

register = template.Library()


@register.inclusion_tag("desk/dashboard.html")
def dashboard(user):
    """Show what waits, what is overdue, scheduled, stale and broken, and the counts of all types."""
    languages, states = language_counts(), state_counts()
    told = [
        (label, url, numbers, [counts["languages"].get(code, 0) for code, _name in settings.LANGUAGES])
        for (label, url, numbers), counts in zip(states, languages.values(), strict=True)
    ]
    return {
        "panels": panels(user),
        "states": [state.label for state in State],
        "languages": [name for _code, name in settings.LANGUAGES],
        "rows": told,
        "countries": country_counts(),
        "user": user,
        "checks_actions": user.has_perm("tracker.view_action"),
        "writes_reports": user.has_perm("events.change_meetingreport"),
    }
