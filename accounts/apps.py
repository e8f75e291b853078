from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from .presence import begin_session

        user_logged_in.connect(begin_session, dispatch_uid="accounts.begin_session")
