"""The configuration of nginx, filled in from `deploy/nginx/`."""

import os
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

FOLDER = "deploy/nginx"
TLS = """
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:portal_tls:10m;"""
HSTS = """
        add_header Strict-Transport-Security "max-age={seconds}; includeSubDomains; preload" always;"""
REDIRECT = """
server {{
    listen 80;
    server_name {name};
    server_tokens off;
    return 301 https://{name}$request_uri;
}}"""


@dataclass(frozen=True)
class Edge:
    """Where nginx listens, what it stands before, and the folders that it keeps pages in."""

    listen: str
    upstream: str
    cache: str
    mirror: str
    name: str = "_"
    certificate: str = ""
    key: str = ""

    def configuration(self) -> str:
        """Return the file for the context `http`."""
        is_tls = bool(self.certificate)
        # Before nginx 1.25 HTTP/2 is a word of `listen`, which later versions still take.
        return _filled(
            "portal.conf.in",
            CACHE=self.cache,
            UPSTREAM=self.upstream,
            LISTEN=f"{self.listen} ssl http2" if is_tls else self.listen,
            NAME=self.name,
            TLS=TLS.format(certificate=self.certificate, key=self.key) if is_tls else "",
            REDIRECT=REDIRECT.format(name=self.name) if is_tls else "",
            MIRROR=self.mirror,
            PERMISSIONS=settings.PERMISSIONS_POLICY,
            HSTS=HSTS.format(seconds=settings.SECURE_HSTS_SECONDS) if is_tls and settings.SECURE_HSTS_SECONDS else "",
            TYPES=str(settings.BASE_DIR / FOLDER / "types.conf"),
        )

    def write_alone(self, run: Path, workers: int = 2) -> Path:
        """Write a whole configuration for one nginx of its own into the folder `run` and return its path."""
        run.mkdir(parents=True, exist_ok=True)
        (run / "portal.conf").write_text(self.configuration())
        user = "user root;" if os.geteuid() == 0 else ""  # folders of this user are closed to others
        whole = run / "nginx.conf"
        whole.write_text(_filled("alone.conf.in", USER=user, WORKERS=str(workers), RUN=str(run)))
        return whole


def command(configuration: Path) -> list[str] | None:
    """Return the command that starts nginx in the foreground, None where it is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    return [program, "-e", "stderr", "-c", str(configuration)] if program else None


def is_listened_to(address: str, seconds: float) -> bool:
    """Tell whether somebody answers at `host:port`, waiting up to so many seconds."""
    host, _colon, port = address.rpartition(":")
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


def _filled(name: str, **values: str) -> str:
    text = (settings.BASE_DIR / FOLDER / name).read_text()
    for slot, value in values.items():
        text = text.replace(f"@{slot}@", value)
    return text
