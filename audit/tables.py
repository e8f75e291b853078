"""What no cell of a spreadsheet may begin with. It stands here because the log goes out as a table, and all see it."""

# What would be taken for a formula or a command, the full-width signs of East Asian keyboards included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def harmless(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
