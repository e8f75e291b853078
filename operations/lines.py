"""What every line of the log bears and what it never names. Known before any other part of the portal is loaded."""

import contextvars
import logging
import re

ROW = re.compile(r"DETAIL: .*")  # PostgreSQL spells out the values of the row that broke a rule
current = contextvars.ContextVar("request_id", default="-")


def route_of(request) -> str:
    """Return the name of the address that answered, as "practices:practice-detail", or "none"."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or "unnamed") if match else "none"


class RequestFilter(logging.Filter):
    """Adds the id of the running request to a line, and takes the address out of lines that name it.

    Private links stand in addresses, and what somebody searched for stands in them too.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current.get()
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "path"):
            told = record.getMessage()
            for address in (request.get_full_path(), request.path):
                told = told.replace(address, route_of(request))
            record.msg, record.args = told, ()
            del record.request  # or a structured line would spell it out
        return True


class ServerFilter(logging.Filter):
    """Takes address and reader out of what the application server says of a request that it could not serve."""

    def filter(self, record: logging.LogRecord) -> bool:
        for told in ("Invalid request", "Error handling request"):
            if str(record.msg).startswith(told):
                record.msg, record.args = f"{told}.", ()
        return True


class FaultFormatter(logging.Formatter):
    """A line of the log whose trace says what went wrong and not with whose words."""

    def formatException(self, ei) -> str:  # noqa: N802  the library calls it so
        return without_rows(super().formatException(ei))


def without_rows(told: str) -> str:
    """Return what a database said of a fault without the row that it quotes."""
    return ROW.sub("DETAIL: left out", told)
