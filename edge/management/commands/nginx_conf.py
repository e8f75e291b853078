"""Print the configuration of nginx for this installation."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...nginx import Edge


class Command(BaseCommand):
    help = "Prints what belongs in /etc/nginx/conf.d/portal.conf."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--listen", default="443", help="port or address:port (443; 80 without a certificate)")
        parser.add_argument("--upstream", default="127.0.0.1:8000", help="where gunicorn listens; unix:/path works too")
        parser.add_argument("--name", default=settings.PORTAL_DOMAIN.partition(":")[0], help="host name")
        parser.add_argument("--certificate", default="", help="file with the certificate and its chain")
        parser.add_argument("--key", default="", help="file with its key")
        parser.add_argument("--cache", default="/var/lib/nginx/portal", help="folder in which nginx keeps pages")
        parser.add_argument("--mirror", default=str(settings.DATA_DIR / "mirror"), help="folder of `manage.py mirror`")

    def handle(self, *args, listen, upstream, name, certificate, key, cache, mirror, **options):
        if bool(certificate) != bool(key):
            raise CommandError("Name both --certificate and --key, or neither.")
        listen = "80" if listen == "443" and not certificate else listen
        self.stdout.write(Edge(listen, upstream, cache, mirror, name, certificate, key).configuration(), ending="")
