"""Mails to whoever must act next. One that cannot be sent stops nothing: the dashboard shows the same."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.names import language_name
from mails import sending
from publishing.models import State, Translation
from publishing.people import who_may


def whom_to_tell(power: str, record) -> list:
    """Return the people with a mail address who hold `power` over this record."""
    return [person for person in who_may(power, record) if person.email]


def tell_next(sender, record, old, new, user, reason, **kwargs) -> None:
    """Mail after a move: those who may publish what waits for review, the author when something came of it."""
    if new == State.IN_REVIEW:
        people = [person for person in whom_to_tell("publish", record) if person != user]
        subject = _("To review: %(record)s") % {"record": record}
    else:
        people = [record.author] if record.author and record.author != user and record.author.email else []
        subject = _("%(state)s: %(record)s") % {"state": State(new).label.capitalize(), "record": record}
    facts = {"record": record, "old": State(old).label, "new": State(new).label, "user": user, "reason": reason}
    send(subject, "desk/mail_moved.txt", facts | {"address": admin_address(record)}, people)


def tell_of_waiting(sender, record, user, reason: str, **kwargs) -> None:
    """Mail those who may let a change of a public record in."""
    people = [person for person in whom_to_tell("publish", record) if person != user]
    subject = _("A change waits: %(record)s") % {"record": record}
    facts = {"record": record, "user": user, "reason": reason, "address": admin_address(record)}
    send(subject, "desk/mail_waiting.txt", facts, people)


def tell_translators(sender, records: list, user, **kwargs) -> None:
    """Mail translators that published originals are others than what readers see in their languages.

    Once for each translation: a second change says nothing new until the translation was renewed.
    """
    public = {record.pk: record for record in records if record.is_published}
    found = sender._meta.get_field("translations").related_model.objects.filter(
        owner__in=public, state=Translation.State.APPROVED, outdated_at__isnull=False, told_at=None
    )
    languages: dict[int, list[str]] = {}
    for translation in found.order_by("pk"):
        if _claimed(translation):
            languages.setdefault(translation.owner_id, []).append(translation.language)
    for pk, outdated in languages.items():
        _tell_translators_of(public[pk], outdated, user)


def _tell_translators_of(record, languages: list[str], user) -> None:
    for person in whom_to_tell("translate", record):
        own = [code for code in languages if code in person.language_codes]
        if own and person != user:
            pages = [(language_name(code), workbench_address(record, code)) for code in own]
            subject = _("The original changed: %(record)s") % {"record": record}
            send(subject, "desk/mail_outdated.txt", {"record": record, "user": user, "pages": pages}, [person])


def _claimed(translation) -> bool:
    """Note that its translators are told; False where another process was faster."""
    rows = type(translation)._base_manager.filter(pk=translation.pk, told_at=None)
    return bool(rows.update(told_at=timezone.now()))


def workbench_address(record, language: str) -> str:
    """Return the full address at which the record is translated."""
    return settings.PORTAL_ADDRESS + reverse("desk:translate", args=[record.kind(), record.pk, language])


def admin_address(record) -> str:
    """Return the full address of a record's page on the desk."""
    meta = record._meta
    return settings.PORTAL_ADDRESS + reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


def send(subject: str, template: str, facts: dict, people: list) -> None:
    """Mail the same text to each of `people` by themselves."""
    text = render_to_string(template, facts | {"portal_name": settings.PORTAL_NAME})
    for person in people:
        sending.send(person.email, subject, text)
