from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate

# What stands in these rooms is on no public page, or follows from what is in others.
PRIVATE_ROOMS = {"accounts", "audit", "desk", "index", "intake", "mails", "proposals", "reporting", "weblinks"}


class PortalConfig(AppConfig):
    name = "ewsi"
    verbose_name = "portal"

    def ready(self):
        """Let feeds and sitemaps speak of the host that the settings name, whatever the row of `sites` says."""
        from django.contrib.sites.models import SITE_CACHE, Site

        SITE_CACHE[settings.SITE_ID] = Site(settings.SITE_ID, settings.PORTAL_DOMAIN, settings.PORTAL_NAME)
        post_migrate.connect(write_site, sender=apps.get_app_config("sites"))
        guard_pages()


def guard_pages():
    """Tell the page cache what no record tells of by itself: rows that pages show, and moments that come."""
    from django.contrib.redirects.models import Redirect

    from edge import counter, noting
    from search.coming import next_published_at

    noting.watch([*own_rows(), Redirect])
    counter.upcoming.append(next_published_at)


def own_rows() -> list:
    """Return the models of all rooms with public pages, but for records, which note their changes themselves."""
    from publishing.models import Publication, Version

    rooms = {app for app in settings.PORTAL_ROOMS if app not in PRIVATE_ROOMS}
    models = [model for model in apps.get_models() if model._meta.app_label in rooms]
    return [model for model in models if not issubclass(model, Publication | Version)]


def write_site(using, **kwargs):
    """Write the host of the settings into the row that `django.contrib.sites` makes for example.com."""
    from django.contrib.sites.models import Site

    names = {"domain": settings.PORTAL_DOMAIN, "name": settings.PORTAL_NAME[:50]}
    Site.objects.using(using).update_or_create(pk=settings.SITE_ID, defaults=names)
