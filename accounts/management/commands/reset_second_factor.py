"""Help somebody who lost both the app and the recovery codes."""

from django.core.management.base import BaseCommand, CommandError

from accounts import second_factor
from accounts.models import User


class Command(BaseCommand):
    help = "Forgets the app and the recovery codes of a user, who sets them up anew at the next sign-in."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the user name")

    def handle(self, *args, name, **options):
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"No user is called “{name}”. Capital and small letters are not the same.")
        if second_factor.reset(user, "the command line"):
            self.stdout.write(f"The second factor of {name} is reset. The next sign-in sets it up anew.")
        else:
            self.stdout.write(f"{name} had no second factor. Nothing was changed.")
