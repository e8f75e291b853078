"""The addresses of the portal: everything for readers stands under its language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from search.sitemaps import SITEMAPS, sitemap_index

from . import views

admin.site.site_header = admin.site.site_title = settings.PORTAL_NAME

handler500 = views.failed

urlpatterns = [
    path("admin/", include("accounts.urls")),  # first: its sign-in is the admin's
    path("admin/desk/", include("desk.urls")),
    path("admin/", admin.site.urls),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("", include("operations.urls")),
    path("sitemap.xml", sitemap_index, name="sitemap-index"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
urlpatterns += i18n_patterns(
    path("", views.HomeView.as_view(), name="home"),
    path("about/", views.PageView.as_view(template_name="pages/about.html"), name="about"),
    path("legal-notice/", views.PageView.as_view(template_name="pages/legal.html"), name="legal"),
    path("privacy/", views.PageView.as_view(template_name="pages/privacy.html"), name="privacy"),
    path("accessibility/", views.PageView.as_view(template_name="pages/accessibility.html"), name="accessibility"),
    path("style-guide/", views.StyleGuideView.as_view(), name="style-guide"),
    path("networks/", include("networks.urls")),
    path("propose/", include("proposals.urls")),
    path("mails/", include("mails.urls")),
    path("practices/", include("practices.urls")),
    path("", include("publishing.urls")),
    path("report-desk/", include("reporting.urls")),
    path("", include("events.urls")),
    path("action-plans/", include("tracker.urls")),
    path("", include("news.urls")),
    path("", include("search.urls")),
)
