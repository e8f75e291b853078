"""What may be uploaded, and where it is kept."""

import logging
import secrets
import shutil
import zipfile
from pathlib import Path

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, storages
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

log = logging.getLogger(__name__)
MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 300
SPARED_BYTES = 8 * 1024 * 1024  # of the disk, which no upload takes: the records and the index need room too
MAX_UNPACKED_BYTES = 200 * 1024 * 1024

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
# The part that a packed document of each kind cannot do without.
HEART = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}
NO_ROOM = _(
    "The server has no room left for this file. What you typed is still here: tell the administrators, and choose "
    "the file again when they have made room."
)
MISFIT = _("The content of the file does not fit its ending. Save it again in that format.")


def attachment_path(instance, filename: str) -> str:
    """Return a random name with the upload's ending, in a folder of the owner's type."""
    return f"{instance._meta.label_lower}/{secrets.token_hex(16)}.{ending_of(filename)}"


def opened(file):
    """Return a stored file, opened. Raises Http404 where the store has lost it."""
    try:
        return file.open()
    except Exception as fault:  # each kind of store has faults of its own
        log.error("The file %s is lost: %s", file.name, fault)
        raise Http404 from fault


def validate_room(upload) -> None:
    """Refuse a file that the disk has no room for, while the form can still say so and keep what was typed.

    Asks the folder of uploads only: an object store has no end. Raises ValidationError.
    """
    if not isinstance(storages["default"], FileSystemStorage):
        return
    folder = next(path for path in (settings.MEDIA_ROOT, *settings.MEDIA_ROOT.parents) if path.exists())
    if shutil.disk_usage(folder).free < upload.size + SPARED_BYTES:
        log.error("The disk of %s is full: a file of %d bytes was refused.", folder, upload.size)
        raise ValidationError(NO_ROOM)


def validate_document(upload) -> None:
    """Refuse a file that is too large or too long, of another type than allowed, or not what its ending says.

    What is stored already was looked at when it came. Raises ValidationError with a sentence that says what to do.
    """
    if getattr(upload, "_committed", False):
        return
    validate_room(upload)
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The file is larger than 20 MB. Make it smaller or give its address instead."))
    ending = ending_of(upload.name)
    if ending not in ALLOWED:
        raise ValidationError(
            _("Files of this kind cannot be uploaded. Use one of: %(list)s.") % {"list": ", ".join(ALLOWED)}
        )
    upload.seek(0)
    head = upload.read(8192)
    guess = filetype.guess(head)
    if (guess.mime if guess else None) not in ALLOWED[ending] or (ALLOWED[ending] == {None} and b"\0" in head):
        raise ValidationError(MISFIT)
    if ending == "pdf":
        _check_pdf(upload)
    if ending in HEART:
        _check_package(upload, HEART[ending])
    upload.seek(0)


def _check_pdf(upload) -> None:
    upload.seek(0)
    try:
        pages = len(PdfReader(upload).pages)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ValidationError(_("This PDF is damaged or locked. Save it again without a password.")) from fault
    if not 0 < pages <= MAX_PAGES:
        raise ValidationError(
            _("The PDF has %(pages)s pages; up to %(most)s are possible. Upload a part, or give its address instead.")
            % {"pages": pages, "most": MAX_PAGES}
        )


def _check_package(upload, heart: str) -> None:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise ValidationError(MISFIT) from fault
    if heart not in {part.filename for part in parts}:
        raise ValidationError(MISFIT)
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise ValidationError(_("Unpacked, the file is larger than 200 MB. Take pictures out and save it again."))


def ending_of(filename: str) -> str:
    """Return the ending of a file name in small letters, without the dot."""
    return Path(filename).suffix.lower().lstrip(".")[:8]
