"""The pages of qualities: their list, each one's lines, and what is done with them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_kept
from apps.journal import quality_operations as operations
from apps.journal.quality_forms import QualityForm
from apps.journal.quality_pages import find_quality, quality_page
from apps.journal.quality_pages import quality_list as every_quality

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def quality_list(request: SignedInRequest) -> HttpResponse:
    context = {"page": every_quality(request.user), "room": "write"}
    return render(request, "journal/quality_list.html", context)


@require_safe
@login_required
def quality(request: SignedInRequest, key: str) -> HttpResponse:
    """All that was written about one quality."""
    page = quality_page(request.user, key, page=request.GET.get("page"))
    return render(request, "journal/quality.html", {"page": page, "room": "write"})


@words_kept("name", "hint")
@read_or_write
def quality_add(request: SignedInRequest) -> HttpResponse:
    form = QualityForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            found = operations.add_quality(user=request.user, **form.cleaned_data)
        except operations.TooManyQualities:
            form.add_error(None, _no_room())
        except operations.NameTaken:
            form.add_error("name", _taken())
        else:
            return redirect(_at(found.key))
    return _form(request, form)


@words_kept("name", "hint")
@read_or_write
def quality_edit(request: SignedInRequest, key: str) -> HttpResponse:
    found = find_quality(request.user, key)
    data = request.POST if request.method == "POST" else None
    form = QualityForm(data, initial={"name": found.name, "hint": found.hint})
    if form.is_bound and form.is_valid():
        try:
            operations.change_quality(
                user=request.user, key=key, now=timezone.now(), **form.cleaned_data
            )
        except operations.NameTaken:
            form.add_error("name", _taken())
        else:
            return redirect(_at(key))
    return _form(request, form, quality=found)


def _form(request: SignedInRequest, form: QualityForm, **context: object) -> HttpResponse:
    context |= {"form": form, "room": "write"}
    status = 422 if form.errors else 200
    return render(request, "journal/quality_form.html", context, status=status)


@require_POST
@login_required
def quality_move(request: SignedInRequest, key: str) -> HttpResponse:
    """Move a current quality one place up or down."""
    if find_quality(request.user, key).retired_at:
        raise Http404
    by = 1 if request.POST.get("do") == "down" else -1
    operations.move_quality(user=request.user, key=key, by=by)
    return redirect(_at(key))


@require_POST
@login_required
def quality_retire(request: SignedInRequest, key: str) -> HttpResponse:
    """Retire a quality, or bring it back."""
    found = find_quality(request.user, key)
    if request.POST.get("do") != "bring-back":
        operations.retire_quality(user=request.user, key=key, now=timezone.now())
        said = _("%(name)s is retired. Its lines stay with their weeks.")
    else:
        try:
            operations.bring_back(user=request.user, key=key)
        except operations.TooManyQualities:
            messages.info(request, _no_room())
            return redirect(_at(key))
        said = _("%(name)s is asked about again.")
    messages.success(request, said % {"name": found.name})
    return redirect(_at(key))


def _at(key: str) -> str:
    return f"{reverse('journal:quality_list')}#{key}"


def _no_room() -> str:
    return _("A week asks about twelve qualities at most. Retire one first.")


def _taken() -> str:
    return _("You have a quality of this name, perhaps among the retired ones.")
