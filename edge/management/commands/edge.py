"""Start the portal with nginx before it, on this machine: `make run-edge` calls it."""

import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...nginx import Edge, command, is_listened_to


class Command(BaseCommand):
    help = "Serves on HOST:PORT through nginx, with the application behind it on APP_PORT (PORT + 1)."
    requires_system_checks = []

    def handle(self, *args, **options):
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        if not port.isdecimal():
            raise CommandError(f"PORT is “{port}”. Give a number, as: make run-edge PORT=8080")
        behind = os.environ.get("APP_PORT") or str(int(port) + 1)
        run = (settings.DATA_DIR / "edge").resolve()
        edge = Edge(f"{host}:{port}", f"127.0.0.1:{behind}", str(run / "cache"), str(settings.DATA_DIR / "mirror"))
        try:
            start_nginx = command(edge.write_alone(run))
        except OSError as fault:
            raise CommandError(f"DATA_DIR {settings.DATA_DIR} cannot be written: {fault.strerror}.") from fault
        if start_nginx is None:
            raise CommandError("nginx is not installed. On Debian: apt-get install nginx-light")
        own = {"HOST": "127.0.0.1", "PORT": behind, "PORTAL_DOMAIN": settings.PORTAL_DOMAIN, "TRUST_FORWARDED_FOR": "1"}
        serve = [sys.executable, "-u", sys.argv[0], "serve"]
        with subprocess.Popen(serve, env=os.environ | own) as portal, subprocess.Popen(start_nginx) as nginx:
            self.stay(portal, nginx, behind, f"http://{host}:{port}/")
        if portal.returncode or nginx.returncode:
            raise CommandError("The portal ended because a part of it could not go on; what it said stands above.")

    def stay(self, portal, nginx, behind: str, address: str) -> None:
        """Stay until one of the two ends or this program is to end, then end what is left."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            said = False
            while portal.poll() is None and nginx.poll() is None:
                if not said and is_listened_to(f"127.0.0.1:{behind}", 0.5):
                    said = True
                    self.stdout.write(f"Through nginx the portal is on {address}")
                    self.stdout.flush()
                time.sleep(0.5)
        except KeyboardInterrupt:
            pass
        finally:
            for process in (portal, nginx):
                if process.poll() is None:
                    process.terminate()
