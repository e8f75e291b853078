"""Hostile files through the forms that take files: refused with a sentence, or handed out so that nothing runs."""

import contextlib
import re
import resource
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import User
from practices.models import PracticeDocument, PracticePhotograph

from ..conftest import sign_in
from ..factories import PracticeFactory
from ..proposals.conftest import complete as complete
from ..proposals.conftest import terms as terms
from ..publishing.posting import form_values
from ..publishing.test_files import bomb, package, pdf, picture, upload, with_place

pytestmark = pytest.mark.django_db
SCRIPT = b"<script>alert(document.domain)</script>"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg>&e;</svg>'
HOSTILE = [
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), ("a.jpg", b"<html>" + SCRIPT),
    ("a.gif", b"GIF89a/*" + picture("GIF") + b"*/=1;alert(1)"), ("a.jpg", b"GIF89a=1;" + SCRIPT),
    ("a.php", b"<?php system($_GET['c']); ?>"), ("a.jpg", b"<?php phpinfo(); ?>"), ("a.xml", ENTITY), ("a.svg", ENTITY),
    ("a.pdf", b"MZ" + b"\0" * 200), ("a.docx", b"\x7fELF" + b"\0" * 200), ("a.docx", package("evil.exe")),
    ("a.html", b"<html>" + SCRIPT), ("a.pdf", b"<html>" + SCRIPT), ("a.png", b"\x89PNG\r\n\x1a\n" + SCRIPT),
    ("a.xhtml", SCRIPT), ("a.js", b"alert(1)"), ("a.swf", b"FWS\x09" + b"\0" * 99), ("a.docx", b""), ("a.jpg", b""),
]  # fmt: skip
NAMES = [
    "../../evil.pdf", "..\\..\\evil.pdf", "/etc/cron.d/evil.pdf", "C:\\evil.pdf", ".pdf", "a\0.pdf", "a.php.pdf",
    "a" * 300 + ".pdf", "é\u202efdp.exe.pdf", "a\r\nSet-Cookie: x=y.pdf", '"; filename="evil.html.pdf', "con.pdf",
    "a/b/c.pdf", "<script>.pdf", "%2e%2e%2fevil.pdf",
]  # fmt: skip


@pytest.fixture
def root(client):
    user = User.objects.create_superuser("root")
    sign_in(client, user)
    return user


def give(client, practice, prefix: str, file, **words):
    """Send a file with the form of a practice in the admin."""
    page = reverse("admin:practices_practice_change", args=[practice.pk])
    values = form_values(client, page)
    values |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-file": file}
    return client.post(page, values | {f"{prefix}-0-{name}": word for name, word in words.items()})


def kept(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_good_files_are_taken_by_the_same_forms(client, root, settings):
    practice = PracticeFactory()

    one = give(client, practice, "documents", upload(pdf(2), "a.pdf"), title="Paper", language="en")
    two = give(client, practice, "photographs", upload(picture(), "a.jpg"), alt="Two people", credit="Ada Berg")

    assert (one.status_code, two.status_code) == (302, 302)
    assert sorted(path.suffix for path in kept(settings)) == [".pdf", ".webp"]


@pytest.mark.parametrize(("name", "content"), HOSTILE)
def test_hostile_file_is_refused_on_the_desk(client, root, settings, name, content):
    practice = PracticeFactory()

    as_document = give(client, practice, "documents", upload(content, name), title="Paper", language="en")
    as_picture = give(client, practice, "photographs", upload(content, name), alt="Two people", credit="Ada Berg")

    for answer in (as_document, as_picture):
        assert answer.status_code == 200
        assert b"errorlist" in answer.content
    assert kept(settings) == []


@pytest.mark.parametrize(("name", "content"), HOSTILE)
def test_hostile_file_is_refused_by_the_form_of_readers(client, complete, settings, name, content):
    proposal, token = complete
    for what in ("document", "photograph"):
        words = {"what": what, "title": "Paper", "language": "en", "alt": "Two", "credit": "Ada"}

        answer = client.post(f"/en/propose/{token}/files/", words | {"file": upload(content, name)})

        assert answer.status_code == 200
        assert answer.context[f"{what}_form"].errors
    assert kept(settings) == []


@pytest.mark.parametrize("name", NAMES)
def test_odd_name_leads_nowhere(client, root, settings, name):
    practice = PracticeFactory(published=True)

    answer = give(
        client, practice, "documents", upload(pdf(1), name), title=name.replace("\0", "")[:200], language="en"
    )

    assert answer.status_code in (200, 302)
    files = kept(settings)
    names = [str(path.relative_to(settings.MEDIA_ROOT)) for path in files]
    assert all(re.fullmatch(r"practices\.practicedocument/[0-9a-f]{32}\.pdf", kept_as) for kept_as in names)
    for document in PracticeDocument.objects.all():
        got = client.get(document.download_url)
        assert b"".join(got.streaming_content).startswith(b"%PDF")
        assert got["Content-Disposition"].startswith("attachment")
        assert "Set-Cookie" not in got
    assert len(files) == PracticeDocument.objects.count()


def test_served_files_cannot_run(client):
    practice = PracticeFactory(published=True)
    document = PracticeDocument.objects.create(
        owner=practice, title="Page.html", file=ContentFile(b"%PDF-1.4" + SCRIPT, name="x.pdf")
    )
    photograph = PracticePhotograph(owner=practice, alt="Two people talk.", credit="Ada Berg")
    photograph.file.save("x.jpg", upload(with_place()), save=False)
    photograph.save()

    for address, kind in ((document.download_url, "application/pdf"), (photograph.url, "image/webp")):
        answer = client.get(address)
        b"".join(answer.streaming_content)
        assert answer["Content-Type"] == kind
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("what", ["picture of 400 million points", "package that unpacks to 201 MB", "60 MB"])
def test_bomb_costs_neither_time_nor_memory(client, root, settings, what):
    practice = PracticeFactory()
    made = {
        "picture of 400 million points": lambda: ("photographs", upload(bomb(), "a.png")),
        "package that unpacks to 201 MB": lambda: (
            "documents", upload(package("content.xml", size=201 * 1024 * 1024), "a.odt"),
        ),
        "60 MB": lambda: ("documents", upload(b"%PDF-1.7" + b"\0" * (60 * 1024 * 1024), "a.pdf")),
    }  # fmt: skip
    prefix, file = made[what]()
    with contextlib.suppress(OSError):  # other systems count what earlier tests took, and find less
        Path("/proc/self/clear_refs").write_text("5")
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

    words = {"alt": "Two", "credit": "Ada"} if prefix == "photographs" else {"title": "Paper", "language": "en"}
    answer = give(client, practice, prefix, file, **words)

    assert answer.status_code == 200
    assert b"errorlist" in answer.content
    assert time.monotonic() - begun < 15
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024  # kB
    assert kept(settings) == []
