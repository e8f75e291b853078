from django.urls import path

from . import reader_views, review_views, trial_views, views

app_name = "proposals"
urlpatterns = [
    path("", views.StartView.as_view(), name="start"),
    path("change/<slug:slug>/", reader_views.ChangeView.as_view(), name="change"),
    path("report/<slug:slug>/", reader_views.ReportView.as_view(), name="report"),
    path("contact/<slug:slug>/", reader_views.ContactView.as_view(), name="contact"),
    path("tried/<slug:slug>/", trial_views.TrialView.as_view(), name="trial"),
    path("tried/own/<str:token>/", trial_views.OwnTrialView.as_view(), name="own-trial"),
    path("tried/own/<str:token>/mail/", trial_views.TrialMailView.as_view(), name="mail-trial"),
    path("tried/own/<str:token>/confirm/<str:proof>/", trial_views.TrialConfirmView.as_view(), name="confirm-trial"),
    path("review/documents/<slug:model_name>/<int:pk>/", review_views.file, name="document"),
    path("review/photographs/<slug:model_name>/<int:pk>/", review_views.file, name="photograph"),
    path("<str:token>/", views.OverviewView.as_view(), name="overview"),
    path("<str:token>/<int:number>/", views.StepView.as_view(), name="step"),
    path("<str:token>/files/", views.FilesView.as_view(), name="files"),
    path("<str:token>/files/<slug:what>/<int:pk>/remove/", views.RemoveFileView.as_view(), name="remove-file"),
    path("<str:token>/send/", views.SendView.as_view(), name="send"),
    path("<str:token>/mail/", views.MailView.as_view(), name="mail"),
    path("<str:token>/confirm/<str:proof>/", views.ConfirmView.as_view(), name="confirm"),
]
