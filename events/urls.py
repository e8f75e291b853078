from django.urls import path

from . import adoption_views, views

app_name = "events"
urlpatterns = [
    path("meetings/", views.CalendarView.as_view(), name="calendar"),
    path("meetings/documents/<slug:model_name>/<int:pk>/", views.EventDocumentView.as_view(), name="document"),
    path("meetings/<slug:slug>/", views.MeetingDetailView.as_view(), name="meeting-detail"),
    path("study-visits/", views.StudyVisitListView.as_view(), name="studyvisit-list"),
    path("study-visits/<slug:slug>/", views.StudyVisitDetailView.as_view(), name="studyvisit-detail"),
    path("exchanges/", views.ExchangeListView.as_view(), name="exchange-list"),
    path("exchanges/<slug:slug>/", views.ExchangeDetailView.as_view(), name="exchange-detail"),
    path("adoptions/", adoption_views.AdoptionListView.as_view(), name="adoption-list"),
    path("adoptions/flow/", adoption_views.FlowView.as_view(), name="adoption-flow"),
    path("adoptions/<slug:slug>/", adoption_views.AdoptionDetailView.as_view(), name="adoption-detail"),
    path("reports/", views.MeetingReportListView.as_view(), name="meetingreport-list"),
    path("reports/<slug:slug>/", views.MeetingReportDetailView.as_view(), name="meetingreport-detail"),
    path("reports/photographs/<slug:model_name>/<int:pk>/", views.EventPhotographView.as_view(), name="photograph"),
    path("reports/<slug:slug>/versions/<int:number>/", views.EditionView.as_view(), name="edition"),
    path(
        "reports/<slug:slug>/versions/<int:number>/<slug:language>.pdf",
        views.EditionPdfView.as_view(),
        name="edition-pdf",
    ),
    path("learnt/", views.LearntListView.as_view(), name="learnt-list"),
    path("lessons/", views.LessonListView.as_view(), name="lesson-list"),
    path("lessons/<slug:slug>/", views.LessonDetailView.as_view(), name="lesson-detail"),
    path("recommendations/", views.RecommendationListView.as_view(), name="recommendation-list"),
    path("recommendations/<slug:slug>/", views.RecommendationDetailView.as_view(), name="recommendation-detail"),
]
