"""Lists of events on the pages of other rooms."""

from django import template
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from events.family import family_of
from events.following import followed_up_by
from events.models import Adoption, Exchange, Meeting, StudyVisit
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


@register.simple_tag
def where_shown(practice):
    """Show the meetings, visits and exchanges at which a practice was shown."""
    if practice.pk not in shown_practices():
        return ""
    meetings = Meeting.objects.published().filter(agenda__practices=practice).distinct().for_listing()
    visits = StudyVisit.objects.published().filter(practices=practice).for_listing()
    exchanges = Exchange.objects.published().filter(practices=practice).for_listing()
    return render_to_string("components/where_shown.html", {"events": [*meetings, *visits, *exchanges]})


@register.inclusion_tag("components/followed_up.html")
def followed_up(record):
    """Show the lessons and recommendations that a record followed up, with what was done about each."""
    return {"rows": followed_up_by(record)}


@register.inclusion_tag("components/family_tree.html")
def family_tree(practice):
    """Draw what a practice goes back to and who took it over, with a list of the same."""
    return {"family": family_of(practice)}


@register.inclusion_tag("components/family_members.html")
def family_members(member):
    """List a member of a family with all that comes of it."""
    return {"member": member}


@register.inclusion_tag("components/links_chart.html")
def links_chart(width, height, boxes, label, lines=(), bands=()):
    """Draw boxes with thin `lines` (paths) or `bands` (`path`, `width`) between them; `label` names the drawing."""
    return {"width": width, "height": height, "boxes": boxes, "label": label, "lines": lines, "bands": bands}


@register.inclusion_tag("components/came_of_it.html")
def came_of_it(event):
    """Show what was seen at a meeting, visit or exchange and taken over."""
    return {"adoptions": event.adoptions.published().for_listing().newest_first()[:SHOWN]}


@register.inclusion_tag("components/given_and_taken.html")
def given_and_taken(country):
    """Show which practices went out from a country and which it took over, by one query and one for the origins."""
    newest = Adoption.objects.published().newest_first()
    gave, took = newest.filter(origin_countries=country), newest.filter(country=country)
    wanted = Q(pk__in=gave.values("pk")[:SHOWN]) | Q(pk__in=took.values("pk")[:SHOWN])
    rows = list(newest.filter(wanted).for_listing())
    url = reverse("events:adoption-list")
    return {
        "given": [row for row in rows if country in row.origin_countries.all()][:SHOWN],
        "taken": [row for row in rows if row.country_id == country.pk][:SHOWN],
        "given_url": f"{url}?giver={country.code}",
        "taken_url": f"{url}?taker={country.code}",
    }
