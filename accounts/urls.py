"""The sign-in and the account. They stand before the admin's own addresses and take the place of some of these."""

from django.urls import path

from . import account_views, reset_views, single_sign_on, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.SignInView.as_view(), name="sign-in"),
    path("login/code/", views.VerifyView.as_view(), name="verify"),
    path("login/provider/", single_sign_on.SignOnView.as_view(), name="sign-on"),
    path("login/provider/back/", single_sign_on.BackView.as_view(), name="sign-on-back"),
    path("logout/", views.SignOutView.as_view(), name="sign-out"),
    path("logout/everywhere/", views.SignOutEverywhereView.as_view(), name="sign-out-everywhere"),
    path("password_change/", account_views.PasswordView.as_view(), name="password"),
    path("password-reset/", reset_views.AskView.as_view(), name="reset"),
    path("password-reset/sent/", reset_views.SentView.as_view(), name="reset-sent"),
    path("password-reset/<uidb64>/<token>/", reset_views.ChooseView.as_view(), name="reset-choose"),
    path("account/", account_views.AccountView.as_view(), name="account"),
    path("account/no-entry/", views.NoEntryView.as_view(), name="no-entry"),
    path("account/second-step/", account_views.SetUpView.as_view(), name="set-up"),
    path("account/recovery-codes/", account_views.RecoveryCodesView.as_view(), name="recovery-codes"),
    path("account/recovery-codes/file/", account_views.RecoveryFileView.as_view(), name="recovery-file"),
]
