"""A backup is worth what its restore proves: every public page word for word the same, what came later gone."""

import tarfile

import pytest

from .portal import Portal
from .portal import portal as portal

pytestmark = pytest.mark.ops

ADD_FILE = """
from django.core.files.base import ContentFile
from news.models import NewsItem, NewsItemDocument
item = NewsItem.objects.published().first()
NewsItemDocument.objects.create(owner=item, title="Full report", file=ContentFile(b"%PDF-1.4 kept", "report.pdf"))
from accounts.models import User
User.objects.create_user("someone", password="a long enough password")
"""
DAMAGE = """
from django.core.files.base import ContentFile
from networks.models import Network
from news.models import NewsItem, NewsItemDocument
from practices.models import Practice
Network.objects.filter(slug="ein").update(title="Overwritten")
Practice.objects.published().first().delete()
Practice(title="Later", slug="later", state="published").save()
document = NewsItemDocument.objects.exclude(file="").get()
document.file.delete(save=False)
NewsItemDocument.objects.create(owner_id=document.owner_id, title="Later", file=ContentFile(b"%PDF-1.4 later", "l.pdf"))
"""


def test_restored_portal_is_word_for_word_what_it_was(portal, tmp_path):
    portal.fill()
    portal.shell(ADD_FILE)
    pages, files, archive = portal.pages(), portal.files(), tmp_path / "backup.tar.gz"

    news = next(path for path in pages if path.startswith("/en/news/"))
    told = portal.manage("backup", str(archive))
    portal.shell(DAMAGE)
    damaged = portal.pages("/en/networks/ein/", "/en/practices/later/", news)
    refused = portal.manage("restore", str(archive), fails=True)
    portal.manage("restore", str(archive), "--replace")

    assert "database and 1 files" in told
    assert archive.stat().st_mode & 0o077 == 0
    assert "--replace" in refused
    assert damaged["/en/practices/later/"].startswith("200 ")
    assert damaged["/en/networks/ein/"] != pages["/en/networks/ein/"]
    assert damaged[news].startswith("200 ")  # though its file is lost
    assert len(pages) > 500
    assert all(page.startswith("200 ") for page in pages.values())
    assert portal.pages() == pages
    assert portal.files() == files
    assert "exists already" in portal.manage("backup", str(archive), fails=True)


def test_what_is_no_whole_backup_is_refused_and_changes_nothing(tmp_path):
    portal = Portal(tmp_path)
    portal.manage("migrate", "--verbosity", "0")
    archive = tmp_path / "backup.tar.gz"
    portal.manage("backup", str(archive))
    whole = archive.read_bytes()
    (tmp_path / "parts").mkdir()
    with tarfile.open(archive) as opened:
        (tmp_path / "parts" / "manifest.json").write_bytes(opened.extractfile("manifest.json").read())
    (tmp_path / "parts" / "database").write_bytes(b"another database")
    (tmp_path / "parts" / "link").symlink_to("/etc/passwd")
    hostile = []
    for part, name in (
        ("database", "../../outside"), ("database", "uploads/../../../outside"), ("database", "/tmp/outside"),  # noqa: S108
        ("link", "uploads/link"), ("database", "other"),
    ):  # fmt: skip
        hostile.append(tmp_path / f"hostile-{len(hostile)}.tar.gz")
        with tarfile.open(hostile[-1], "w:gz") as made:
            made.add(tmp_path / "parts" / part, name)
    changed = tmp_path / "changed.tar.gz"
    with tarfile.open(changed, "w:gz") as made:
        for name in ("database", "manifest.json"):
            made.add(tmp_path / "parts" / name, name)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    before = (tmp_path / "data" / "portal.sqlite3").read_bytes()

    assert "damaged: database is not what was saved" in portal.manage("restore", str(changed), fails=True)
    assert "damaged" in portal.manage("restore", str(cut), fails=True)
    for one in hostile:
        assert "no backup of this portal" in portal.manage("restore", str(one), fails=True)
    assert "There is no file" in portal.manage("restore", str(tmp_path / "none"), fails=True)
    assert (tmp_path / "data" / "portal.sqlite3").read_bytes() == before
    assert not (tmp_path.parent / "outside").exists()
    assert [path.name for path in (tmp_path / "data").iterdir() if path.name.startswith(".")] == []
