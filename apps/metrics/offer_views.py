"""The page that offers an account one signs in with as a source."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.http import SignedInRequest
from apps.accounts.social.adapter import NEWLY_CONNECTED
from apps.metrics import offering, operations
from apps.metrics.offering import Offer
from apps.metrics.views import page_of, read_or_write, too_many

Handler = Callable[[HttpRequest], HttpResponse]


@read_or_write
@login_required
def source_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what would be read of the account; with POST it becomes a source."""
    offer = _offer(request, pk)
    if request.method != "POST":
        return page_of(request, "source_offer", offer=offer)
    try:
        source = offering.accept_offer(user=request.user, offer=offer, now=timezone.now())
    except operations.AlreadyConnected:
        messages.info(request, _("This is connected already, or is being checked."))
    except operations.TooManyChecks as limit:
        messages.info(request, too_many(request, limit))
    else:
        return redirect("metrics:source", pk=source.pk)
    return redirect("metrics:source_list")


def _offer(request: SignedInRequest, pk: int) -> Offer:
    for offer in offering.offers(request.user):
        if offer.pk == pk:
            return offer
    raise Http404


def offered_once(get_response: Handler) -> Handler:
    """After an account elsewhere was connected, lead to what it could be beside a way in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 302 and request.user.is_authenticated:
            pk = request.session.pop(NEWLY_CONNECTED, None)
            if pk and any(one.pk == pk for one in offering.offers(request.user)):
                response["Location"] = reverse("metrics:source_offer", args=[pk])
        return response

    return middleware
