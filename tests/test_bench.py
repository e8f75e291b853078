"""The bench runs from start to end and prints each figure; what they are is for `make bench` to say."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings


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
    for page in ["filtered list", "list without", "text: rare", "text: word", "detail"]:
        row = re.search(rf"^{page}.*", done.stdout, re.MULTILINE)[0]
        assert re.search(r"(holds|misses .+)$", row), row
        assert all(float(figure) > 0 for figure in re.findall(r" (\d+\.\d+)", row)[:3])
    assert re.search(r"60 practices written in \d+ s", done.stdout)
    assert re.search(r"memory of 5 workers after load: \d{2,} MiB", done.stdout)
    assert re.search(r"import of 20 practices .*: \d+\.\d s", done.stdout)
    assert "measured on SQLite only" in done.stdout
    if "through the edge: not measured" not in done.stdout:  # nginx and wrk are installed
        for page in ("home", "list", "detail"):
            assert len(re.findall(rf"^{page}: .+ \d+ +\d+ +\d+\.\d\d  \d", done.stdout, re.MULTILINE)) == 3
        assert re.search(r"cold start to the first page, index in place: \d+\.\d\d s", done.stdout)
        assert re.search(r"seen through all caches: \d\.\d\d s at most", done.stdout)
