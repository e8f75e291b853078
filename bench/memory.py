"""How much memory the workers of the server take together, each shared page counted once."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

# As a service with timers beside it: the clock of `make run` is no worker.
PRODUCTION = {
    "EMBEDDED": "0",
    "SECRET_KEY": "of the bench alone, and as long as a secret has to be",
    "ALLOWED_HOSTS": "127.0.0.1",
}


def memory_of_workers(number: int) -> int:
    """Start the server with `number` workers, read some hundred pages, and return their PSS in MiB; -1 off Linux."""
    if not Path("/proc/self/smaps_rollup").exists():
        return -1
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(number)]
    server = subprocess.Popen(command, env=os.environ | PRODUCTION)
    try:
        _read_pages(f"http://127.0.0.1:{port}")
        return _pss(server.pid) // 1024
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _read_pages(base: str) -> None:
    paths = ["/en/practices/", "/en/practices/?q=integration", "/en/practices/bench-1/", "/de/practices/?country=SE"]
    deadline = time.monotonic() + 300
    for number in range(200):
        while True:
            try:
                with urllib.request.urlopen(base + paths[number % len(paths)], timeout=120) as answer:  # noqa: S310
                    answer.read()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.3)


def _pss(parent: int) -> int:
    """Return the proportional set size of a process and its children, in KiB."""
    whole = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(folder.name) == parent or int(stat[1]) == parent:
                rollup = (folder / "smaps_rollup").read_text()
                whole += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return whole
