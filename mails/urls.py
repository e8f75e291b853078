from django.urls import path

from . import views

app_name = "mails"
urlpatterns = [path("<str:token>/", views.RefuseView.as_view(), name="refuse")]
