"""The bench runs from start to end and prints each figure; what they are is for `make bench` to say."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from bench.bars import BARS


@pytest.mark.running
def test_bench_prints_every_figure_beside_its_bar():
    small = {
        "BENCH_RECORDS": "60",
        "BENCH_ROUNDS": "5",
        "BENCH_IMPORT": "20",
        "BENCH_EDGE_ROUNDS": "1",
        "BENCH_SECONDS": "1",
        "BENCH_POSTGRES_URL": "postgres://127.0.0.1:1/",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench"], cwd=settings.BASE_DIR, env=os.environ | small, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr[-2000:]
    for page in BARS:
        rows = re.search(rf"^{re.escape(page)}.*\n((?:  .*\n)+)", done.stdout, re.MULTILINE)[1].splitlines()
        bars = [row for row in rows if re.search(r"(holds|misses)$", row)]
        assert len(bars) == sum(bar is not None for bar in BARS[page][:4])
        assert all(float(re.search(r" (\d+\.\d+)", row)[1]) > 0 for row in rows)
    assert re.search(r"60 practices written in \d+ s", done.stdout)
    assert re.search(r"memory of 5 workers after load: \d{2,} MiB PSS \(bar 400\) (holds|misses)", done.stdout)
    assert len(re.findall(r"^import of 20 .*: \d+\.\d s \(bar 20\) (?:holds|misses)$", done.stdout, re.MULTILINE)) == 2
    assert "measured on SQLite only" in done.stdout
    if "through the edge: not measured" not in done.stdout:  # nginx and wrk are installed
        for page in ("home", "list", "detail"):
            assert len(re.findall(rf"^{page}: .+ \d+ +\d+ +\d+\.\d\d  \d", done.stdout, re.MULTILINE)) == 3
        assert re.search(r"cold start to the first page, index in place: \d+\.\d\d s", done.stdout)
        assert re.search(r"seen through all caches: \d\.\d\d s at most", done.stdout)
