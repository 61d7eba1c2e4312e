"""Why a new password will not do, in our words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WORDS = {
    "password_too_short": _("A password has eight characters or more."),
    "password_too_similar": _("This is too close to your name or your address."),
    "password_too_common": _("This is one of the passwords that are guessed first."),
    "password_entirely_numeric": _("Digits alone are soon guessed. Put a letter or a sign in."),
}


def reworded(error: ValidationError) -> ValidationError:
    """Return what Django's validators found, each finding in our words."""
    found = error.error_list
    return ValidationError(
        [
            ValidationError(WORDS.get(str(one.code), one.message), code=one.code, params=one.params)
            for one in found
        ]
    )
