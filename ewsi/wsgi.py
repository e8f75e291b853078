"""The WSGI application that gunicorn serves: Django's, with the page cache around it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ewsi.settings")
django_application = get_wsgi_application()

from edge.wrapper import PageCache  # noqa: E402  wants the settings, and the apps loaded

application = PageCache(django_application)


def warm_up() -> None:
    """Load addresses, templates and translations now: before gunicorn forks, so that its workers share them."""
    from django.conf import settings
    from django.template.loader import get_template
    from django.urls import get_resolver
    from django.utils.translation import gettext, override

    get_resolver().check()
    for code, _name in settings.LANGUAGES:
        with override(code):
            gettext("")
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        get_template(str(path.relative_to(settings.BASE_DIR / "templates")))


warm_up()
