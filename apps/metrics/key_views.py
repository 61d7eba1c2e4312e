"""The page of a source's key: replaced or forgotten, and never shown."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from apps.accounts.http import SignedInRequest
from apps.metrics import operations
from apps.metrics.forms import KeyForm
from apps.metrics.models import Source
from apps.metrics.views import mine, page_of, read_or_write, too_many, while_it_is_there


@sensitive_post_parameters()
@read_or_write
@login_required
@while_it_is_there
def source_key(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put another key in place of the one that is kept."""
    found = _with_key(request, pk)
    form = KeyForm(found, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _replaced(request, found, form):
        return redirect("metrics:source", pk=pk)
    return page_of(request, "source_key", source=found, form=form)


def _replaced(request: SignedInRequest, found: Source, form: KeyForm) -> bool:
    try:
        operations.replace_key(source=found, secret=form.secret, now=timezone.now())
    except operations.TooManyChecks as limit:
        form.add_error(None, too_many(request, limit))
    else:
        messages.success(request, _("The key is kept, locked away. It is not shown again."))
    return not form.errors


@require_POST
@login_required
@while_it_is_there
def source_key_forget(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete the key that is kept."""
    operations.forget_key(source=_with_key(request, pk), now=timezone.now())
    messages.success(request, _("The key was deleted here. Where you made it, it still exists."))
    return redirect("metrics:source", pk=pk)


def _with_key(request: SignedInRequest, pk: int) -> Source:
    """A confirmed source whose kind has a key; an unconfirmed one is asked for everything anew."""
    found = mine(request, pk)
    if found.key_field is None or not found.is_confirmed:
        raise Http404
    return found
