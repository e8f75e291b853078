"""Publish and archive what is due; for a timer, or with --every as a loop."""

import os
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from ...clock import tick


class Command(BaseCommand):
    help = "Publishes and archives the records whose set time has come. Run it each minute, or with --every 60."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on for ever, with this pause between")
        parser.add_argument("--parent", type=int, metavar="PID", help="end when this program, which started it, ends")

    def handle(self, *args, every=None, parent=None, **options):
        if every is not None and every < 1:
            raise CommandError("--every wants at least 1 second, as: tick --every 60")
        if orphaned(parent):
            return
        self.once(options["verbosity"])
        while every:
            connection.close()
            for _second in range(every):
                time.sleep(1)
                if orphaned(parent):
                    return
            self.once(options["verbosity"])

    def once(self, verbosity: int) -> None:
        try:
            done = tick()
        except OperationalError as fault:
            self.stderr.write(f"The database does not answer; the next try comes: {str(fault).strip()}")
            return
        if verbosity and (done.published or done.archived):
            self.stdout.write(f"Published {done.published}, archived {done.archived}.")
        for sentence in done.refused:
            self.stderr.write(sentence)


def orphaned(parent: int | None) -> bool:
    """Whether the program `parent` has ended, be it while this one was still starting; without one, never."""
    return parent is not None and os.getppid() != parent
