"""Load the portal's content from its files."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from index.query import bring_in_step
from intake.reading import read
from intake.writing import LoadFault, write

FAULTS_SHOWN = 100


class Command(BaseCommand):
    help = "Checks all content files, then loads what is new or changed in one transaction. Editors' changes stay."

    def add_arguments(self, parser):
        parser.add_argument("--dir", default=str(settings.CONTENT_DIR), help="The folder of the files.")
        parser.add_argument("--dry-run", action="store_true", help="Check and say what would be done; write nothing.")

    def handle(self, *args, **options):
        begun = time.monotonic()
        content = read(Path(options["dir"]))
        if content.faults:
            shown = "\n".join(content.faults[:FAULTS_SHOWN])
            raise CommandError(f"Nothing was loaded. The files have {len(content.faults)} faults:\n{shown}")
        if options["verbosity"]:
            self.stdout.write(f"Checked {len(content.entries)} records.")
        try:
            with transaction.atomic():
                outcome = write(content)
                transaction.on_commit(bring_in_step)
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except LoadFault as fault:
            raise CommandError(f"Nothing was loaded. {fault}") from fault
        for text in outcome.left_alone:
            self.stdout.write(f"Left alone: {text}")
        done = "Would load" if options["dry_run"] else "Loaded"
        self.stdout.write(
            f"{done} {len(outcome.created)} new and {len(outcome.changed)} changed records, "
            f"{outcome.unchanged} unchanged ({time.monotonic() - begun:.1f} s)."
        )
