"""Proof that an account is the person's own: their code in its profile, or a link to it.

The code is also the address of a public page (`/is/<code>/`) that links back to the account.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from apps.metrics.models import Proof, Source

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
LENGTH = 20


def make_proof(source: Source, *, at: datetime) -> Proof | None:
    """Return the source's code, made when it has none; None where a profile could not show it."""
    if not source.can_be_proved:
        return None
    return Proof.objects.get_or_create(source=source, defaults=fresh_code(at))[0]


@transaction.atomic
def renew_proof(source: Source, *, at: datetime) -> Proof | None:
    """Return another code; the one before counts for nothing, nor does its page answer."""
    Proof.objects.filter(source=source).delete()
    return make_proof(source, at=at)


def remove_proof(source: Source) -> None:
    """Take the code away: the account stands there as not proved."""
    Proof.objects.filter(source=source).delete()


def proof_address(proof: Proof) -> str:
    """Return the public address that a profile can link to."""
    return f"{settings.SITE_URL}{reverse('proof_shown', args=[proof.code])}"


def look_for_proof(source: Source, profile: str, *, at: datetime) -> None:
    """Note that the profile's words show the account to be the person's, if they do.

    The words themselves are looked at here and kept nowhere.
    """
    proof = Proof.objects.filter(source=source, proved_at=None).first() if profile else None
    if proof is None:
        return
    proof.how = _how(source, proof, profile.casefold())
    if proof.how:
        proof.proved_at = at
        proof.save()


def _how(source: Source, proof: Proof, profile: str) -> str:
    """By what the profile shows it; the link holds the code, so it is looked for first."""
    code = rf"{proof.code}(?![a-z0-9])"
    site = re.escape(proof_address(proof).casefold().rpartition(proof.code)[0])
    if "link" in source.reader.proofs and re.search(site + code, profile):
        return Proof.How.LINK
    if "code" in source.reader.proofs and re.search(rf"(?<![a-z0-9]){code}", profile):
        return Proof.How.CODE
    return ""


def fresh_code(at: datetime) -> dict[str, object]:
    """Return what a new code consists of."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return {"code": code, "made_at": at}
