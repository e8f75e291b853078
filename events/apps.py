from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "events"

    def ready(self):
        """Tell the practices how to find where they were shown."""
        from .showings import register_ways  # models are ready only now

        register_ways()
