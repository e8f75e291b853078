from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "ewsi"
    verbose_name = "portal"

    def ready(self):
        """Let feeds and sitemaps speak of the host that the settings name, whatever the row of `sites` says."""
        from django.contrib.sites.models import SITE_CACHE, Site

        SITE_CACHE[settings.SITE_ID] = Site(settings.SITE_ID, settings.PORTAL_DOMAIN, settings.PORTAL_NAME)
        post_migrate.connect(write_site, sender=apps.get_app_config("sites"))


def write_site(using, **kwargs):
    """Write the host of the settings into the row that `django.contrib.sites` makes for example.com."""
    from django.contrib.sites.models import Site

    names = {"domain": settings.PORTAL_DOMAIN, "name": settings.PORTAL_NAME[:50]}
    Site.objects.using(using).update_or_create(pk=settings.SITE_ID, defaults=names)
