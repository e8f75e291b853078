from django.urls import path

from . import views
from .feeds import ChangesFeed

app_name = "tracker"
urlpatterns = [
    path("", views.ActionPlanListView.as_view(), name="actionplan-list"),
    path("actions/", views.ActionListView.as_view(), name="action-list"),
    path("actions/<slug:slug>/", views.ActionDetailView.as_view(), name="action-detail"),
    path("changes/", views.ChangesView.as_view(), name="changes"),
    path("changes/feed/", ChangesFeed(), name="changes-feed"),
    path("<slug:slug>/", views.ActionPlanDetailView.as_view(), name="actionplan-detail"),
    path("<slug:slug>/timetable/", views.TimetableView.as_view(), name="timetable"),
]
