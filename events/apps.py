from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "events"

    def ready(self):
        """Tell the practices how to find where they were shown, and the networks how often they met."""
        from .showings import register_ways  # models are ready only now
        from .yearly import register_meetings

        register_ways()
        register_meetings()
