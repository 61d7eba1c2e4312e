"""Forms of the second factors: passkeys, the codes of an app, recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.accounts.forms import NUL_MESSAGE, NameField

CODE_LIMIT = 64
ANSWER_LIMIT = 20_000
MALFORMED = (
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading a device's answer raises when it is none: JSON can hold anything."""


def code_field(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=CODE_LIMIT,
        error_messages={
            "required": _("Write the code."),
            "max_length": _("A code is shorter than that."),
            **NUL_MESSAGE,
        },
        widget=forms.TextInput(
            {"class": "field", "autocomplete": "one-time-code", "autocapitalize": "off"}
        ),
    )


class FactorForm(base.AuthenticateForm):
    code = code_field(_("Code"), _("Of your app, or one of your recovery codes."))


class FactorAgainForm(base.ReauthenticateForm):
    code = code_field(_("Code"), _("Of your app, or one of your recovery codes."))


class AddAppForm(totp.ActivateTOTPForm):
    code = code_field(_("The code that the app shows"), _("It changes every thirty seconds."))


class AnswerField(forms.JSONField):
    """What a device says of a passkey."""

    default_error_messages = {
        "required": _("The passkey did not answer. This page needs JavaScript for it."),
        "invalid": _("The passkey’s answer could not be read."),
    }

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        unreadable = ValidationError(self.error_messages["invalid"], code="invalid")
        if isinstance(value, str) and (len(value) > ANSWER_LIMIT or "\\u0000" in value):
            raise unreadable
        try:
            answer = super().to_python(value)
        except RecursionError as error:
            raise unreadable from error
        if answer is not None and not isinstance(answer, dict):
            raise unreadable
        return answer


class _ReadsAnswer(forms.Form):
    """A form that takes any answer for a wrong one where it is malformed."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyForm(_ReadsAnswer, webauthn.AuthenticateWebAuthnForm):
    credential = AnswerField()


class PasskeyAgainForm(_ReadsAnswer, webauthn.ReauthenticateWebAuthnForm):
    credential = AnswerField()


class PasskeySignInForm(_ReadsAnswer, webauthn.LoginWebAuthnForm):
    credential = AnswerField()


def passkey_name_field(*, required: bool) -> NameField:
    return NameField(
        label=_("What to call it"),
        help_text=_("So that you know it again: your phone, the key on your ring."),
        required=required,
        max_length=80,
        error_messages={"required": _("Write a name.")},
        widget=forms.TextInput({"class": "field", "autocomplete": "off"}),
    )


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    name = passkey_name_field(required=False)
    credential = AnswerField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]

    def clean(self) -> dict[str, Any]:
        """Take a passkey that can open the account by itself, and no other."""
        self.cleaned_data["passwordless"] = True
        try:
            given: dict[str, Any] = super().clean()
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return given


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    name = passkey_name_field(required=True)
