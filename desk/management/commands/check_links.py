"""Ask every outside address that records name; for a timer, once a week."""

from django.core.management.base import BaseCommand

from weblinks.checking import LinkChecker

from ...links import FAILED, check_all, user_agent


class Command(BaseCommand):
    help = "Asks the outside addresses of all records, one request a second and host, and lists those that fail."

    def add_arguments(self, parser):
        parser.add_argument("--timeout", type=float, default=10, help="seconds for a connection, and for an answer")
        parser.add_argument("--pause", type=float, default=1, help="seconds between two requests to one host")

    def handle(self, *args, timeout, pause, **options):
        asked = failed = 0
        for check in check_all(LinkChecker(user_agent(), timeout=timeout, pause=pause)):
            asked += 1
            if check.status in FAILED:
                failed += 1
                self.stdout.write(f"{check.url}: {check.reason}")
        self.stdout.write(f"Asked {asked} addresses, {failed} do not answer as they should.")
