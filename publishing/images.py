"""Pictures as they are kept: looked at before they are unpacked, drawn anew, and nothing of the camera left in them."""

import io
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from .uploads import validate_room

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 40_000_000
WIDTH = 1200
QUALITY = 78
FORMATS = ("JPEG", "PNG", "WEBP")
TOO_MANY_POINTS = _("The picture has more than 40 million points. Make it smaller and try again.")
REFUSED = _("This is no picture the portal can read. Save it as JPEG, PNG or WebP and try again.")


def validate_picture(upload) -> None:
    """Refuse what is no JPEG, PNG or WebP, or too large, before it is unpacked. Raises ValidationError."""
    if not getattr(upload, "_committed", False):
        validate_room(upload)
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 12 MB. Make it smaller and try again."))
    with _opened(upload) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise ValidationError(TOO_MANY_POINTS)


def redrawn(upload) -> ContentFile:
    """Return the picture as WebP of at most 1,200 points in width, without what the camera wrote into the file.

    Raises ValidationError where the file is damaged or no picture.
    """
    validate_picture(upload)
    try:
        with _opened(upload) as picture:
            upright = ImageOps.exif_transpose(picture)
            drawn = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
            drawn.thumbnail((WIDTH, WIDTH * 4))
            out = io.BytesIO()
            drawn.save(out, "WEBP", quality=QUALITY, method=4)
    except (OSError, ValueError, SyntaxError, EOFError) as fault:
        raise ValidationError(REFUSED) from fault
    return ContentFile(out.getvalue(), name="picture.webp")


def _opened(upload):
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(upload, formats=FORMATS)
    except Image.DecompressionBombError as fault:
        raise ValidationError(TOO_MANY_POINTS) from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        raise ValidationError(REFUSED) from fault
