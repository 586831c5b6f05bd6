"""Forms for signing in, passwords and one's own profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from accounts.models.person import Language, as_username


class SignInForm(AuthenticationForm):
    """Sign-in name and password; what was wrong is not told apart."""

    error_messages = {
        "invalid_login": _("Sign-in name or password is wrong. Capital letters count in the password."),
        "inactive": _("Sign-in name or password is wrong. Capital letters count in the password."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")

    def clean_username(self) -> str:
        """The sign-in name as it is kept, so that attempts are counted for one name however it is written."""
        return as_username(self.cleaned_data["username"])


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text, max_length=256)


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    new_password1 = _password(
        _("New password"), "new-password", _("At least 12 characters; a sentence is easier to keep in mind.")
    )
    new_password2 = _password(_("New password again"), "new-password")

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        data = super().clean() or {}
        if data.get("new_password1") != data.get("new_password2") and "new_password2" in data:
            self.add_error("new_password2", _("The two passwords are not the same."))
        return data


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one, twice."""

    old_password = _password(_("Present password"), "current-password")
    field_order = ["old_password", "new_password1", "new_password2"]


class ResetRequestForm(forms.Form):
    """Where the link is to be sent."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class LanguageForm(forms.Form):
    """One's language."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=forms.RadioSelect)
