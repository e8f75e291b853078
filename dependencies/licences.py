"""The licences of the locked packages, read from their own metadata: no network is asked."""

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

# What may be used and handed on with a work under the EUPL.
ALLOWED = {
    "MIT", "MIT-0", "MIT-CMU", "BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "Unlicense", "ISC",
    "Zlib",
    "CC0-1.0", "CC-BY-4.0", "MPL-2.0", "LGPL-3.0-only", "LGPL-3.0-or-later", "EUPL-1.2", "0BSD",
}  # fmt: skip
# What may be used to develop beside these: it is never handed on.
ALLOWED_TO_DEVELOP = ALLOWED | {"GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later"}
# Other names of the same, as packages from before SPDX write them.
SAME = {
    "mit license": "MIT", "the mit license": "MIT", "bsd license": "BSD", "bsd 2-clause license": "BSD-2-Clause",
    "bsd 3-clause license": "BSD-3-Clause", "apache software license": "Apache-2.0", "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0", "the unlicense (unlicense)": "Unlicense",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
}  # fmt: skip
# Read by people, where the metadata are silent.
READ_BY_PEOPLE = {"axe-playwright-python": "MIT"}
LONGEST_NAME = 60  # characters: a longer “License” is the text itself
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", re.M)
GROUP = re.compile(r"\(([^()]*)\)")
WORTHLESS = {"OSI Approved"}


@dataclass(frozen=True)
class Finding:
    """What somebody has to look at: a package and, in a sentence, why."""

    package: str
    text: str


def locked(lock: Path) -> list[str]:
    """Return the names of the packages in a lock file."""
    return sorted(set(LOCKED.findall(lock.read_text())))


def licence_of(package: Distribution) -> str:
    """Return a package's licence: as an SPDX expression where it has one, else its name; "" where it is silent."""
    facts = package.metadata
    if expression := facts.get("License-Expression"):
        return expression
    told = (facts.get("License") or "").strip()
    if told and len(told) <= LONGEST_NAME and "\n" not in told:
        return SAME.get(told.lower(), told)
    classes = [line.rpartition("::")[2].strip() for line in facts.get_all("Classifier") or [] if line[:7] == "License"]
    names = [SAME.get(name.lower(), name) for name in classes if name not in WORTHLESS]
    return " AND ".join(names) or READ_BY_PEOPLE.get(facts["Name"].lower(), "")


def is_allowed(expression: str, allowed: set[str]) -> bool:
    """Tell whether a licence is one of those allowed: of several joined by OR one, of those joined by AND all."""
    flat = GROUP.sub(lambda group: "fit" if is_allowed(group[1], allowed) else "unfit", expression)
    if flat != expression:
        return is_allowed(flat, allowed | {"fit"})
    choices = re.split(r"\s+OR\s+", expression)
    return any(all(name in allowed for name in re.split(r"\s+AND\s+", choice.strip())) for choice in choices)


def unfit(names: list[str], allowed: set[str]) -> tuple[list[Finding], list[str]]:
    """Return what may not be used, and which packages are not installed here and could not be read."""
    findings, absent = [], []
    for name in names:
        try:
            licence = licence_of(distribution(name))
        except PackageNotFoundError:
            absent.append(name)
            continue
        if not is_allowed(licence, allowed):
            findings.append(Finding(name, f"its licence is “{licence or 'not named'}”, which is not on the list"))
    return findings, absent
