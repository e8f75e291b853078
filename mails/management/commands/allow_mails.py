"""Help somebody who ended the portal's mails, wants them again and keeps none with its link."""

from django.core.management.base import BaseCommand

from mails.models import Refusal


class Command(BaseCommand):
    help = "Lets mails go again to an address whose owner ended them and asks for them."

    def add_arguments(self, parser):
        parser.add_argument("address", help="the e-mail address")

    def handle(self, *args, address, **options):
        number, _kinds = Refusal.objects.of(address).delete()
        self.stdout.write(f"{address} gets mails again." if number else f"{address} had not refused mails.")
