"""Accounts that a person signs in with, offered as sources that need no other proof.

Accounts says who signed in with what; whether that becomes a source is decided here, by the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.social.mastodon import whereabouts_of
from apps.metrics.models import Proof, Source
from apps.metrics.operations import connect_source
from apps.metrics.proving import fresh_code
from apps.providers import PROVIDERS
from apps.providers.base import Account

PROVIDER = "mastodon"


@dataclass(frozen=True)
class Offer:
    """An account that a person signs in with and that is no proved source of theirs yet."""

    pk: int
    handle: str
    host: str
    account_id: str


def offers(user: User) -> Sequence[Offer]:
    """Return the accounts that could become sources, the oldest first."""
    accounts = SocialAccount.objects.filter(user=user, provider=PROVIDER).order_by("pk")
    found = [_offer(one) for one in accounts]
    if not found:
        return found
    proved = Source.objects.for_user(user).current().filter(proof__proved_at__isnull=False)
    known = set(proved.values_list("host", "account_id"))
    return [one for one in found if (one.host, one.account_id) not in known]


@transaction.atomic
def accept_offer(*, user: User, offer: Offer, now: datetime) -> Source:
    """Return the source of an account, new or there already, proved by the sign-in.

    Raises AlreadyConnected, TooManyChecks.
    """
    mine = Source.objects.for_user(user).current().select_for_update(of=("self",))
    source = mine.filter(host=offer.host, account_id=offer.account_id).first()
    if source is None:
        account = Account(offer.handle, offer.host, offer.account_id)
        source = connect_source(user=user, provider=PROVIDERS[PROVIDER], account=account, now=now)
    shown = {"proved_at": now, "how": Proof.How.SIGN_IN}
    Proof.objects.update_or_create(
        source=source, defaults=shown, create_defaults={**shown, **fresh_code(now)}
    )
    return source


def _offer(account: SocialAccount) -> Offer:
    host, account_id = whereabouts_of(account)
    return Offer(account.pk, str(account.extra_data.get("name", "")), host, account_id)
