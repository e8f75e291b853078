"""How a body travels: as it is, as gzip, or as brotli where both sides know it."""

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

import brotli

IDENTITY, GZIP, BROTLI = "", "gzip", "br"
WORTH_IT = 200  # bytes below which nothing is compressed
# Pictures, office files and archives are compressed already.
COMPRESSED = re.compile(r"^(image/(?!svg)|audio/|video/|application/(pdf|zip|gzip|vnd\.openxml|vnd\.oasis))")
_PART = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.ASCII)


@lru_cache(maxsize=512)
def accepted(header: str) -> str:
    """Return the best encoding that an Accept-Encoding header takes."""
    weights = {}
    for part in header.lower().split(",")[:20]:
        if found := _PART.fullmatch(part):
            weights[found[1]] = float(found[2] or 1)
    rest = weights.get("*", 0)
    return next((name for name in (BROTLI, GZIP) if weights.get(name, rest) > 0), IDENTITY)


def is_compressible(content_type: str) -> bool:
    """Tell whether bodies of a type get smaller."""
    return not COMPRESSED.match(content_type)


def encode(body: bytes, encoding: str) -> bytes:
    """Return a plain body in an encoding."""
    if encoding == BROTLI:
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=5)
    return gzip.compress(body, 6, mtime=0) if encoding == GZIP else body


def flowing(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield pieces of a plain body in an encoding, each as soon as it is there."""
    coder = brotli.Compressor(mode=brotli.MODE_TEXT, quality=4) if encoding == BROTLI else zlib.compressobj(6, wbits=31)
    turn = coder.process if encoding == BROTLI else coder.compress
    for piece in pieces:
        if done := turn(piece):
            yield done
    yield coder.finish() if encoding == BROTLI else coder.flush()


def decode(body: bytes, encoding: str) -> bytes:
    """Return the plain body of an encoded one."""
    if encoding == BROTLI:
        return brotli.decompress(body)
    return zlib.decompress(body, wbits=31) if encoding == GZIP else body
