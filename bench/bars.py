"""What is asked of each figure, and how a run says so: beside each figure its bar, and whether it holds."""

from collections.abc import Sequence

from .measure import Figures

LIST, ALL, RARE, EVERY, ALONE, DETAIL = (
    "filtered list, facets, 20 cards", "list without filters", "text: rare pair of words",
    "text: word in 80 % of records", "text: that word, no filter", "detail of a full record",
)  # fmt: skip
GROWTH = 1.5  # times, from the fewest records to the most
MEMORY, IMPORT = 400, 20.0  # MiB of five workers; seconds for 10,000 practices

# Page: least ratio to the constant answer, most milliseconds at p50 and at p99, most queries, whether growth counts.
BARS: dict[str, tuple[float | None, float | None, float | None, int, bool]] = {
    LIST: (0.10, 3.0, 8.0, 4, True),
    ALL: (0.10, 3.0, 8.0, 4, True),
    RARE: (None, 12.0, None, 4, False),
    EVERY: (None, 12.0, None, 4, False),
    ALONE: (None, 12.0, None, 4, False),
    DETAIL: (0.06, None, None, 8, True),
}


def verdict(holds: bool) -> str:
    """Return the word for a figure that is as it should be, or is not."""
    return "holds" if holds else "misses"


def print_pages(growth: dict[int, list[Figures]]) -> None:
    """Print the figures of all pages at the largest size, each beside its bar, and the growth up to it."""
    largest = max(growth)
    print(f"\n{'page at ' + format(largest, ','):34}{'figure':>10}{'bar':>9}")
    for place, figures in enumerate(growth[largest]):
        smaller = {size: figures.p50 / growth[size][place].p50 for size in sorted(growth) if size < largest}
        print(f"{figures.name:34}{figures.size:>10,} bytes, {figures.gzipped:,} as gzip")
        for name, value, bar, is_most in _rows(figures, smaller):
            print(_line(name, value, bar, is_most))


def _rows(figures: Figures, grown: dict[int, float]) -> Sequence[tuple[str, float, float | None, bool]]:
    """Return name, value and bar of each figure of a page, and whether the bar is the most it may be."""
    ratio, p50, p99, queries, must_not_grow = BARS[figures.name]
    return [
        ("ratio to a constant answer", figures.ratio, ratio, False),
        ("p50, ms", figures.p50, p50, True),
        ("p99, ms", figures.p99, p99, True),
        ("p50, ms of processor time", figures.cpu, None, True),
        ("queries", figures.queries, queries, True),
        *((f"growth from {size:,}", times, GROWTH if must_not_grow else None, True) for size, times in grown.items()),
    ]


def _line(name: str, value: float, bar: float | None, is_most: bool) -> str:
    if bar is None:
        return f"  {name:32}{value:10.3f}"
    return f"  {name:32}{value:10.3f}{bar:9.2f}  {verdict(value <= bar if is_most else value >= bar)}"
