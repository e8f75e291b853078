"""Pictures as they go into a report: upright, not larger than print needs, and without the camera's notes."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from .errors import PdfError

MAX_SIDE = 1800  # pixels: 300 to the inch across the text
MAX_PIXELS = 60_000_000
TEXT_WIDTH = 150  # mm, as in the template
MAX_HEIGHT = 105  # mm
LEAST_DENSITY = 110  # pixels to the inch, below which a picture is set smaller than the text is wide


class Picture:
    """A picture made ready: `content`, the `ending` of its file, and `width` as a percentage of the text's width.

    Photographs become JPEG; what was a PNG stays one, since drawings and charts need sharp edges.
    Place and camera, which photographs name, are left out. Raises PdfError for what is no picture.
    """

    def __init__(self, image: bytes):
        picture, is_png = _opened(image)
        picture.thumbnail((MAX_SIDE, MAX_SIDE))
        stream = io.BytesIO()
        if is_png:
            picture.save(stream, "PNG", optimize=True)
        else:
            picture.save(stream, "JPEG", quality=85, optimize=True)
        self.content = stream.getvalue()
        self.ending = "png" if is_png else "jpg"
        across, down = picture.size
        width = min(TEXT_WIDTH, MAX_HEIGHT * across / down, across / LEAST_DENSITY * 25.4)
        self.width = round(width / TEXT_WIDTH * 100, 2)


def _opened(image: bytes) -> tuple[Image.Image, bool]:
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(image)) as source:
            warnings.simplefilter("ignore")
            if source.width * source.height > MAX_PIXELS:
                raise PdfError("A picture of the report is too large.")
            is_png = source.format == "PNG"
            upright = ImageOps.exif_transpose(source)
            return _on_white(upright), is_png
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, PdfError):
            raise
        raise PdfError("A picture of the report cannot be read.") from error


def _on_white(picture: Image.Image) -> Image.Image:
    """Return `picture` in red, green and blue on white paper."""
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        picture = paper
    return picture.convert("RGB")
