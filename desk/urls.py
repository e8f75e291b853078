"""Pages of the desk beside the admin's own."""

from django.contrib import admin
from django.urls import path

from . import translation_files, translations, views

app_name = "desk"
view = admin.site.admin_view
urlpatterns = [
    path("actions/", view(views.ActionsView.as_view()), name="actions"),
    path("freshness/", view(views.FreshnessView.as_view()), name="freshness"),
    path("powers/", view(views.PowersView.as_view()), name="powers"),
    path("translations/", view(translations.TranslationsView.as_view()), name="translations"),
    path("translations/export/", view(translation_files.ExportListView.as_view()), name="export-translations"),
    path("translations/import/", view(translation_files.ImportView.as_view()), name="import-translations"),
    path(
        "translations/<str:kind>/<int:pk>/export/",
        view(translation_files.ExportRecordView.as_view()),
        name="export-record",
    ),
    path(
        "translations/<str:kind>/<int:pk>/<slug:language>/",
        view(translations.WorkbenchView.as_view()),
        name="translate",
    ),
    path(
        "translations/<str:kind>/<int:pk>/<slug:language>/preview/",
        view(translations.TranslationPreviewView.as_view()),
        name="preview-translation",
    ),
]
