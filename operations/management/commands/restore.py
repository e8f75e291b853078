"""Put a backup back: the archive is proved first, then database, uploads and index become what it holds."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...backup import restore
from ...dumps import BackupFault


class Command(BaseCommand):
    help = "Makes database, uploads and index what the backup FILE holds. What came later is gone."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--replace", action="store_true", help="also where the portal holds records already")

    def handle(self, *args, file, replace=False, **options):
        source = Path(file).absolute()
        if not source.is_file():
            raise CommandError(f"There is no file {source}.")
        try:
            manifest = restore(source, replaces=replace)
        except BackupFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"The portal is what it was at {manifest.made_at}: {len(manifest.digests) - 1} files.")
