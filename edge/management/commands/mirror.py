"""Copy all public pages into a folder, from which nginx serves them when nothing else answers."""

import time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from ...mirror import IncompleteMirror, Mirror


class Command(BaseCommand):
    help = "Copies all public pages, and the files they need, into FOLDER. Run it once a night from a timer."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", metavar="FOLDER", help="an earlier copy there is replaced when the new one is whole"
        )

    def handle(self, *args, folder, verbosity, **options):
        self.said, begun = time.monotonic(), time.monotonic()
        self.is_quiet = verbosity == 0
        address = urlsplit(settings.PORTAL_ADDRESS)
        application = import_string(settings.WSGI_APPLICATION)
        mirror = Mirror(application, address.netloc, address.scheme, f"/{settings.LANGUAGE_CODE}/")
        try:
            number = mirror.write(Path(folder).resolve(), self.told)
        except IncompleteMirror as fault:
            raise CommandError(f"The copy was not made, the earlier one stays: {fault}") from fault
        except OSError as fault:
            raise CommandError(f"{folder} cannot be written: {fault.strerror}. Name another folder.") from fault
        if verbosity:
            self.stdout.write(f"Copied {number} pages and files ({time.monotonic() - begun:.1f} s).")

    def told(self, done: int, left: int) -> None:
        if not self.is_quiet and time.monotonic() - self.said > 5:
            self.said = time.monotonic()
            self.stdout.write(f"  {done} copied, {left} known to come ...")
