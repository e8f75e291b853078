"""The forms of the sign-in and of one's own account."""

from threading import Thread

from django import forms
from django.conf import settings
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mails.sending import send_always

from . import lockout


class SignInForm(auth_forms.AuthenticationForm):
    """Name and password. Which of them was wrong, and whether the account exists, is not said."""

    error_messages = {
        "invalid_login": gettext_lazy(
            "Name and password do not fit together. Check both; capital and small letters are not the same."
        )
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["username"].error_messages["required"] = _("Write your user name.")
        self.fields["password"].error_messages["required"] = _("Write your password.")
        self.wait = 0  # seconds, where the sign-in is locked

    def get_invalid_login_error(self):
        if not getattr(self.request, "axes_locked_out", False):
            return ValidationError(self.error_messages["invalid_login"])
        self.wait = lockout.seconds_left(self.request, self.cleaned_data["username"])
        return ValidationError(lockout.sentence(self.wait))


class CodeForm(forms.Form):
    """The six digits that the app shows."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("The six digits that the app on your phone shows now."),
        error_messages={"required": gettext_lazy("Write the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class RecoveryCodeForm(forms.Form):
    """One of the codes that were printed or kept when the app was set up."""

    code = forms.CharField(
        label=gettext_lazy("Recovery code"),
        max_length=40,
        help_text=gettext_lazy("Four groups of four letters and digits. Each code works once."),
        error_messages={"required": gettext_lazy("Write the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class NewPasswordMixin:
    """Says the rules for passwords in sentences, before they are broken."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = " ".join(password_validators_help_texts())
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)


class PasswordChangeForm(NewPasswordMixin, auth_forms.PasswordChangeForm):
    pass


class SetPasswordForm(NewPasswordMixin, auth_forms.SetPasswordForm):
    pass


class PasswordResetForm(auth_forms.PasswordResetForm):
    """Mails a link to whoever has the address, even if it refused other mails: without it nobody gets in again.

    The mail leaves beside the answer, whose time so tells nothing.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address of your account")
        self.fields["email"].error_messages["required"] = _("Write your e-mail address.")

    def send_mail(self, subject_name, text_name, context, sender, to, **more):
        names = {"start": settings.PORTAL_ADDRESS, "portal": settings.PORTAL_NAME}
        text = render_to_string("accounts/mail_reset.txt", context | names)
        Thread(target=send_always, args=[to, _("A new password for %(portal)s") % names, text]).start()
