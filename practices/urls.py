from django.urls import path

from . import views

app_name = "practices"
urlpatterns = [
    path("", views.PracticeListView.as_view(), name="practice-list"),
    path("compare/", views.CompareView.as_view(), name="compare"),
    path("map/", views.PracticeMapView.as_view(), name="map"),
    path("evidence/", views.EvidenceView.as_view(), name="evidence"),
    path("documents/<slug:model_name>/<int:pk>/", views.PracticeDocumentView.as_view(), name="document"),
    path("photographs/<slug:model_name>/<int:pk>/", views.PracticePhotographView.as_view(), name="photograph"),
    path("<slug:slug>/", views.PracticeDetailView.as_view(), name="practice-detail"),
]
