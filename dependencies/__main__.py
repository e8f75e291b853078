"""Checks the locked packages and says what it found; ends with 1 where somebody has to act.

What could not be asked is said and is no finding: a machine without the internet can still check the licences.
"""

import sys
from pathlib import Path

from .licences import ALLOWED, ALLOWED_TO_DEVELOP, Finding, locked, unfit
from .weaknesses import CouldNotAsk, weak

ROOT = Path(__file__).resolve().parents[1]
RUN, DEVELOP = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"


def main(command: list[str]) -> int:
    found: list[Finding] = []
    for lock, allowed in ((RUN, ALLOWED), (DEVELOP, ALLOWED_TO_DEVELOP)):
        names = locked(lock)
        findings, absent = unfit(names, allowed)
        found += findings
        print(f"{lock.name}: the licences of {len(names) - len(absent)} packages were read.")
        if absent:
            print(f"Not installed here and not read: {', '.join(absent)}.")
        try:
            weaknesses, unknown = weak(lock, command)
            found += weaknesses
            print(f"{lock.name}: weaknesses were asked for; the service does not know: {', '.join(unknown) or 'none'}.")
        except CouldNotAsk as fault:
            print(f"{lock.name}: {fault}")
    for finding in found:
        print(f"{finding.package}: {finding.text}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [sys.executable, "-m", "pip_audit"]))
