"""Looking after a running portal: backups, health, figures, logs, faults."""

from django.apps import AppConfig
from django.conf import settings

from . import tracing


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self):
        if settings.SENTRY_DSN:
            tracing.begin(settings.SENTRY_DSN)
