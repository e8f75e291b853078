"""Lines of the log for machines: JSON, with the same care for what a trace quotes as lines for people."""

from pythonjsonlogger.json import JsonFormatter as Formatter

from .lines import without_rows


class JsonFormatter(Formatter):
    """A line as JSON whose trace quotes no row of the database."""

    def formatException(self, ei):  # noqa: N802  the library calls it so
        told = super().formatException(ei)
        return [without_rows(line) for line in told] if isinstance(told, list) else without_rows(told)
