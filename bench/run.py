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

from .bars import ALL, ALONE, DETAIL, EVERY, IMPORT, LIST, MEMORY, RARE, print_pages, verdict  # noqa: E402
from .fill import SEED, fill, show  # noqa: E402
from .full import FULL  # noqa: E402
from .loading import import_seconds  # noqa: E402
from .measure import WARMING, Figures, Reader, combinations, take  # noqa: E402
from .memory import memory_of_workers  # noqa: E402
from .words import EVERYWHERE, rare_word  # noqa: E402

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "400"))
ASKED = ROUNDS + WARMING


def sizes(records: int) -> list[int]:
    """Return the numbers of records at which pages are measured, for the growth."""
    return [size for size in (1_000, 10_000) if size < records] + [records]


def pages(chance: random.Random) -> dict[str, list[str]]:
    """Return the addresses of each kind of page: as many different ones as are asked, so that each is a first read."""
    topics = list(Topic.objects.values_list("slug", flat=True))
    countries = list(Country.objects.values_list("code", flat=True))
    full = list(Practice.objects.published().order_by("pk").values_list("slug", flat=True)[:FULL])
    rare = [f"/en/practices/?q={rare_word(chance)}+{rare_word(chance)}" for _ in range(ASKED)]
    every = [f"/en/practices/?q={EVERYWHERE}&topic={topic}" for topic in topics]
    return {
        LIST: combinations(chance, topics, countries, ASKED),
        ALL: [f"/{language}/practices/" for language in ("en", "fr", "de")],
        RARE: rare,
        EVERY: every,
        ALONE: [f"/en/practices/?q={EVERYWHERE}&page={number}" for number in range(1, 100)],
        DETAIL: [f"/en/practices/{slug}/" for slug in chance.sample(full, min(ASKED, len(full)))],
    }


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
        growth[size] = take(Reader(), pages(random.Random(SEED)), ROUNDS)
    print_pages(growth)
    memory = memory_of_workers(5)
    print(f"memory of 5 workers after load: {memory} MiB PSS (bar {MEMORY}) {verdict(memory <= MEMORY)}")
    _import(min(int(os.environ.get("BENCH_IMPORT", "10000")), records))


def _import(number: int) -> None:
    """Bring practices in, and then once more, each changed, so that two versions of each are kept."""
    for turn, what in enumerate(("new practices", "practices again, each changed, with their versions")):
        took = import_seconds(number, turn)
        print(
            f"import of {number:,} {what}, through validation, index included: {took:.1f} s "
            f"(bar {IMPORT:.0f}) {verdict(took <= IMPORT)}"
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


if __name__ == "__main__":
    main()
