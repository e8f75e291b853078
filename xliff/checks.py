"""Whether a translation may be taken: what is at fault with it, and what an editor should look at twice."""

import re
import unicodedata
from collections import Counter

from django.utils.translation import gettext as _

from .codes import tags, words
from .jobs import Job, Unit, essence, same_language

CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"“”«»]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
# With signs between the thousands or before the decimals, which differ between languages.
NUMBER = re.compile(r"(?<!\d)\d{1,3}(?:[.,'’\u00a0\u2009\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*")


def check(job: Job, expected: Job, is_whole: bool = True) -> list[str]:
    """Return what is at fault with a job that came back, in sentences; `expected` is the job as it would go out now.

    Where it need not be whole, a text without a translation is no fault; one that is not in the file is.

    Trusts nothing that the file says of itself: source texts, limits and formatting are those of `expected`.
    """
    if (job.kind, job.reference) != (expected.kind, expected.reference):
        return [
            _("“%(file)s” is not the translation of “%(record)s”. Send it back with the record that it was made for.")
            % {"file": job.name, "record": expected.name}
        ]
    faults = _language_faults(job, expected)
    came, wanted = _by_key(job), _by_key(expected)
    faults += [_not_in_original(job.name, unit) for key, unit in came.items() if key not in wanted]
    for key, original in wanted.items():
        if key in came:
            faults += _unit_faults(job, came[key], original, expected.version, is_whole)
        elif essence(original.source, original.is_rich):
            faults.append(missing_fault(job.name, original.name))
    return faults


def _by_key(job: Job) -> dict[str, Unit]:
    return {unit.key: unit for unit in job.units}


def _language_faults(job: Job, expected: Job) -> list[str]:
    pairs = [(job.source_language, expected.source_language), (job.target_language, expected.target_language)]
    return [
        _("“%(file)s” is in the language “%(came)s”, not “%(wanted)s”. Set the languages as the portal gave them.")
        % {"file": job.name, "came": came, "wanted": wanted}
        for came, wanted in pairs
        if not same_language(came, wanted)
    ]


def _not_in_original(file: str, unit: Unit) -> str:
    return _("“%(file)s”, text “%(unit)s” is not in the original. Take it out and send the file again.") % {
        "file": file,
        "unit": unit.name,
    }


def _unit_faults(job: Job, came: Unit, original: Unit, version: int, is_whole: bool) -> list[str]:
    if essence(came.source, came.is_rich) != essence(original.source, original.is_rich):
        return [source_fault(job.name, original, job.version == version)]
    return target_faults(job.name, original, came.target, is_whole)


def missing_fault(file: str, unit: str) -> str:
    """Say that a text of the record did not come back."""
    return _("“%(file)s”, text “%(unit)s” is missing. Translate all texts of the file that the portal gives out.") % {
        "file": file,
        "unit": unit,
    }


def source_fault(file: str, unit: Unit, is_same_version: bool) -> str:
    """Say that the text translated is not the one in the portal: changed in the file, or since it went out."""
    said = {"file": file, "unit": unit.name}
    if is_same_version:
        return (
            _("“%(file)s”, text “%(unit)s”: the original was changed in the file. Leave originals as they are.") % said
        )
    return _("“%(file)s”, text “%(unit)s” changed in the portal since it went out. Fetch the file anew.") % said


def is_empty(unit: Unit, target: str) -> bool:
    """Tell whether `target` holds no words."""
    return not (words(target) if unit.is_rich else target).strip()


def target_faults(file: str, unit: Unit, target: str, is_whole: bool = True) -> list[str]:
    """Return why `target` cannot be the translation of `unit`, whose limit and formatting count."""
    said = {"file": file, "unit": unit.name}
    if is_empty(unit, target):
        if not is_whole:
            return []
        return [_("“%(file)s”, text “%(unit)s” has no translation. Translate it and send the file again.") % said]
    faults = []
    if unit.max_length and len(target) > unit.max_length:
        faults.append(
            _("“%(file)s”, text “%(unit)s” has %(have)s characters; %(most)s are possible. Make it shorter.")
            % (said | {"have": len(target), "most": unit.max_length})
        )
    if CONTROL.search(target):
        faults.append(_("“%(file)s”, text “%(unit)s” holds control characters. Delete and type the place anew.") % said)
    if unit.is_rich and tags(target) != tags(unit.source):
        faults.append(
            _("“%(file)s”, text “%(unit)s”: tags or links differ from the original. Set each as it stands there.")
            % said
        )
    return faults


def doubts(job: Job) -> list[str]:
    """Return what an editor should look at: figures and addresses lost in translation, texts that were not translated.

    None of it is a fault: "3 million" may become a word, and a name stays a name.
    """
    found = []
    for unit in job.units:
        said = {"file": job.name, "unit": unit.name}
        if is_empty(unit, unit.target):
            continue
        source, target = (words(text) if unit.is_rich else text for text in (unit.source, unit.target))
        lost = [*_lost(addresses(source), addresses(target)), *_lost(figures(source), figures(target))]
        if lost:
            found.append(
                _("“%(file)s”, text “%(unit)s”: %(list)s is in the original only. Is that right?")
                % (said | {"list": ", ".join(lost)})
            )
        if source.strip() == target.strip() and len(source.split()) > 3:
            found.append(_("“%(file)s”, text “%(unit)s” is the same in both languages. Is that right?") % said)
    return found


def _lost(source: Counter, target: Counter) -> list[str]:
    return list((source - target).keys())


def addresses(text: str) -> Counter:
    """Count the web and mail addresses of a text, without the full stop of the sentence behind them."""
    return Counter(found.rstrip(".,;:!?)]}’'") for found in ADDRESS.findall(text))


def figures(text: str) -> Counter:
    """Count the numbers of a text by their digits alone: 1,000.5 and 1 000,5 are the same in two languages."""
    bare = ADDRESS.sub(" ", text)
    return Counter(
        "".join(str(unicodedata.digit(sign)) for sign in found if sign.isdigit()) for found in NUMBER.findall(bare)
    )
