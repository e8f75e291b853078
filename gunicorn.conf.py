"""How gunicorn serves the portal, found by it in the working directory; what an installation decides stays outside.

The application is loaded once, before the workers are forked: what it holds is then in memory once, not once for each.
New code comes with a restart, or with USR2, which starts new workers beside the old ones.
"""

import gc
import os
import shutil
import signal

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from operations.lines import ServerFilter

wsgi_app = "ewsi.wsgi"
worker_class = "gthread"
threads = 4
max_requests = 5000
max_requests_jitter = 500
graceful_timeout = 10
loglevel = "warning"
control_socket_disable = True
preload_app = True


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ewsi.settings")
if settings.METRICS_TOKEN and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    # The workers count into files of a folder, so that any of them can tell what all have counted.
    shutil.rmtree(settings.DATA_DIR / "metrics", ignore_errors=True)
    (settings.DATA_DIR / "metrics").mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.DATA_DIR / "metrics")


def on_starting(server):
    """Keep readers and what they asked for out of the server's own log, too."""
    server.log.error_log.addFilter(ServerFilter())


def when_ready(server):
    """Keep the collector away from what all workers share: its marks would copy every page of it.

    A connection that was opened while loading is shut: two processes must not talk through one.
    """
    connections.close_all()
    gc.collect()
    gc.freeze()
    if settings.EMBEDDED:
        start_clock(server)


def start_clock(server):
    """Publish and archive by the clock beside the server, where the machine has no timer; it ends with the server.

    It is a child as the workers are, and shares with them what is loaded: as a program of its own it took as much
    memory as all that they do not share.
    """
    parent = os.getpid()
    if os.fork():
        return
    try:
        for number in (*server.SIGNALS, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server, and the clock ends after it
        for listener in server.LISTENERS:
            listener.sock.close()
        call_command("tick", verbosity=0, every=settings.TICK_SECONDS, parent=parent)
    finally:
        os._exit(0)
