from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.forms import (
    ChangePasswordForm,
    EmailAddressField,
    NameField,
    NewPasswordForm,
    PreferencesForm,
    ReauthenticateForm,
    SetPasswordForm,
    SignInForm,
    SignUpForm,
)

LONG = "x" * 1001
NUL = "A sign in this cannot be kept. Please type it again."


def sign_up(**given):
    return {
        "display_name": "Wren",
        "email": "wren@example.org",
        "password1": "three quiet herons",
        "time_zone": "Europe/London",
    } | given


@pytest.mark.parametrize(
    "address",
    [
        "",
        "wren",
        "wren@",
        "a\0@example.org",
        f"{'a' * 250}@example.org",
        "a@" + "İİİ." * 60 + "org",
    ],
)
def test_an_address_that_cannot_be_kept_is_refused_in_our_words(address):
    with pytest.raises(ValidationError) as caught:
        EmailAddressField().clean(address)
    ours = {str(message) for message in EmailAddressField().error_messages.values()}
    assert set(caught.value.messages) <= ours


def test_an_address_beyond_the_limit_is_told_the_limit():
    with pytest.raises(ValidationError) as caught:
        EmailAddressField().clean(f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.org")
    assert caught.value.messages == ["At most 254 characters."]


def test_an_address_is_kept_in_lower_case():
    assert EmailAddressField().clean(" Wren@Example.ORG ") == "wren@example.org"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Wren  of\u202e Leeds ", "Wren of Leeds"), ("\u200b", ""), ("Ġorġ", "Ġorġ")],
)
def test_a_name_is_one_plain_line(typed, kept):
    assert NameField(required=False).clean(typed) == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("email", "", "Write your e-mail address."),
        ("email", "wren", "An e-mail address looks like name@example.com."),
        ("password1", "", "Choose a password."),
        ("password1", LONG, "At most 1,000 characters."),
        ("password1", "a\0b", NUL),
        ("time_zone", "", "Choose a time zone from the list."),
        ("time_zone", "Europe/Atlantis", "Choose a time zone from the list."),
        ("time_zone", "../../etc/passwd", "Choose a time zone from the list."),
        ("display_name", "a\0b", NUL),
        ("display_name", "x" * 81, "At most 80 characters."),
    ],
)
def test_sign_up_says_what_to_mend(field, value, message):
    assert SignUpForm(sign_up(**{field: value})).errors == {field: [message]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "field"),
    [
        (SignInForm, "password"),
        (SignUpForm, "password1"),
        (NewPasswordForm, "password1"),
        (SetPasswordForm, "password1"),
        (ChangePasswordForm, "oldpassword"),
    ],
)
def test_a_password_beyond_the_limit_meets_no_hash(form, field, monkeypatch):
    monkeypatch.setattr("django.contrib.auth.hashers.PBKDF2PasswordHasher.encode", None)
    monkeypatch.setattr("django.contrib.auth.hashers.MD5PasswordHasher.encode", None)
    assert form(data={field: LONG}).errors[field] == ["At most 1,000 characters."]


def test_reauthentication_caps_the_password_too():
    form = ReauthenticateForm(data={"password": LONG}, user=None)
    assert form.errors == {"password": ["At most 1,000 characters."]}


@pytest.mark.parametrize("form", [SignInForm, SignUpForm, NewPasswordForm, PreferencesForm])
def test_no_field_has_a_placeholder(form):
    assert [f.name for f in form() if "placeholder" in f.field.widget.attrs] == []


def test_the_browser_chooses_the_zone_of_a_fresh_form_and_of_no_other():
    assert "data-browser-zone" in str(SignUpForm()["time_zone"])
    assert "data-browser-zone" not in str(SignUpForm({"time_zone": "UTC"})["time_zone"])
