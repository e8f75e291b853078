"""What can go wrong when a report is made into a PDF."""


class PdfError(ValueError):
    """The report cannot be made into an accessible PDF. The message says why, in English, for the log."""
