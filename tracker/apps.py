from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = _("action plans")

    def ready(self):
        """Read an action into the index again when a record that carries it out becomes public, or leaves the site."""
        from publishing.models.edited import moved  # models are ready only now

        from .items import note_actions_of

        moved.connect(note_actions_of, dispatch_uid="tracker.items")
