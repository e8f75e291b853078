"""What a backup takes in while others work, and where a restore would lose files."""

import tarfile

import dj_database_url
import pytest
from django.db import ConnectionHandler, OperationalError, connection

from operations.backup import Manifest, _add, _check_place_of_files, _unpacked
from operations.dumps import BackupFault, address_of, is_empty

IN_A_BUCKET = {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}


def test_file_that_grows_under_the_backup_is_whole_as_it_was(tmp_path, monkeypatch):
    growing, manifest = tmp_path / "growing.pdf", Manifest()
    growing.write_bytes(b"%PDF begun")
    with tarfile.open(tmp_path / "backup.tar", "w") as archive:
        facts = archive.gettarinfo

        def of_a_moment_ago(**named):
            entry = facts(**named)
            with growing.open("ab") as handle:
                handle.write(b" and ended")
            return entry

        monkeypatch.setattr(archive, "gettarinfo", of_a_moment_ago)
        _add(archive, manifest, "uploads/growing.pdf", growing)
    with tarfile.open(tmp_path / "backup.tar") as archive:
        kept = archive.extractfile("uploads/growing.pdf").read()

    whole = Manifest()
    growing.write_bytes(kept)
    with tarfile.open(tmp_path / "again.tar", "w") as archive:
        _add(archive, whole, "uploads/growing.pdf", growing)
    assert kept == b"%PDF begun"
    assert manifest.digests == whole.digests


@pytest.mark.parametrize(
    ("manifest", "is_in_a_bucket", "told"),
    [
        (Manifest(has_files=True, digests={"database": "", "uploads/a": ""}), True, "without S3_BUCKET"),
        (Manifest(has_files=False, digests={"database": ""}), False, "Set S3_BUCKET"),
    ],
)
def test_restore_that_would_lose_files_is_refused(settings, manifest, is_in_a_bucket, told):
    if is_in_a_bucket:
        settings.STORAGES = settings.STORAGES | IN_A_BUCKET

    with pytest.raises(BackupFault, match=told):
        _check_place_of_files(manifest)


def test_archive_without_a_part_is_refused(tmp_path):
    with tarfile.open(tmp_path / "backup.tar.gz", "w:gz"):
        pass

    with pytest.raises(BackupFault, match="a part is missing"):
        _unpacked(tmp_path / "backup.tar.gz", tmp_path / "parts")


@pytest.mark.django_db
def test_portal_whose_database_says_nothing_is_not_taken_for_an_empty_one():
    def refuse(execute, sql, params, many, context):
        raise OperationalError("connection refused")

    assert is_empty()
    with connection.execute_wrapper(refuse), pytest.raises(BackupFault, match="connection refused"):
        is_empty()


def test_programs_of_postgresql_ask_the_servers_that_the_portal_asks():
    url = "postgres://portal:secret@/portal?host=one,two&target_session_attrs=read-write"

    address, variables = address_of(ConnectionHandler({"default": dj_database_url.parse(url)})["default"])

    assert {"user=portal", "dbname=portal", "host=one,two", "target_session_attrs=read-write"} <= set(address.split())
    assert "secret" not in address
    assert variables == {"PGPASSWORD": "secret"}
