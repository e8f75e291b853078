from django.urls import path

from . import views

app_name = "news"
urlpatterns = [
    path("news/", views.NewsItemListView.as_view(), name="newsitem-list"),
    path("news/documents/<slug:model_name>/<int:pk>/", views.NewsDocumentView.as_view(), name="document"),
    path("news/<slug:slug>/", views.NewsItemDetailView.as_view(), name="newsitem-detail"),
    path("analyses/", views.AnalysisListView.as_view(), name="analysis-list"),
    path("analyses/<slug:slug>/", views.AnalysisDetailView.as_view(), name="analysis-detail"),
]
