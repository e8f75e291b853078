"""Mails of proposals: in the sender's language, as plain text, and never the reason why something typed is lost."""

import logging
import smtplib

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from .models import Proposal

log = logging.getLogger(__name__)
SALT = "proposals.confirm"


def confirmation_of(proposal: Proposal) -> str:
    """Return the part of the link that proves that a mail arrived."""
    return signing.Signer(salt=SALT).signature(f"{proposal.pk} {proposal.email}")


def send_link(proposal: Proposal, token: str) -> bool:
    """Mail the private address and the confirmation to the sender; return whether it could be sent."""
    with override(proposal.language):
        confirm = reverse("proposals:confirm", args=[token, confirmation_of(proposal)])
        return _send(
            proposal.email,
            _("Your proposal: continue and confirm"),
            "proposals/mail_link.txt",
            {"private": _full(proposal.address(token)), "confirm": _full(confirm), "title": str(proposal)},
        )


def tell_sender(proposal: Proposal) -> bool:
    """Mail the sender what the editors decided or ask; return whether it could be sent."""
    if not proposal.email_confirmed_at:
        return False
    with override(proposal.language):
        practice = proposal.practice
        published = practice is not None and practice.is_published
        return _send(
            proposal.email,
            _("Your proposal: %(state)s") % {"state": proposal.get_state_display()},
            f"proposals/mail_{proposal.state}.txt",
            {
                "title": str(proposal),
                "reason": proposal.reason,
                "questions": proposal.questions.filter(answer=""),
                "labels": None,
                "address": _full(practice.get_absolute_url()) if published else "",
            },
        )


def tell_editors(subject: str, text: str) -> bool:
    """Mail the editors, where EDITORS_EMAIL names an address."""
    if not settings.EDITORS_EMAIL:
        return False
    return _deliver(EmailMessage(_line(subject), text, settings.DEFAULT_FROM_EMAIL, [settings.EDITORS_EMAIL]))


def pass_on(practice, name: str, email: str, text: str) -> bool:
    """Pass a reader's message on to the contact of a practice, who can answer to the reader."""
    with override(practice.language[:2] if practice.language[:2] in dict(settings.LANGUAGES) else "en"):
        body = render_to_string(
            "proposals/mail_contact.txt",
            {"practice": practice, "name": name, "text": text, "address": _full(practice.get_absolute_url())},
        )
        subject = _line(_("A reader writes about “%(title)s”") % {"title": practice.title})
    message = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [practice.contact_email], reply_to=[email])
    return _deliver(message)


def _full(path: str) -> str:
    return f"{settings.PORTAL_ADDRESS}{path}"


def _line(text: str) -> str:
    """Return `text` as one line of a header: line breaks would begin another one."""
    return " ".join(text.split())[:200]


def _send(to: str, subject: str, template: str, context: dict) -> bool:
    body = render_to_string(template, context | {"portal_name": settings.PORTAL_NAME})
    return _deliver(EmailMessage(_line(subject), body, settings.DEFAULT_FROM_EMAIL, [to]))


def _deliver(message: EmailMessage) -> bool:
    try:
        message.send()
    except (OSError, smtplib.SMTPException):
        log.exception("A mail could not be sent.")
        return False
    return True
