"""Mails about what was sent in: in the sender's language, plain, and never the reason why something typed is lost."""

import logging
import smtplib

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from .models import SentIn

log = logging.getLogger(__name__)
SALT = "proposals.confirm"


def confirmation_of(sent: SentIn) -> str:
    """Return the part of the link that proves that a mail arrived."""
    return signing.Signer(salt=f"{SALT}.{sent._meta.model_name}").signature(f"{sent.pk} {sent.email}")


def send_link(sent: SentIn, token: str) -> bool:
    """Mail the private address and the confirmation to the sender; return whether it could be sent."""
    with override(sent.language):
        private, confirm = sent.address(token), sent.address_to_confirm(token, confirmation_of(sent))
        return _send(
            sent.email,
            str(sent.subject_of_link),
            f"proposals/{sent.mails}_link.txt",
            {"private": _full(private), "confirm": _full(confirm), "title": str(sent)},
        )


def tell_sender(sent: SentIn) -> bool:
    """Mail the sender what the editors decided or ask; return whether it could be sent."""
    if not sent.email_confirmed_at:
        return False
    with override(sent.language):
        return _send(
            sent.email,
            f"{sent.subject}: {sent.get_state_display()}",
            f"proposals/{sent.mails}_{sent.state}.txt",
            {"title": str(sent), "reason": sent.reason, "questions": sent.open_questions},
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
