"""One database: fill it, measure, print a table. `python -m bench` starts it with the environment set."""

import os
import random
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ewsi.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import QuerySet  # noqa: E402

from directory.models import Country, Topic  # noqa: E402
from index.store import store  # noqa: E402
from practices.models import Practice  # noqa: E402

from .fill import SEED, fill, show  # noqa: E402
from .loading import import_seconds  # noqa: E402
from .measure import Figures, Reader, combinations, take  # noqa: E402
from .memory import memory_of_workers  # noqa: E402
from .words import EVERYWHERE, rare_word  # noqa: E402

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "400"))


def sizes(records: int) -> list[int]:
    """Return the numbers of records at which pages are measured, for the growth."""
    return [size for size in (1_000, 10_000) if size < records] + [records]


def pages(chance: random.Random) -> dict[str, list[str]]:
    """Return the addresses of each kind of page, hundreds of different ones."""
    topics = list(Topic.objects.values_list("slug", flat=True))
    countries = list(Country.objects.values_list("code", flat=True))
    slugs = list(Practice.objects.published().order_by("pk").values_list("slug", flat=True)[:1000])
    rare = [f"/en/practices/?q={rare_word(chance)}+{rare_word(chance)}" for _ in range(200)]
    return {
        "filtered list, facets, 20 cards": combinations(chance, topics, countries, 300),
        "list without filters": ["/en/practices/", "/fr/practices/", "/de/practices/"],
        "text: rare pair of words": rare,
        "text: word in 80 % of records": [f"/en/practices/?q={EVERYWHERE}&topic={topic}" for topic in topics]
        + [f"/en/practices/?q={EVERYWHERE}"],
        "detail": [f"/en/practices/{slug}/" for slug in chance.sample(slugs, min(300, len(slugs)))],
    }


def measured() -> list[Figures]:
    """Time every kind of page on what the database holds now."""
    reader = Reader()
    return [take(reader, name, addresses, ROUNDS) for name, addresses in pages(random.Random(SEED)).items()]


def main() -> None:
    """Fill, build, measure and print."""
    records = int(os.environ.get("BENCH_RECORDS", "100000"))
    settings.ROOT_URLCONF = "bench.urls"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    call_command("compile_messages", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    sys.stdout.reconfigure(line_buffering=True)
    growth: dict[int, list[Figures]] = {}
    filled = fill(records)
    print(f"\n{connection.vendor}: {records:,} practices written in {filled:.0f} s")
    for size in sizes(records):
        _show_only(size)
        _rebuild(size)
        growth[size] = measured()
    _print_table(growth)
    print(f"memory of 5 workers after load: {memory_of_workers(5)} MiB PSS (bar 400)")
    brought = min(int(os.environ.get("BENCH_IMPORT", "10000")), records)
    print(
        f"import of {brought:,} practices through validation, index included: {import_seconds(brought):.1f} s (bar 20)"
    )


def _rebuild(size: int) -> None:
    begun = time.monotonic()
    number = store().rebuild(lambda done: show("index", min(done, size), size, begun))
    took = time.monotonic() - begun
    print(f"index of {number:,} records built in {took:.0f} s, {_megabytes(settings.INDEX_DIR)} MB")


def _show_only(size: int) -> None:
    """Withdraw all generated practices but the first `size`: growth is measured on the same machine in one run."""
    rows = QuerySet(Practice).filter(slug__startswith="bench-")
    last = rows.order_by("pk").values_list("pk", flat=True)[size - 1]
    rows.filter(pk__gt=last).update(state="draft")
    rows.filter(pk__lte=last).update(state="published")


def _megabytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) // 1_000_000


BARS = {
    "filtered list, facets, 20 cards": (0.10, 3.0, 4),
    "text: rare pair of words": (None, 12.0, 4),
    "text: word in 80 % of records": (None, 12.0, 4),
    "detail": (0.06, None, 8),
}


def _print_table(growth: dict[int, list[Figures]]) -> None:
    largest = max(growth)
    smaller = [size for size in sorted(growth) if size < largest]
    grows = "".join(f"{f'from {size // 1000}k':>10}" for size in smaller)
    print(f"\n{'page at ' + format(largest, ','):34}{'p50 ms':>8}{'p99 ms':>8}{'ratio':>7}{grows}{'queries':>8}"
          f"{'bytes':>8}{'gzip':>7}  bars")  # fmt: skip
    for place, figures in enumerate(growth[largest]):
        grown = "".join(f"{figures.p50 / growth[size][place].p50:10.2f}" for size in smaller)
        print(f"{figures.name:34}{figures.p50:8.2f}{figures.p99:8.2f}{figures.ratio:7.3f}{grown}"
              f"{figures.queries:8}{figures.size:8}{figures.gzipped:7}  {_verdict(figures)}")  # fmt: skip


def _verdict(figures: Figures) -> str:
    ratio, p50, queries = BARS.get(figures.name, (None, None, 12))
    faults = []
    if ratio is not None and figures.ratio < ratio:
        faults.append(f"ratio {ratio}")
    if p50 is not None and figures.p50 > p50:
        faults.append(f"p50 {p50} ms")
    if figures.queries > queries:
        faults.append(f"{queries} queries")
    return "misses " + ", ".join(faults) if faults else "holds"


if __name__ == "__main__":
    main()
