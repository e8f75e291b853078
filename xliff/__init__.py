"""Texts of records out to translators and back, as XLIFF 2.0 (OASIS standard, 2014).

One `<file>` is one record. Its attribute `original` says which record in which version, and so does its id, with
colons, because an id may hold no slash; programs keep both. A note holds fingerprints of the source texts. A limit of
characters is said to programs by the module for sizes, and to people by a note.

Written with lxml. translate-toolkit puts attributes and notes where XLIFF 2.0 has no place for them and reads over
inline codes and ignorable parts; the tests use it for what Weblate does with a file.
"""

import re
from collections.abc import Sequence

from lxml import etree

from .checks import check, doubts
from .codes import XLIFF, fill
from .jobs import Job, Unit, XliffFault, digest, essence, writable
from .reading import DIGESTS, FORMATTED, PLAIN, SIZES, read_xliff

__all__ = ["Job", "Unit", "XliffFault", "check", "doubts", "read_xliff", "write_xliff"]

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
KEY = re.compile(r"[\w.-]+")


def write_xliff(jobs: Sequence[Job]) -> bytes:
    """Return the jobs as one XLIFF 2.0 document. Empty texts are left out, and so are records with nothing else.

    Raises ValueError where there is nothing to translate, where the jobs differ in a language, and where a key or a
    record occurs twice or holds other signs than letters, digits, dots, hyphens and underscores.
    """
    jobs = [job for job in jobs if any(essence(unit.source, unit.is_rich) for unit in job.units)]
    languages = {(job.source_language, job.target_language) for job in jobs}
    if len(languages) != 1 or len({job.name for job in jobs}) != len(jobs):
        raise ValueError("A document takes different records, at least one, in one pair of languages.")
    [(source, target)] = languages
    names = {None: XLIFF, "slr": SIZES}
    root = etree.Element(f"{{{XLIFF}}}xliff", {"version": "2.0", "srcLang": source, "trgLang": target}, names)
    for job in jobs:
        _write_file(root, job)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _write_file(root: etree._Element, job: Job) -> None:
    units = [unit for unit in job.units if essence(unit.source, unit.is_rich)]
    if len({unit.key for unit in units}) != len(units) or not all(KEY.fullmatch(unit.key) for unit in units):
        raise ValueError(f"The texts of {job.name} need keys of their own, of letters, digits, dots and hyphens.")
    file = _add(
        root,
        "file",
        id=f"{job.kind}:{job.reference}:{job.version}",
        original=f"{job.kind}/{job.reference}@{job.version}",
    )
    if any(unit.max_length for unit in units):
        etree.SubElement(file, f"{{{SIZES}}}profiles", generalProfile="xliff:codepoints")
    _note(_add(file, "notes"), DIGESTS, " ".join(f"{unit.key}={digest(unit)}" for unit in units))
    for unit in units:
        _write_unit(file, unit)
    file.tail = "\n"


def _write_unit(file: etree._Element, unit: Unit) -> None:
    node = _add(file, "unit", id=unit.key, type=FORMATTED if unit.is_rich else PLAIN)
    node.set(SPACE, "preserve")
    node.tail = "\n"
    if unit.max_length:
        node.set(f"{{{SIZES}}}sizeRestriction", str(unit.max_length))
    if unit.label or unit.max_length:
        notes = _add(node, "notes")
        _note(notes, "label", unit.label)
        _note(notes, "limit", f"At most {unit.max_length} characters." if unit.max_length else "")
    if unit.is_rich:
        fill(node, writable(unit.source), writable(unit.target))
        return
    segment = _add(node, "segment", state="translated" if unit.target else "initial")
    _add(segment, "source").text = writable(unit.source)
    if unit.target:
        _add(segment, "target").text = writable(unit.target)


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{XLIFF}}}{name}", attributes)


def _note(notes: etree._Element, category: str, text: str) -> None:
    if text:
        _add(notes, "note", category=category).text = writable(text)
