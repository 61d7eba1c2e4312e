"""How often a form may be sent, by the name of its route.

What is about a password, a code or a person's own address is counted here by who sends it, and by
allauth also by whom it is about. Sources have a limit of their own: see apps/metrics/operations.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """So many times within a time that begins with the first; then nothing until it is over."""

    times: int
    within: timedelta


FROM_ONE_ADDRESS = Limit(30, A_MINUTE)
"""Of people who are not signed in: several may share an address."""
TO_NEW_PLACES = Limit(20, A_MINUTE)
"""Of what sends a mail, makes an account or asks another server."""
BY_ONE_PERSON = Limit(10, A_MINUTE)
A_FEW_AN_HOUR = Limit(10, AN_HOUR)
OFTEN = Limit(60, A_MINUTE)

LIMITS = {
    "account_login": FROM_ONE_ADDRESS,
    "account_signup": TO_NEW_PLACES,
    "account_reset_password": TO_NEW_PLACES,
    "account_reset_password_from_key": TO_NEW_PLACES,
    "account_request_login_code": TO_NEW_PLACES,
    "account_confirm_email": FROM_ONE_ADDRESS,
    "account_confirm_login_code": FROM_ONE_ADDRESS,
    "account_reauthenticate": BY_ONE_PERSON,
    "account_change_password": BY_ONE_PERSON,
    "account_set_password": BY_ONE_PERSON,
    "account_email": BY_ONE_PERSON,
    "accounts:ask_by_mail": BY_ONE_PERSON,
    "accounts:with": TO_NEW_PLACES,
    "accounts:invitation_list": BY_ONE_PERSON,
    "socialaccount_signup": TO_NEW_PLACES,
    "mfa_authenticate": FROM_ONE_ADDRESS,
    "mfa_login_webauthn": FROM_ONE_ADDRESS,
    "mfa_reauthenticate": BY_ONE_PERSON,
    "mfa_reauthenticate_webauthn": BY_ONE_PERSON,
    "mfa_activate_totp": BY_ONE_PERSON,
    "mfa_deactivate_totp": BY_ONE_PERSON,
    "mfa_add_webauthn": BY_ONE_PERSON,
    "mfa_generate_recovery_codes": BY_ONE_PERSON,
    "portability:export": A_FEW_AN_HOUR,
    "portability:leave": A_FEW_AN_HOUR,
    "portability:share": BY_ONE_PERSON,
    "metrics:source_connect": OFTEN,
    "metrics:source_key": OFTEN,
    "metrics:source_fetch": OFTEN,
}

OF_ONE_SESSION = {"account_confirm_login_code": Limit(5, timedelta(minutes=5))}
"""What is guessed in the session that asked for it, from however many addresses."""
