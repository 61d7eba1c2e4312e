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
BY_ONE_PERSON = Limit(10, A_MINUTE)
A_FEW_AN_HOUR = Limit(10, AN_HOUR)
OFTEN = Limit(60, A_MINUTE)

LIMITS = {
    "account_login": FROM_ONE_ADDRESS,
    "account_signup": Limit(20, A_MINUTE),
    "account_reset_password": Limit(20, A_MINUTE),
    "account_reset_password_from_key": Limit(20, A_MINUTE),
    "account_confirm_email": FROM_ONE_ADDRESS,
    "account_confirm_login_code": FROM_ONE_ADDRESS,
    "account_reauthenticate": BY_ONE_PERSON,
    "account_change_password": BY_ONE_PERSON,
    "account_set_password": BY_ONE_PERSON,
    "account_email": BY_ONE_PERSON,
    "metrics:source_connect": OFTEN,
    "metrics:source_key": OFTEN,
    "metrics:source_fetch": OFTEN,
}
