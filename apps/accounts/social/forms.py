"""What somebody types who comes with an account elsewhere."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.forms import SignupForm
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.addresses import forget_wishes, is_known
from apps.accounts.forms import InTheDesign, name_field, shared_field, zone_field
from apps.accounts.invitations import use_invitation
from apps.accounts.models import MastodonHost, User
from apps.providers.base import InvalidAccount
from apps.providers.fediverse import typed_handle
from apps.providers.urls import RefusedAddress, parse_host

HOST_LIMIT = MastodonHost._meta.get_field("host").max_length
NOT_A_HOST = gettext_lazy("Write the name of your server, like social.example.")


class HostForm(forms.Form):
    """The server that somebody's account is on; a handle or an address says it too."""

    host = forms.CharField(
        label=gettext_lazy("Your server"),
        help_text=gettext_lazy("Where you sign in, like social.example. Your handle will do."),
        max_length=300,
        error_messages={
            "required": NOT_A_HOST,
            "max_length": NOT_A_HOST,
            "null_characters_not_allowed": NOT_A_HOST,
        },
        widget=forms.TextInput(
            attrs={
                "class": "field",
                "autocapitalize": "none",
                "autocomplete": "off",
                "inputmode": "url",
                "spellcheck": "false",
            }
        ),
    )

    def clean_host(self) -> str:
        host = _host_in(self.cleaned_data["host"].strip())
        # Numbers are no names, and a name that long leaves no room for an id.
        if ":" in host or host.rpartition(".")[2].isdigit() or len(host) > (HOST_LIMIT or 0):
            raise ValidationError(NOT_A_HOST)
        return host


def _host_in(typed: str) -> str:
    """The host in `social.example`, `https://social.example/` or `@wren@social.example`."""
    try:
        return typed_handle({"handle": typed}).host
    except InvalidAccount:
        pass
    try:
        return parse_host(typed.removeprefix("https://").partition("/")[0])
    except RefusedAddress:
        raise ValidationError(NOT_A_HOST) from None


class SocialSignUpForm(InTheDesign, SignupForm):
    """A name, an address and a zone; the account elsewhere takes the place of a password."""

    field_order = ["display_name", "email", "time_zone", "shared"]
    display_name = name_field()
    time_zone = zone_field(
        gettext_lazy("It decides when your day and your week begin. You can change it.")
    )

    shared = shared_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["time_zone"].widget.attrs["data-browser-zone"] = True

    def validate_unique_email(self, value: str) -> str:
        """Take any address: of one that is known here its own mailbox is told, and nobody else."""
        if not is_known(value):
            return value
        address: str = super(SignupForm, self).validate_unique_email(value)
        return address

    def save(self, request: HttpRequest) -> User:
        forget_wishes(self.cleaned_data["email"])
        person: User = super().save(request)
        return person

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Return the new person, or the answer to give when there is none.

        As with a password: an invitation is used up, by a known address too.
        """
        if not use_invitation(request, now=timezone.now()):
            return None, redirect("account_signup")
        saved: tuple[User | None, HttpResponse | None]
        try:
            with transaction.atomic():
                saved = super().try_save(request)
        except IntegrityError:
            messages.error(request, _("That was sent twice. Sign in with the new account."))
            saved = None, redirect("account_login")
        return saved
