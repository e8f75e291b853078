"""Who may do what: one table, from which the groups take their powers and the help of the admin its page.

A record's state and author narrow a power further: see `publishing.models.Edited.allows` and `MOVES`.
"""

from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

WRITTEN = (
    "practices.practice", "events.meeting", "events.studyvisit", "events.exchange", "events.adoption",
    "news.newsitem", "news.analysis",
)  # fmt: skip
REPORTED = ("events.meetingreport", "events.lesson", "events.recommendation")
NETWORKS = ("networks.network", "networks.method")
TRACKED = ("tracker.actionplan", "tracker.action")
RECORDS = (*WRITTEN, *REPORTED, *NETWORKS, *TRACKED)
ASSESSMENTS = ("practices.assessment", "practices.assessor", "practices.score")
NOUNS = ("directory.organisation", "directory.source", "directory.place")
TERMS = (
    "directory.country", "directory.topic", "directory.targetgroup", "directory.fund", "directory.legalact",
)  # fmt: skip
SENT_IN = ("proposals.proposal", "proposals.trial")
INBOX = (*SENT_IN, "proposals.task")


@dataclass(frozen=True)
class Duty:
    """What a group is for, in a sentence, and its powers: for each of them the types over which it holds."""

    name: str
    label: str
    purpose: str
    powers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def codes(self) -> set[str]:
        """Return the powers as Django names them, as "events.publish_meetingreport"."""
        return {"{0}.{2}_{1}".format(*kind.split("."), power) for power, kinds in self.powers.items() for kind in kinds}


DUTIES = (
    Duty(
        "contributor",
        _("Contributor"),
        _("A country coordinator: writes drafts for their own countries and sends them to review."),
        {"draft": WRITTEN, "view": (*NOUNS, *TERMS), "add": NOUNS},
    ),
    Duty(
        "editor",
        _("Editor"),
        _("Writes and changes any record, and publishes all but reports; never a practice of their own."),
        {
            "view": (*RECORDS, *NOUNS, *TERMS, *INBOX),
            "add": (*RECORDS, *NOUNS),
            "change": (*RECORDS, *NOUNS, *INBOX),
            "publish": (*WRITTEN, *NETWORKS, *TRACKED),
            "review": SENT_IN,
        },
    ),
    Duty(
        "assessor",
        _("Assessor"),
        _("Assesses practices, and changes nothing else."),
        {"view": ("practices.practice", *ASSESSMENTS), "add": ASSESSMENTS, "change": ASSESSMENTS},
    ),
    Duty(
        "report publisher",
        _("Report publisher"),
        _("Of the Commission's staff: writes and publishes meeting reports, lessons and recommendations."),
        {
            "view": (*RECORDS, *NOUNS, *TERMS),
            "add": (*REPORTED, *NOUNS, "practices.practice", "news.newsitem"),
            "change": (*REPORTED, *NOUNS, "events.meeting"),
            "publish": REPORTED,
        },
    ),
    Duty(
        "translator",
        _("Translator"),
        _("Writes and approves translations into their own languages, and changes no original."),
        {"view": (*RECORDS, *TERMS), "translate": RECORDS},
    ),
    Duty(
        "administrator",
        _("Administrator"),
        _("Holds every power, looks after users, terms and the log, and alone deletes for good."),
    ),
)
EVERYTHING = "administrator"


@transaction.atomic
def bring_groups_in_step() -> None:
    """Make the groups and give them the powers of the table, no more and no fewer."""
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    for duty in DUTIES:
        group, _made = Group.objects.get_or_create(name=duty.name)
        codes = set(known) if duty.name == EVERYTHING else duty.codes()
        group.permissions.set(known[code] for code in codes if code in known)
