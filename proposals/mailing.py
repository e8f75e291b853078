"""Mails about what was sent in: in the sender's language, plain, and never the reason why something typed is lost."""

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from mails.sending import send, send_always

from .models import SentIn

SALT = "proposals.confirm"


def confirmation_of(sent: SentIn) -> str:
    """Return the part of the link that proves that a mail arrived."""
    return signing.Signer(salt=f"{SALT}.{sent._meta.model_name}").signature(f"{sent.pk} {sent.email}")


def send_link(sent: SentIn, token: str) -> bool:
    """Mail the private address and the confirmation to the sender; return whether the mail server was there.

    Anybody can type anybody's address: one that refused gets nothing, and whoever typed it is not told so.
    """
    with override(sent.language):
        private, confirm = sent.address(token), sent.address_to_confirm(token, confirmation_of(sent))
        facts = {"private": _full(private), "confirm": _full(confirm), "title": str(sent)}
        text = _text(f"proposals/{sent.mails}_link.txt", facts)
        return send(sent.email, str(sent.subject_of_link), text, hides_refusal=True)


def tell_sender(sent: SentIn) -> bool:
    """Mail the sender what the editors decided or ask; return whether it could be sent."""
    if not sent.email_confirmed_at:
        return False
    with override(sent.language):
        facts = {"title": str(sent), "reason": sent.reason, "questions": sent.open_questions}
        text = _text(f"proposals/{sent.mails}_{sent.state}.txt", facts)
        return send(sent.email, f"{sent.subject}: {sent.get_state_display()}", text)


def tell_editors(subject: str, text: str) -> bool:
    """Mail the editors, where EDITORS_EMAIL names an address."""
    return bool(settings.EDITORS_EMAIL) and send_always(settings.EDITORS_EMAIL, subject, text)


def pass_on(practice, name: str, email: str, text: str) -> bool:
    """Pass a reader's message on to the contact of a practice, who can answer to the reader."""
    with override(practice.language[:2] if practice.language[:2] in dict(settings.LANGUAGES) else "en"):
        facts = {"practice": practice, "name": name, "text": text, "address": _full(practice.get_absolute_url())}
        subject = _("A reader writes about “%(title)s”") % {"title": practice.title}
        return send(practice.contact_email, subject, _text("proposals/mail_contact.txt", facts), reply_to=email)


def _full(path: str) -> str:
    return f"{settings.PORTAL_ADDRESS}{path}"


def _text(template: str, facts: dict) -> str:
    return render_to_string(template, facts | {"portal_name": settings.PORTAL_NAME})
