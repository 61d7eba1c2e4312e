"""The accounts elsewhere that a person signs in with, and which of them may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.social.places import Place, label_of, places


class LastWayIn(Exception):
    """Without this account the person could not sign in any more."""


@dataclass(frozen=True)
class Way:
    """One connected account, as the page prints it."""

    pk: int
    label: str
    name: str
    connected_at: datetime


@dataclass(frozen=True)
class WaysIn:
    """The page of ways to sign in: what is connected, and what could be."""

    connected: Sequence[Way]
    offered: Sequence[Place]


def ways_in(user: User) -> WaysIn:
    """Return what a person signs in with elsewhere; each place is offered until it is connected."""
    accounts = SocialAccount.objects.filter(user=user).order_by("date_joined", "pk")
    connected = [_way(one) for one in accounts]
    taken = {one.provider for one in accounts} - {"mastodon"}
    return WaysIn(connected, [one for one in places() if one.key not in taken])


def disconnect(*, user: User, account: SocialAccount) -> None:
    """Take an account off the ways in, and tell the person by mail. Raises LastWayIn."""
    with transaction.atomic():
        # Two tabs at once wait for one another, so that they do not each leave the other's.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if not _has_another_way(user, account):
            raise LastWayIn
        account.delete()
    context = {"label": label_of(account.provider)}
    account_adapter().send_notification_mail(
        "socialaccount/email/account_disconnected", user, context=context
    )


def let_go_of_strangers(user: User) -> None:
    """Take every account elsewhere off, where the person's address was never confirmed.

    Whoever reads its mail takes the account over; somebody else may have made it, and could still
    come in with an account of theirs.
    """
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        SocialAccount.objects.filter(user=user).delete()


def take_over(user: User) -> bool:
    """Let somebody who reads the mail of an address that was never confirmed have it alone.

    What an account was made with before, an account elsewhere or a password, may be a stranger's.
    Return whether there was such a password.
    """
    if EmailAddress.objects.filter(user=user, verified=True).exists():
        return False
    let_go_of_strangers(user)
    had_password = user.has_usable_password()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return had_password


def _has_another_way(user: User, account: SocialAccount) -> bool:
    offered = [one.key for one in places()]
    others = SocialAccount.objects.filter(user=user, provider__in=offered).exclude(pk=account.pk)
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    return (
        (settings.PASSWORDS and user.has_usable_password())
        or bool(others)
        or (_is_on("MFA_PASSKEY_LOGIN_ENABLED") and bool(passkeys))
        or (_is_on("ACCOUNT_LOGIN_BY_CODE_ENABLED") and bool(addresses))
    )


def _is_on(name: str) -> bool:
    return bool(getattr(settings, name, False))


def _way(account: SocialAccount) -> Way:
    name = str(account.extra_data.get("name", ""))
    return Way(account.pk, label_of(account.provider), name, account.date_joined)
