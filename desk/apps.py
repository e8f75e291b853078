from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = "desk"

    def ready(self):
        """Keep the groups as the table says after each migration, and mail whoever is to act next."""
        from publishing.models.edited import moved, proposed
        from publishing.models.keeping import kept

        from . import notices

        post_migrate.connect(_powers, sender=self, dispatch_uid="desk powers")
        moved.connect(notices.tell_next, dispatch_uid="desk notices of moves")
        proposed.connect(notices.tell_of_waiting, dispatch_uid="desk notices of changes")
        kept.connect(notices.tell_translators, dispatch_uid="desk notices of translations")


def _powers(**kwargs):
    from .powers import bring_groups_in_step

    bring_groups_in_step()
