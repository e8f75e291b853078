"""Lists of events on the pages of other rooms."""

from django import template
from django.urls import reverse

from events.following import followed_up_by
from events.models import Exchange, Meeting, StudyVisit
from events.showings import shown_practices

register = template.Library()
SHOWN = 8


@register.inclusion_tag("components/events_of.html")
def events_of(network):
    """Show the meetings, visits and exchanges of a network, those to come first."""
    meetings, visits = network.meetings.published().for_listing(), network.studyvisits.published().for_listing()
    events = [*meetings.newest_first()[: SHOWN * 2], *visits.newest_first()[: SHOWN * 2]]
    dated = [event for event in events if event.when_from]
    upcoming = sorted((event for event in dated if not event.is_past), key=lambda event: event.when_from)
    past = sorted((event for event in dated if event.is_past), key=lambda event: event.when_from, reverse=True)
    return {
        "upcoming": upcoming[:SHOWN],
        "past": [*past[:SHOWN], *(event for event in events if not event.when_from)],
        "exchanges": Exchange.objects.published().filter(network=network).for_listing().newest_first()[:SHOWN],
        "all_url": f"{reverse('events:calendar')}?network={network.slug}",
    }


@register.inclusion_tag("components/where_shown.html")
def where_shown(practice):
    """Show the meetings, visits and exchanges at which a practice was shown."""
    if practice.pk not in shown_practices():
        return {"events": []}
    meetings = Meeting.objects.published().filter(agenda__practices=practice).distinct().for_listing()
    visits = StudyVisit.objects.published().filter(practices=practice).for_listing()
    exchanges = Exchange.objects.published().filter(practices=practice).for_listing()
    return {"events": [*meetings, *visits, *exchanges]}


@register.inclusion_tag("components/followed_up.html")
def followed_up(record):
    """Show the lessons and recommendations that a record followed up, with what was done about each."""
    return {"rows": followed_up_by(record)}
