"""Whose an address is: one that somebody wishes to have, and has not confirmed, is nobody's yet.

Without that, whoever writes somebody else's address beside their own could wait for them to come in
by it, and read what they then write.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models import F, Q, QuerySet

from apps.accounts.models import User


def is_theirs(person: User, address: str) -> bool:
    """Return whether mail to an address opens a person's account: they came with it, or showed it.

    `address` is in lower case, as in all of these.
    """
    return _whose(address).filter(pk=person.pk).exists()


def is_known(address: str) -> bool:
    """Return whether an address is anybody's."""
    return _whose(address).exists()


def _whose(address: str) -> QuerySet[User]:
    shown = Q(emailaddress__email=address, emailaddress__verified=True)
    return User.objects.filter(Q(email=address) | shown)


def forget_wishes(address: str) -> None:
    """Let nobody have an address later that it was not confirmed to, for somebody makes an account
    with it."""
    wished = EmailAddress.objects.filter(email=address, verified=False)
    wished.exclude(user__email=F("email")).delete()
