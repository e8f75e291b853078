"""The disk of the data is full: forms say so and keep what was typed, readers read, and all works again after."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from accounts.models import User
from index import store as index_store
from index.query import IndexUnavailable, query
from practices.models import PracticeDocument
from publishing import uploads

from ..attacks.test_uploads import give
from ..conftest import sign_in
from ..factories import PracticeFactory
from ..publishing.test_files import pdf, upload

pytestmark = [pytest.mark.ops, pytest.mark.django_db]
KIND = ["practices.practice"]
LIST = "/en/practices/"


class Disk:
    """A disk of 24 MB, in memory: as full as it is asked to be."""

    def __init__(self, folder: Path):
        self.folder, self.filler = folder, folder / "filler"

    def fill(self) -> None:
        with self.filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(b"x" * 65536):
                pass
        assert shutil.disk_usage(self.folder).free == 0

    def free(self) -> None:
        self.filler.unlink()


@pytest.fixture
def disk(settings, tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder]).returncode:
        pytest.skip("A small disk can be mounted by root only.")
    settings.INDEX_DIR, settings.MEDIA_ROOT = folder / "index", folder / "uploads"
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def editor(client):
    sign_in(client, User.objects.create_superuser("root"))
    return client


def test_upload_to_a_full_disk_is_refused_by_the_form_and_taken_when_there_is_room(disk, editor):
    practice = PracticeFactory(title="Before")
    disk.fill()

    refused = give(editor, practice, "documents", upload(pdf(1), "a.pdf"), title="The words I typed", language="en")

    assert refused.status_code == 200
    assert "no room left for this file" in refused.text
    assert 'value="The words I typed"' in refused.text
    assert not PracticeDocument.objects.exists()
    disk.free()

    taken = give(editor, practice, "documents", upload(pdf(1), "a.pdf"), title="The words I typed", language="en")

    assert taken.status_code == 302
    assert PracticeDocument.objects.get().title == "The words I typed"


def test_what_no_form_can_foresee_is_a_clean_page(disk, editor, monkeypatch):
    """The disk fills between the form's question and the writing."""
    practice = PracticeFactory(title="Before")
    monkeypatch.setattr(uploads, "SPARED_BYTES", -(10**9))
    editor.raise_request_exception = False
    disk.fill()

    refused = give(editor, practice, "documents", upload(pdf(1), "a.pdf"), title="Report", language="en")

    assert refused.status_code == 507
    assert "your browser still has what you typed" in refused.text
    assert "no-store" in refused["Cache-Control"]
    assert "Traceback" not in refused.text
    assert not PracticeDocument.objects.exists()


def test_readers_read_what_is_true_while_the_index_cannot_be_written(disk, client, monkeypatch):
    monkeypatch.setattr(index_store, "REST", 0.0)
    monkeypatch.setattr(index_store, "HEAP_BYTES", 15_000_000)
    staying, leaving = PracticeFactory(published=True), PracticeFactory(published=True)
    assert query(KIND).total == 2
    disk.fill()
    leaving.state = "draft"
    leaving.save()
    later = PracticeFactory(published=True)

    with pytest.raises(IndexUnavailable):
        query(KIND)
    page = client.get(LIST)

    assert page.status_code == 200
    assert [record.slug in page.text for record in (staying, leaving, later)] == [True, False, True]
    assert client.get(later.get_absolute_url()).status_code == 200
    disk.free()
    assert query(KIND).total == 2
    assert later.slug in client.get(LIST).text


def test_index_that_cannot_be_written_is_not_tried_again_at_once(disk, caplog):
    PracticeFactory(published=True)
    assert query(KIND).total == 1
    disk.fill()
    PracticeFactory(published=True)

    for _time in range(3):
        with pytest.raises(IndexUnavailable):
            query(KIND)

    assert caplog.text.count("cannot be written; tried again in 10 s") == 1
