from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "publishing"

    def ready(self):
        """Note each change of a term in the change log: what lists keep of terms ends with it.

        The directory knows neither lists nor index, so nobody but this room can tell.
        """
        from directory import models  # models are ready only now

        for term in (models.Topic, models.TargetGroup, models.Country, models.Place, models.Fund, models.Organisation):
            post_save.connect(note_term, sender=term, dispatch_uid=f"note {term.__name__}")
            post_delete.connect(note_term, sender=term, dispatch_uid=f"note gone {term.__name__}")


def note_term(sender, instance, **kwargs):
    """Write a change of a term into the change log."""
    from index.changes import note

    note(sender._meta.label_lower, instance.pk)
