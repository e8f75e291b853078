"""Write database and uploads into one archive."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...backup import make
from ...dumps import BackupFault


class Command(BaseCommand):
    help = "Writes database and uploads into FILE, or into a dated file of this folder; the portal goes on meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", help="as /srv/backups/portal.tar.gz; it must not exist yet")

    def handle(self, *args, file=None, **options):
        target = Path(file or f"portal-{timezone.now():%Y-%m-%d-%H%M%S}.tar.gz").absolute()
        if not target.parent.is_dir():
            raise CommandError(f"The folder {target.parent} does not exist. Make it, or name another.")
        try:
            manifest = make(target)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        size = target.stat().st_size / 1_000_000
        self.stdout.write(f"{target}: database and {len(manifest.digests) - 1} files, {size:.1f} MB.")
        if not manifest.has_files:
            self.stdout.write("Uploads lie in an object store and are not in it: keep versions there.")
