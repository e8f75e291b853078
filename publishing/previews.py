"""Looking at what is not public yet, exactly as it will look, by a signed link that ends."""

import datetime as dt

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

SALT = "publishing.preview"
GOOD_FOR = dt.timedelta(days=7)


class BadLink(Exception):
    """The link is too old, or somebody changed it."""


def token_for(record, version: int | None = None, language: str = "") -> str:
    """Return the signed name of a record as it stands, of a version or a translation; whoever holds it may look."""
    return signing.dumps([record.kind(), record.pk, version, language], salt=SALT, compress=True)


def link_for(record, version: int | None = None, language: str = "") -> str:
    """Return the address of the preview, good for `GOOD_FOR`.

    The page around a translation is in its language where the portal speaks it.
    """
    frame = language if language in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(frame):
        return reverse("publishing:preview", args=[token_for(record, version, language)])


def opened(token: str):
    """Return the record that a token names, the key of the version or None, and the language of the translation or "".

    Raises BadLink where it is too old, was changed, or the record is gone.
    """
    try:
        kind, pk, version, language = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError) as fault:
        raise BadLink from fault
    record = apps.get_model(kind)._default_manager.filter(pk=pk).first()
    if record is None:
        raise BadLink
    return record, version, language


def is_let_in(token: str, owner) -> bool:
    """Tell whether a token opens the files of `owner`."""
    try:
        record, *_rest = opened(token)
    except BadLink:
        return False
    return record == owner
