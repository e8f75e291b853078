from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "log"

    def ready(self):
        """Hear of who signs in and out: Django and its guard tell it, and nobody else knows."""
        from axes.signals import user_locked_out  # it imports models

        user_logged_in.connect(note_signed_in, dispatch_uid="audit signed in")
        user_logged_out.connect(note_signed_out, dispatch_uid="audit signed out")
        user_login_failed.connect(note_failed, dispatch_uid="audit failed")
        user_locked_out.connect(note_locked_out, dispatch_uid="audit locked out")


def note_signed_in(sender, user, **kwargs):
    from .log import write
    from .models import Act

    write(Act.SIGNED_IN, user)


def note_signed_out(sender, user, **kwargs):
    from .log import write
    from .models import Act

    if user is not None:
        write(Act.SIGNED_OUT, user)


def note_failed(sender, credentials, **kwargs):
    """Write down a failed try by the name of an account; a name that nobody has may be a password typed too early."""
    from django.contrib.auth import get_user_model

    from .log import write
    from .models import Act

    name = str(credentials.get("username") or "")
    write(Act.SIGN_IN_FAILED, get_user_model().objects.filter(username=name[:150]).first())


def note_locked_out(sender, username="", **kwargs):
    """Write down that an account, or an address without one, was locked out."""
    from django.contrib.auth import get_user_model

    from .log import write
    from .models import Act

    write(Act.LOCKED_OUT, get_user_model().objects.filter(username=str(username or "")[:150]).first())
