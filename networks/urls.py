from django.urls import path

from . import views

app_name = "networks"
urlpatterns = [
    path("", views.NetworkListView.as_view(), name="network-list"),
    path("compare/", views.CompareView.as_view(), name="compare"),
    path("overlap/", views.OverlapView.as_view(), name="overlap"),
    path("timeline/", views.TimelineView.as_view(), name="timeline"),
    path("methods/", views.MethodListView.as_view(), name="method-list"),
    path("methods/<slug:slug>/", views.MethodDetailView.as_view(), name="method-detail"),
    path("<slug:slug>/", views.NetworkDetailView.as_view(), name="network-detail"),
]
