from django.urls import path

from . import picking, views

app_name = "reporting"
urlpatterns = [
    path("", views.StartView.as_view(), name="start"),
    path("practices.json", picking.SuggestionsView.as_view(), name="suggestions"),
    path("<int:pk>/practices/<int:place>/", picking.PickView.as_view(), name="pick"),
    path("<int:pk>/", views.WriteView.as_view(), name="write"),
    path("<int:pk>/preview/", views.PreviewView.as_view(), name="preview"),
    path("<int:pk>/files/", views.FilesView.as_view(), name="files"),
]
