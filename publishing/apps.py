from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "publishing"

    def ready(self):
        """Note each change of a term in the change log: what lists keep of terms ends with it.

        The directory knows neither lists nor index, so nobody but this room can tell.
        """
        from directory import models  # models are ready only now

        for term in (models.Topic, models.TargetGroup, models.Country, models.Place, models.Fund, models.Organisation):
            for signal, listener in (
                (pre_save, find_leaning), (pre_delete, find_leaning), (post_save, note_term), (post_delete, note_term)
            ):  # fmt: skip
                signal.connect(listener, sender=term, dispatch_uid=f"{listener.__name__} {signal} {term.__name__}")


def find_leaning(sender, instance, signal, **kwargs):
    """Find the records that show something of a term which is about to change, or to go."""
    from .models.leaning import leaning_on  # models are ready only now

    names = [field.attname for field in sender._meta.concrete_fields]
    stored = sender._base_manager.filter(pk=instance.pk).values(*names).first() if instance.pk else None
    stays = stored is None or (signal is pre_save and all(getattr(instance, name) == stored[name] for name in names))
    instance.leaning = {} if stays else leaning_on(sender, [instance.pk])


def note_term(sender, instance, **kwargs):
    """Write a change of a term, and of the records that show something of it, into the change log."""
    from .models.leaning import note_all  # models are ready only now

    note_all(instance.__dict__.pop("leaning", {}), {sender._meta.label_lower: {instance.pk}})
