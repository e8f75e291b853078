"""Who wants no mails: a keyed digest of each address and when it was told, never the address. Knows no other room."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_encode

SALT = "mails.refusal"


def digests_of(address: str) -> list[str]:
    """Return what is kept of an address, however it is written: by the key of today first, then by earlier ones."""
    word = address.strip().lower()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [urlsafe_base64_encode(salted_hmac(SALT, word, secret=key, algorithm="sha256").digest()) for key in keys]


class RefusalQuerySet(models.QuerySet):
    def of(self, address: str):
        """Return the refusal of an address, if there is one."""
        return self.filter(digest__in=digests_of(address))


class Refusal(models.Model):
    """An address that gets no mails. Nobody who reads the table without the key can tell which one."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    refused_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RefusalQuerySet.as_manager()

    class Meta:
        verbose_name = "refusal"
        default_permissions = ()

    def __str__(self):
        return f"{self.refused_at}"
