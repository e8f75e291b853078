"""One plain mail. Whoever did not ask for it gets the link that ends all of them, and none once it was used."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from .links import link_for
from .models import Refusal

log = logging.getLogger(__name__)
LONGEST_SUBJECT = 200
LONGEST_LINE = 998  # RFC 5322


class PlainMail(EmailMessage):
    """A mail whose headers are not folded: not every program finds an address that stands on the line below."""

    def message(self):
        mail = super().message()
        mail.policy = mail.policy.clone(max_line_length=LONGEST_LINE)
        return mail


def send(to: str, subject: str, text: str, reply_to: str = "", hides_refusal: bool = False) -> bool:
    """Mail a person, in the language that is active, and return whether the mail left.

    An address that refused gets nothing. Where anybody can name an address and sees what comes of it, `hides_refusal`
    answers for one that refused as for any other: whether the mail server is there.
    """
    if Refusal.objects.of(to).exists():
        return hides_refusal and _handed_over([])
    link = link_for(to)
    way_out = _("No more mails from %(portal)s to this address: %(link)s") % {
        "portal": settings.PORTAL_NAME,
        "link": link,
    }
    mail = _plain(to, subject, f"{text.rstrip()}\n\n{way_out}\n")
    mail.reply_to = [reply_to] if reply_to else []
    mail.extra_headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return _handed_over([mail])


def send_always(to: str, subject: str, text: str) -> bool:
    """Mail a box of the portal's own, or whoever asked for this very mail; return whether it left."""
    return _handed_over([_plain(to, subject, text)])


def _plain(to: str, subject: str, text: str) -> PlainMail:
    """Return a mail whose subject is one line: a line break would begin another header."""
    return PlainMail(" ".join(subject.split())[:LONGEST_SUBJECT], text, to=[to])


def _handed_over(mails: list[PlainMail]) -> bool:
    """Give mails to the mail server; tell whether it was there and took them.

    The log names the kind of fault alone: what a server says of a mail often holds the address.
    """
    try:
        with get_connection() as server:
            server.send_messages(mails)
    except (OSError, ValueError) as fault:  # smtplib's faults are of the former, an address that is none of the latter
        number = getattr(fault, "smtp_code", None) or getattr(fault, "errno", None) or ""
        log.error("A mail could not be sent: %s %s", type(fault).__name__, number)
        return False
    return True
