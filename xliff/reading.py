"""Reads what translation programs send back, as XLIFF 2.0 or 2.1; the file may be hostile."""

import re
from collections.abc import Collection
from dataclasses import replace
from xml.parsers import expat

from django.utils.translation import gettext as _
from lxml import etree

from .checks import missing_fault, source_fault, target_faults
from .codes import XLIFF, CodeFault, Decoder
from .jobs import Job, Unit, XliffFault, digest, locale_of, same_language, writable

MAX_BYTES = 10 * 1024 * 1024
SIZES = "urn:oasis:names:tc:xliff:sizerestriction:2.0"
DIGESTS = "source-digests"
PLAIN, FORMATTED = "portal:plain", "portal:html"
ORIGINAL = re.compile(r"([a-z_][a-z0-9_]*\.[a-z0-9_]+)[/:]([-\w]+)[@:](\d{1,9})")
CODES = [f"{{{XLIFF}}}{name}" for name in ("pc", "ph", "sc", "ec")]


def read_xliff(content: bytes, kinds: Collection[str] | None = None, is_whole: bool = True) -> list[Job]:
    """Return the jobs of a file that came back. `kinds` are the types it may hold, by default any.

    Where it need not be whole, a text without a translation is no fault: a draft may have gaps.

    Raises XliffFault with a sentence for everything that is wrong, not only the first. What the file says of itself is
    held against itself only: compare each job with the record by `check`.
    """
    root = _root(content)
    reading = _Reading(root, kinds, is_whole)
    jobs = [reading.job(file) for file in root.iterchildren(f"{{{XLIFF}}}file")]
    if not jobs:
        reading.faults.append(_("The file holds no record. Export it from your program again."))
    if reading.faults:
        raise XliffFault(reading.faults)
    return [job for job in jobs if job]


class _Reading:
    """One document on its way in: its languages, what may be in it, and the faults so far."""

    def __init__(self, root: etree._Element, kinds: Collection[str] | None, is_whole: bool = True):
        self.kinds = kinds
        self.is_whole = is_whole
        self.faults: list[str] = []
        self.seen: set[str] = set()
        self.codes = 0
        self.languages = root.get("srcLang", ""), root.get("trgLang", "")
        self._check_languages()

    def _check_languages(self) -> None:
        source, target = self.languages
        if not source or not target:
            self.faults.append(
                _("The file does not say from which language into which it goes. Set both and export it again.")
            )
            return
        unknown = [code for code in self.languages if locale_of(code) is None]
        for code in unknown:
            self.faults.append(
                _("“%(code)s” is no known language. Set one such as de, fr or pt-BR and export the file again.")
                % {"code": code}
            )
        if not unknown and same_language(source, target):
            self.faults.append(
                _("The file goes from “%(code)s” into the same language. Set the language of the translation.")
                % {"code": target}
            )

    def job(self, file: etree._Element) -> Job | None:
        """Return the job of a `<file>`, or None where it does not say whose translation it is."""
        names = file.get("original") or "", file.get("id") or ""
        found = next(filter(None, (ORIGINAL.fullmatch(name) for name in names)), None)
        if not found or (self.kinds is not None and found[1] not in self.kinds):
            self.faults.append(
                _("“%(file)s” names no record of the portal. Leave “original” as it was in the file that you got.")
                % {"file": names[0] or names[1] or "?"}
            )
            return None
        name = f"{found[1]}/{found[2]}"
        if name in self.seen:
            self.faults.append(_("“%(file)s” is in the file twice. Send each record once.") % {"file": name})
        self.seen.add(name)
        return Job(found[1], found[2], int(found[3]), *self.languages, self._units(file, name))

    def _units(self, file: etree._Element, name: str) -> tuple[Unit, ...]:
        noted = dict(pair.split("=", 1) for pair in _note(file, DIGESTS).split() if "=" in pair)
        units: dict[str, Unit] = {}
        for node in file.iter(f"{{{XLIFF}}}unit"):
            unit = _bare_unit(node)
            if unit.key in units:
                self.faults.append(
                    _("“%(file)s”, text “%(unit)s” is in the file twice. Keep one of the two.")
                    % {"file": name, "unit": unit.name}
                )
            units[unit.key] = self._with_texts(unit, node, name, noted)
        if not units:
            self.faults.append(_("“%(file)s” holds no text. Export it from your program again.") % {"file": name})
        self.faults += [missing_fault(name, key) for key in noted if units and key not in units]
        return tuple(units.values())

    def _with_texts(self, unit: Unit, node: etree._Element, file: str, noted: dict[str, str]) -> Unit:
        decoder = Decoder(node, unit.is_rich)
        try:
            source, target = _texts(node, decoder)
        except CodeFault as fault:
            self.faults.append(_code_fault(file, unit, fault))
            return unit
        self.codes += decoder.length
        if self.codes > MAX_BYTES:
            raise XliffFault([_too_large()])
        unit = replace(unit, source=source, target=target)
        if noted.get(unit.key, digest(unit)) != digest(unit):
            self.faults.append(source_fault(file, unit, is_same_version=True))
        else:
            self.faults += target_faults(file, unit, target, self.is_whole)
        return unit


def _bare_unit(node: etree._Element) -> Unit:
    """Return what a `<unit>` says of its text. One that some program made anew is rich where it has codes."""
    kind, limit = node.get("type"), node.get(f"{{{SIZES}}}sizeRestriction", "")
    return Unit(
        key=node.get("id", ""),
        label=_note(node, "label"),
        source="",
        max_length=int(limit) if re.fullmatch("[0-9]{1,9}", limit) else None,
        is_rich=kind == FORMATTED or (kind != PLAIN and next(node.iter(*CODES), None) is not None),
    )


def _code_fault(file: str, unit: Unit, fault: CodeFault) -> str:
    said = {"file": file, "unit": unit.name}
    if fault.args == ("cp",):
        return _("“%(file)s”, text “%(unit)s” holds control characters. Delete and type the place anew.") % said
    return _("“%(file)s”, text “%(unit)s”: a formatting code is damaged or new. Use only those of the original.") % said


def _texts(unit: etree._Element, decoder: Decoder) -> tuple[str, str]:
    """Join the segments of a unit. The translation is "" where one of them has none.

    A segment that is marked as translated may be empty: its sentence was drawn into the one before.
    """
    sources, targets, is_whole = [], [], True
    for place, part in enumerate(unit.iterchildren(f"{{{XLIFF}}}segment", f"{{{XLIFF}}}ignorable"), 1):
        original, translation = part.find(f"{{{XLIFF}}}source"), part.find(f"{{{XLIFF}}}target")
        source = decoder.text(original) if original is not None else ""
        target = decoder.text(translation) if translation is not None else ""
        if translation is None and (part.tag.endswith("ignorable") or not source.strip()):
            target = source
        elif not target.strip() and source.strip() and (translation is None or part.get("state") in (None, "initial")):
            is_whole = False
        order = translation.get("order", "") if translation is not None else ""
        sources.append(source)
        targets.append((int(order) if re.fullmatch("[0-9]{1,6}", order) else place, target))
    whole = "".join(text for _order, text in sorted(targets, key=lambda pair: pair[0]))
    return "".join(sources), writable(whole) if is_whole else ""


def _note(node: etree._Element, category: str) -> str:
    """Return the text of the note of that category right beneath a file or unit, or ""."""
    for note in node.iterfind(f"{{{XLIFF}}}notes/{{{XLIFF}}}note"):
        if note.get("category") == category:
            return note.text or ""
    return ""


def _root(content: bytes) -> etree._Element:
    """Parse without ever resolving anything. Raises XliffFault where this is no XLIFF 2 document."""
    if len(content) > MAX_BYTES:
        raise XliffFault([_too_large()])
    _refuse_doctype(content)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise XliffFault([_not_xml()]) from fault
    if root.getroottree().docinfo.doctype:
        raise XliffFault([_has_doctype()])
    _check_version(root)
    return root


def _too_large() -> str:
    return _("The file is larger than 10 MB. Send fewer records at a time.")


def _not_xml() -> str:
    return _("The file is not XML or is damaged. Export it from your program again, as XLIFF 2.0.")


def _has_doctype() -> str:
    return _("The file has a document type (DOCTYPE), which can hide harm. Export it without one.")


class _Enough(Exception):
    """The root element begins: what could declare entities is past."""


def _refuse_doctype(content: bytes) -> None:
    """Refuse a document type before a parser that knows what entities are sees it."""

    def stop(*_args):
        raise _Enough

    def refuse(*_args):
        raise XliffFault([_has_doctype()])

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = refuse, stop
    try:
        parser.Parse(content, True)
    except _Enough:
        return
    except XliffFault:
        raise
    except (expat.ExpatError, LookupError, ValueError) as fault:
        raise XliffFault([_not_xml()]) from fault


def _check_version(root: etree._Element) -> None:
    name, version = etree.QName(root), root.get("version", "")
    if name.localname != "xliff" or "xliff" not in (name.namespace or "xliff"):
        raise XliffFault([_("This is not an XLIFF file. Export it from your program as XLIFF 2.0.")])
    if name.namespace != XLIFF or version not in {"2.0", "2.1"}:
        raise XliffFault(
            [_("This is an XLIFF file of version “%(version)s”. Export it as XLIFF 2.0.") % {"version": version or "?"}]
        )
