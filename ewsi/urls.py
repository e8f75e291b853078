"""The addresses of the portal: everything for readers stands under its language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from search.sitemaps import SITEMAPS

from . import views

admin.site.site_header = admin.site.site_title = settings.PORTAL_NAME

urlpatterns = [
    path("admin/", admin.site.urls),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.health, name="health"),
    path("sitemap.xml", sitemap_index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}, name="sitemap-index"),
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
    path("practices/", include("practices.urls")),
    path("", include("events.urls")),
    path("", include("news.urls")),
    path("", include("search.urls")),
)
