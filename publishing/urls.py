from django.urls import path

from .preview_views import preview
from .rich_views import tidied

app_name = "publishing"
urlpatterns = [
    path("preview/<str:token>/", preview, name="preview"),
    path("rich-text/", tidied, name="tidy"),
]
