"""The check of what the portal is built on: licences are read, and what pip-audit tells becomes a finding."""

import json
import sys
from importlib.metadata import PathDistribution

import pytest

from dependencies.__main__ import DEVELOP, RUN
from dependencies.licences import ALLOWED, ALLOWED_TO_DEVELOP, is_allowed, licence_of, locked, unfit
from dependencies.weaknesses import CouldNotAsk, weak


@pytest.mark.parametrize(("lock", "allowed"), [(RUN, ALLOWED), (DEVELOP, ALLOWED_TO_DEVELOP)])
def test_every_locked_package_may_be_used(lock, allowed):
    names = locked(lock)

    findings, absent = unfit(names, allowed)

    assert len(names) > 40
    assert findings == []
    assert len(absent) < 5
    assert len(unfit(names, set())[0]) == len(names) - len(absent)  # with nothing allowed, each would be told


def test_package_that_is_only_for_developing_may_not_be_handed_on():
    findings, _absent = unfit(["translate-toolkit"], ALLOWED)

    assert "GPL-3.0-or-later" in findings[0].text


@pytest.mark.parametrize(
    ("head", "licence"),
    [
        ("License-Expression: MIT OR GPL-2.0-only", "MIT OR GPL-2.0-only"),
        ("License: Apache 2.0", "Apache-2.0"),
        (
            "License: " + "Permission is hereby granted " * 9 + "\nClassifier: License :: OSI Approved :: MIT License",
            "MIT",
        ),
        ("Classifier: License :: OSI Approved", ""),
        ("License: Proprietary", "Proprietary"),
    ],
)
def test_licence_is_read_from_what_a_package_says(tmp_path, head, licence):
    (tmp_path / "METADATA").write_text(f"Metadata-Version: 2.1\nName: made-up\nVersion: 1\n{head}\n")

    assert licence_of(PathDistribution(tmp_path)) == licence


@pytest.mark.parametrize(
    ("expression", "is_fit"),
    [
        ("MIT", True), ("MIT OR GPL-2.0-only", True), ("MIT AND GPL-2.0-only", False), ("(MIT OR X) AND X", False),
        ("", False), ("SSPL-1.0", False), ("GPL-3.0-or-later", False),
    ],
)  # fmt: skip
def test_licences_are_weighed(expression, is_fit):
    assert is_allowed(expression, ALLOWED) == is_fit


def program(told: object) -> list[str]:
    """Return a command that prints what pip-audit would."""
    text = told if isinstance(told, str) else json.dumps({"dependencies": told})
    return [sys.executable, "-c", f"print({text!r})"]


def test_known_weakness_is_a_finding():
    told = [
        {
            "name": "made-up",
            "version": "1",
            "vulns": [{"id": "CVE-2026-1", "fix_versions": ["2"]}, {"id": "CVE-2026-2"}],
        },
        {"name": "fine", "version": "1", "vulns": []},
        {"name": "own", "skip_reason": "Dependency not found"},
    ]

    findings, unknown = weak(RUN, program(told))

    assert [finding.text for finding in findings] == ["CVE-2026-1; mended in 2", "CVE-2026-2; not mended yet"]
    assert unknown == ["own"]


@pytest.mark.parametrize(
    "command",
    [
        program("no json"), program([{"name": "django", "skip_reason": "Dependency not found"}]), ["no-such-program"],
    ],
)  # fmt: skip
def test_service_that_cannot_be_asked_is_no_finding_and_is_said(command):
    with pytest.raises(CouldNotAsk, match="could not be asked"):
        weak(RUN, command)
