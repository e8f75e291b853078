from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "report desk"

    def ready(self):
        """Let the editions of a report follow whatever is saved of it, on the desk or elsewhere."""
        from events.models import Lesson, Meeting, MeetingReport, Recommendation
        from publishing.models.keeping import kept

        from .publishing import follow

        for model in (MeetingReport, Meeting, Lesson, Recommendation):
            kept.connect(follow, sender=model, dispatch_uid=f"editions of {model.__name__}")
