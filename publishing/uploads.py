"""What may be uploaded, and where it is kept."""

import secrets
from pathlib import Path

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 20 * 1024 * 1024

# Ending: the types that the content may have. Plain text and CSV have no signature of their own.
ALLOWED = {
    "pdf": {"application/pdf"},
    "docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip"},
    "xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"},
    "pptx": {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/zip"},
    "odt": {"application/vnd.oasis.opendocument.text", "application/zip"},
    "ods": {"application/vnd.oasis.opendocument.spreadsheet", "application/zip"},
    "csv": {None},
    "txt": {None},
}


def attachment_path(instance, filename: str) -> str:
    """Return a random name with the upload's ending, in a folder of the owner's type."""
    return f"{instance._meta.label_lower}/{secrets.token_hex(16)}.{_ending(filename)}"


def validate_document(upload) -> None:
    """Refuse a file that is too large, of another type than allowed, or not what its ending says.

    Raises ValidationError with a sentence that says what to do.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The file is larger than 20 MB. Make it smaller or give its address instead."))
    ending = _ending(upload.name)
    if ending not in ALLOWED:
        raise ValidationError(
            _("Files of this kind cannot be uploaded. Use one of: %(list)s.") % {"list": ", ".join(ALLOWED)}
        )
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    guess = filetype.guess(head)
    if (guess.mime if guess else None) not in ALLOWED[ending] or (ALLOWED[ending] == {None} and b"\0" in head):
        raise ValidationError(_("The content of the file does not fit its ending. Save it again in that format."))


def _ending(filename: str) -> str:
    return Path(filename).suffix.lower().lstrip(".")[:8]
