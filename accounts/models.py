"""Who may sign in. Knows no other room; the rest of the house says `settings.AUTH_USER_MODEL`."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An editor, a member of the Commission's staff or an administrator; visitors need no account."""
