from django.urls import path

from . import pages
from .blind_spots import BlindSpotsView
from .feeds import LatestFeed
from .views import SearchView

app_name = "search"
urlpatterns = [
    path("search/", SearchView.as_view(), name="results"),
    path("feed/", LatestFeed(), name="feed"),
    path("countries/", pages.CountryListView.as_view(), name="country-list"),
    path("countries/<slug:code>/", pages.CountryDetailView.as_view(), name="country-detail"),
    path("blind-spots/", BlindSpotsView.as_view(), name="blind-spots"),
    path("topics/", pages.TopicListView.as_view(), name="topic-list"),
    path("topics/<slug:slug>/", pages.TopicDetailView.as_view(), name="topic-detail"),
    path("organisations/", pages.OrganisationListView.as_view(), name="organisation-list"),
    path("organisations/<slug:slug>/", pages.OrganisationDetailView.as_view(), name="organisation-detail"),
    path("sources/", pages.SourceListView.as_view(), name="source-list"),
    path("sources/<slug:reference>/", pages.SourceDetailView.as_view(), name="source-detail"),
]
