"""The link in each mail that ends them all. It names nobody: it holds a digest, and as much as its owner recognises."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .models import Refusal, digests_of

SALT = "mails.link"


@dataclass(frozen=True)
class Holder:
    """Whoever a mail went to, as its link tells: known again by `digest`, shown as `masked`."""

    digest: str
    masked: str

    def has_refused(self) -> bool:
        """Tell whether mails to the address were ended."""
        return Refusal.objects.filter(digest=self.digest).exists()

    def refuse(self) -> None:
        """End all mails to the address; done twice, it is the same."""
        Refusal.objects.get_or_create(digest=self.digest)

    def allow(self) -> None:
        """Let mails go to the address again."""
        Refusal.objects.filter(digest=self.digest).delete()


def link_for(address: str) -> str:
    """Return the full address of the page that ends mails to `address`, in the language that is active.

    It holds as long as the mail is kept: nobody should have to hurry to be left alone.
    """
    name, _at, host = address.strip().rpartition("@")
    token = signing.dumps([digests_of(address)[0], f"{name[:1]}…@{host}"], salt=SALT)
    return settings.PORTAL_ADDRESS + reverse("mails:refuse", args=[token])


def holder_of(token: str) -> Holder | None:
    """Return whom a link was mailed to, None where the portal did not make it."""
    try:
        return Holder(*signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None
