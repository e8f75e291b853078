"""Faults go to Sentry where SENTRY_DSN is set, without anything that says who met them."""

import sentry_sdk
from sentry_sdk.integrations.argv import ArgvIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.scrubber import EventScrubber

from .lines import without_rows


def begin(dsn: str) -> None:
    """Send faults from now on. Local variables, bodies, cookies and addresses stay here."""
    sentry_sdk.init(
        dsn=dsn,
        disabled_integrations=[ArgvIntegration()],  # commands take names and addresses of people
        integrations=[DjangoIntegration(transaction_style="function_name")],
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=without_visitor,
        before_breadcrumb=lambda crumb, hint: None,
        event_scrubber=EventScrubber(recursive=True),
        server_name="",
        traces_sample_rate=0,
    )


def without_visitor(event: dict, _hint: dict) -> dict:
    """Return the event without user, request and rows of the database: the name of the view is its transaction."""
    event.pop("user", None)
    for fault in event.get("exception", {}).get("values", []):
        fault["value"] = without_rows(str(fault.get("value", "")))
    event["request"] = {"method": event.get("request", {}).get("method", "")}
    return event
