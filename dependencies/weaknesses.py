"""Known weaknesses of the locked packages, asked from the service that pip-audit asks."""

import json
import subprocess
from pathlib import Path

from .licences import Finding

MOST_SECONDS = 180
NOT_ASKED = "The service that knows weaknesses could not be asked from here; ask it where the internet is."


class CouldNotAsk(Exception):
    """The service was not reached, or pip-audit could not be had; the text is a sentence."""


def weak(lock: Path, command: list[str]) -> tuple[list[Finding], list[str]]:
    """Return the weaknesses known of the packages in a lock file, and the packages that the service does not know.

    `command` starts pip-audit. Raises CouldNotAsk where none of them is known: then the service did not answer.
    """
    options = [
        "--requirement",
        str(lock),
        "--disable-pip",
        "--require-hashes",
        "--format",
        "json",
        "--progress-spinner",
    ]
    try:
        done = subprocess.run([*command, *options, "off"], capture_output=True, text=True, timeout=MOST_SECONDS)
        told = json.loads(done.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError) as fault:
        raise CouldNotAsk(NOT_ASKED) from fault
    unknown = [row["name"] for row in told if "skip_reason" in row]
    if len(unknown) == len(told):
        raise CouldNotAsk(NOT_ASKED)
    return [Finding(row["name"], sentence(weakness)) for row in told for weakness in row.get("vulns", [])], unknown


def sentence(weakness: dict) -> str:
    """Return what a weakness is called and what helps."""
    mended = ", ".join(weakness.get("fix_versions", []))
    return f"{weakness['id']}; mended in {mended}" if mended else f"{weakness['id']}; not mended yet"
