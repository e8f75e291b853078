from django.urls import path

from .health import alive, ready
from .metrics import metrics

app_name = "operations"
urlpatterns = [
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
]
