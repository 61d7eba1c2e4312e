"""Showing that an account is one's own: the person's page for it, and the public one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.models import User
from apps.metrics import pages, proving
from apps.metrics.models import Proof, Source
from apps.metrics.views import mine, page_of, while_it_is_there


@require_safe
@login_required
def source_proof(request: SignedInRequest, pk: int) -> HttpResponse:
    """The code, how to show it, and whether it was seen."""
    found = _provable(request, pk)
    return page_of(request, "source_proof", source=found, proof=pages.proof_of(found))


@require_POST
@login_required
@while_it_is_there
def proof_renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a code, or another one in place of the one there is."""
    proving.renew_proof(_provable(request, pk), at=timezone.now())
    return redirect("metrics:source_proof", pk=pk)


@require_POST
@login_required
@while_it_is_there
def proof_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the code away, and its public page with it."""
    proving.remove_proof(_provable(request, pk))
    messages.success(request, _("The code was taken away, and its page with it."))
    return redirect("metrics:source", pk=pk)


@require_safe
def proof_shown(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may see: that somebody here says this account is theirs, and nothing else."""
    people = User.objects.filter(is_active=True, erase_at=None)
    proofs = Proof.objects.filter(source__removed_at=None, source__user__in=people)
    proofs = proofs.exclude(source__address="")
    proof = get_object_or_404(proofs.select_related("source"), code=code)
    answer = render(request, "metrics/proof_shown.html", {"address": proof.source.address})
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _provable(request: SignedInRequest, pk: int) -> Source:
    found = mine(request, pk)
    if not found.can_be_proved:
        raise Http404
    return found
