"""What a screen reader says for a link: its words in the text.

Typst 0.15 describes each link by its address, and Acrobat has that read aloud in place of the words
(typst/typst#8877). Once it no longer does so, this module can go.
"""

import io
from collections import defaultdict, deque
from collections.abc import Iterator

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def with_spoken_links(pdf: bytes, data: dict) -> bytes:
    """Return `pdf` with its links described by their words, which are those of `data` in the same order.

    The file is written anew: pypdf's incremental updates lose the document's information (pypdf 7.1).
    """
    words: dict[str, deque[str]] = defaultdict(deque)
    for href, text in _links(data):
        words[href].append(text)
    if not words:
        return pdf
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.pdf_header = pdf[:8].decode()
    for annotations in _tagged_links(writer.root_object["/StructTreeRoot"]):
        href = str(annotations[0].get("/A", {}).get("/URI", ""))
        text = words[href].popleft() if words[href] else ""
        for annotation in annotations if text else ():
            annotation[NameObject("/Contents")] = TextStringObject(text)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _links(data) -> Iterator[tuple[str, str]]:
    """Yield address and words of each link in the order of the report."""
    if isinstance(data, dict):
        if data.get("href"):
            yield data["href"], " ".join((data.get("text") or data["label"]).split())
        data = list(data.values())
    if isinstance(data, list):
        for part in data:
            yield from _links(part)


def _tagged_links(root: DictionaryObject) -> Iterator[list[DictionaryObject]]:
    """Yield the annotations of each Link of the structure tree; a link over two lines may have two."""
    waiting = [root]
    while waiting:
        node = waiting.pop().get_object()
        if not isinstance(node, DictionaryObject) or "/K" not in node:
            continue
        inner = node["/K"]
        inner = list(inner) if isinstance(inner, list) else [inner]
        if node.get("/S") == "/Link":
            parts = [part.get_object() for part in inner]
            objects = [part for part in parts if isinstance(part, DictionaryObject) and part.get("/Type") == "/OBJR"]
            if objects:
                yield [part["/Obj"].get_object() for part in objects]
        waiting.extend(reversed(inner))
