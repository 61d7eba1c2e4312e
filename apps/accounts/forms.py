"""Forms of the account pages."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from apps.accounts.addresses import forget_wishes, is_known, is_theirs
from apps.accounts.context import SHARED
from apps.accounts.invitations import use_invitation
from apps.accounts.models import Shown, User
from apps.accounts.social.ways import let_go_of_strangers
from apps.accounts.zones import zone_choices
from apps.core.forms import Select
from apps.core.text import TextTooLong, one_line

EMAIL_LIMIT = 254
PASSWORD_LIMIT = 1000
NAME_LIMIT = 80
NUL_MESSAGE = {
    "null_characters_not_allowed": _("A sign in this cannot be kept. Please type it again.")
}


class EmailAddressField(forms.EmailField):
    """An address in lower case, as long as the database can hold."""

    default_error_messages = {
        "required": _("Write your e-mail address."),
        "invalid": _("An e-mail address looks like name@example.com."),
        "max_length": _("At most 254 characters."),
        **NUL_MESSAGE,
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("E-mail address"), max_length=EMAIL_LIMIT, **kwargs)
        self.widget.attrs["autocomplete"] = "email"

    def clean(self, value: Any) -> str:
        # Some letters become two in lower case.
        address = str(super().clean(value)).lower()
        MaxLengthValidator(EMAIL_LIMIT, message=self.error_messages["max_length"])(address)
        return address


class NameField(forms.CharField):
    """One line without characters that turn a text around."""

    default_error_messages = {"max_length": _("At most 80 characters."), **NUL_MESSAGE}

    def clean(self, value: Any) -> str:
        try:
            return one_line(super().clean(value), limit=NAME_LIMIT)
        except TextTooLong as error:
            raise ValidationError(self.error_messages["max_length"], code="max_length") from error


def name_field() -> NameField:
    return NameField(
        label=_("What shall we call you?"),
        help_text=_(
            "A name, a nickname, or nothing at all. Nobody else sees it, except whoever reads a"
            " week that you share."
        ),
        required=False,
        max_length=NAME_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "field"}),
    )


def zone_field(help_text: Any) -> forms.ChoiceField:
    choose = _("Choose a time zone from the list.")
    return forms.ChoiceField(
        label=_("Your time zone"),
        help_text=help_text,
        choices=zone_choices,
        initial="UTC",
        error_messages={"required": choose, "invalid_choice": choose},
        widget=Select(attrs={"class": "field"}),
    )


class InTheDesign(forms.Form):
    """Takes allauth's placeholders away, and keeps long passwords away from the hash."""

    LABELS = {
        "password": _("Password"),
        "oldpassword": _("Your present password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"email", "login"} & self.fields.keys():
            self.fields[name] = EmailAddressField()
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs["class"] = "field"
            if isinstance(field.widget, forms.PasswordInput):
                _shape_password(field, self.LABELS[name], is_new=name == "password1")


def _shape_password(field: forms.Field, label: Any, *, is_new: bool) -> None:
    field.label = label
    field.error_messages["required"] = (
        _("Choose a password.") if is_new else _("Write your password.")
    )
    field.error_messages |= NUL_MESSAGE
    field.help_text = _("Eight characters or more, and not a common word.") if is_new else ""
    field.widget.attrs["maxlength"] = PASSWORD_LIMIT
    message = _("At most 1,000 characters.")
    field.validators.append(MaxLengthValidator(PASSWORD_LIMIT, message=message))


class SignUpForm(InTheDesign, allauth.SignupForm):
    LABELS = {"password1": _("Password")}

    field_order = ["display_name", "email", "password1", "time_zone"]
    display_name = name_field()
    time_zone = zone_field(_("It decides when your day and your week begin. You can change it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.PASSWORDS:
            del self.fields["password1"]
        if not self.is_bound:
            self.fields["time_zone"].widget.attrs["data-browser-zone"] = True

    def validate_unique_email(self, value: str) -> str:
        address: str = super().validate_unique_email(value) if is_known(value) else value
        return address

    def save(self, request: HttpRequest) -> User:
        with transaction.atomic():
            forget_wishes(self.cleaned_data["email"])
            person: User = super().save(request)
        return person

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Return the new person, or the answer to give when the address is taken.

        A taken address costs one password hash too, and an invitation where one is needed, so that
        neither time nor the invitation's link tells who is known here.
        """
        if not use_invitation(request, now=timezone.now()):
            return None, redirect("account_signup")
        if self.account_already_exists and settings.PASSWORDS:
            make_password(self.cleaned_data["password1"])
        saved: tuple[User | None, HttpResponse | None]
        try:
            saved = super().try_save(request)
        except IntegrityError:
            messages.error(request, _("That was sent twice. Sign in with the new account."))
            saved = None, redirect("account_login")
        return saved


def shared_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Others use this computer too"),
        help_text=_(
            "Then nothing you write is kept in this browser, and closing it signs you out."
        ),
        required=False,
    )


class SignInForm(InTheDesign, allauth.LoginForm):
    shared = shared_field()

    def clean(self) -> dict[str, Any]:
        """Say what is wrong beside the password, whichever of the two it was."""
        try:
            super().clean()
        except ValidationError as error:
            self.add_error("password", error)
        return self.cleaned_data

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in; on a shared computer for as long as the browser is open.

        The adapter has said so to the session by now, and allauth has made it a long one since.
        """
        response: HttpResponse = super().login(request, redirect_url)
        if SHARED in request.session:
            request.session.set_expiry(0)
        return response


class ReauthenticateForm(InTheDesign, allauth.ReauthenticateForm):
    pass


class AddressForm(InTheDesign, allauth.AddEmailForm):
    pass


class TwiceAlike(forms.Form):
    """A new password that is asked for twice; says in our words when the two differ."""

    def add_error(self, field: str | None, error: Any) -> None:
        differ = field == "password2" and {"password1", "password2"} <= self.cleaned_data.keys()
        super().add_error(field, _("The two new passwords differ.") if differ else error)


class ResetForm(InTheDesign, allauth.ResetPasswordForm):
    users: list[User]

    def clean_email(self) -> str:
        """Send a link to whom the address is, as a code is sent."""
        address: str = super().clean_email()
        self.users = [one for one in self.users if is_theirs(one, address)]
        return address


class NewPasswordForm(TwiceAlike, InTheDesign, allauth.ResetPasswordKeyForm):
    def save(self) -> None:
        with transaction.atomic():
            let_go_of_strangers(self.user)
            super().save()


class ChangePasswordForm(TwiceAlike, InTheDesign, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(TwiceAlike, InTheDesign, allauth.SetPasswordForm):
    pass


class PreferencesForm(forms.Form):
    """The name, the time zone, whether to write before looking, and how much to see."""

    display_name = name_field()
    time_zone = zone_field(
        _("It decides when your day and your week begin. Days already kept stay as they are.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the browser asks for")), *settings.LANGUAGES],
        error_messages={"invalid_choice": _("Choose one from the list.")},
        widget=Select(attrs={"class": "field"}),
    )
    writing_first = forms.TypedChoiceField(
        label=_("Write before looking"),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
        choices=[
            ("True", _("Cover the week’s numbers until I have written")),
            ("False", _("Show the numbers at any time")),
        ],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        help_text=_(
            "Covered numbers wait until you finish the week, show them anyway, mark it as a rest,"
            " or seven days have passed since it ended. Without the cover, each week says that"
            " its numbers were shown before it was written."
        ),
    )

    numbers_shown = forms.ChoiceField(
        label=_("How much of a number you want to see"),
        required=False,
        error_messages={"invalid_choice": _("Choose one.")},
        choices=[
            (Shown.EXACT, _("Exact: the number itself")),
            (Shown.WORDS, _("In words: “among half of your weeks”")),
            (Shown.HIDDEN, _("Hidden until I tap it")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "On every page, in mail and in print. Each number can differ: its source’s page says"
            " how. What is collected and kept stays the same."
        ),
    )

    def clean_numbers_shown(self) -> str:
        """Keep what stands where nothing was chosen, as by a page opened before this was asked."""
        return self.cleaned_data["numbers_shown"] or str(self.initial["numbers_shown"])

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of the preferences, which the person's row bears too."""
        return tuple(cls.base_fields)


class ReminderForm(forms.Form):
    """The weekday and the time of a reminder; no day means none."""

    day = forms.TypedChoiceField(
        label=_("Remind me"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _("Choose one from the list.")},
        choices=[
            ("", _("Never")),
            *((number, name) for number, name in enumerate(WEEKDAYS.values(), start=1)),
        ],
        widget=Select(attrs={"class": "field"}),
    )
    at = forms.TimeField(
        label=_("At"),
        help_text=_("By the clock of your time zone, wherever you are."),
        error_messages={
            "required": _("Write a time, like 18:00."),
            "invalid": _("Write a time, like 18:00."),
        },
        widget=forms.TimeInput(attrs={"class": "field", "type": "time"}, format="%H:%M"),
    )
