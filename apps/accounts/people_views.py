"""The administrators' page of people. What anybody writes is on none of their pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.administrators import administrators_only
from apps.accounts.http import SignedInRequest
from apps.accounts.models import User
from apps.accounts.people import OneOfOurs, people, set_active


@require_safe
@administrators_only
def person_list(request: SignedInRequest) -> HttpResponse:
    """Addresses, when they joined and last signed in, and who is asleep."""
    query, number = request.GET.get("q", ""), request.GET.get("page", "1")
    found = people(query=query, number=number)
    return render(request, "accounts/people.html", {"people": found, "room": "admin"})


@require_POST
@administrators_only
def person_sleep(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put somebody to sleep: they cannot sign in, and all that is theirs stays."""
    return _set(request, pk, active=False)


@require_POST
@administrators_only
def person_wake(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let somebody in again."""
    return _set(request, pk, active=True)


def _set(request: SignedInRequest, pk: int, *, active: bool) -> HttpResponse:
    # One who is being erased is asleep for good.
    person = get_object_or_404(User.objects.exclude(erase_at__lte=timezone.now()), pk=pk)
    try:
        set_active(person=person, active=active)
    except OneOfOurs:
        raise Http404 from None
    told = {"email": person.email}
    awake, asleep = _("%(email)s can sign in again."), _("%(email)s is asleep.")
    messages.success(request, (awake if active else asleep) % told)
    return redirect("admin_people")
