"""Build the search index anew from what is published."""

import time

from django.core.management.base import BaseCommand, CommandError

from index.models import Change
from index.store import store

KEPT_CHANGES = 10_000


class Command(BaseCommand):
    help = "Builds the search index anew beside the old one and puts it in its place. A running server goes on."

    def handle(self, *args, **options):
        begun = time.monotonic()
        self.stdout.write("Building the search index ...")
        try:
            number = store().rebuild(self._progress())
        except (OSError, ValueError) as fault:
            raise CommandError(f"The index could not be built: {fault}") from fault
        oldest_kept = Change.objects.order_by("-pk").values_list("pk", flat=True)[KEPT_CHANGES : KEPT_CHANGES + 1]
        for pk in oldest_kept:
            Change.objects.filter(pk__lte=pk).delete()
        self.stdout.write(f"The index holds {number} records ({time.monotonic() - begun:.1f} s).")

    def _progress(self):
        """Return a function that says, at most once a second, how many records are in."""
        said = time.monotonic()

        def told(number: int) -> None:
            nonlocal said
            if time.monotonic() - said >= 1:
                said = time.monotonic()
                self.stdout.write(f"  {number} records ...")

        return told
