"""Whether earlier weeks are shown around this time, and what of them is left out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_kept
from apps.core.weeks import Week
from apps.review.around import bring_back, mute, muted_by, want_it, wants_it
from apps.review.around_forms import AroundForm, MuteForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def around(request: SignedInRequest) -> HttpResponse:
    """Turn it on or off; see what is left out."""
    if request.method != "POST":
        form = AroundForm(initial={"wanted": wants_it(request.user)})
        return _page(request, form, MuteForm())
    form = AroundForm(request.POST)
    if not form.is_valid():
        return _page(request, form, MuteForm())
    want_it(user=request.user, is_wanted=form.cleaned_data["wanted"])
    messages.success(request, _("Your preferences are kept."))
    return redirect("review:around")


@words_kept("tag")
@require_POST
def mute_add(request: SignedInRequest) -> HttpResponse:
    """Leave out a tag or some days."""
    form = MuteForm(request.POST)
    if not form.is_valid():
        return _page(request, AroundForm(initial={"wanted": wants_it(request.user)}), form)
    mute(user=request.user, **form.cleaned_data)
    return redirect("review:around")


@login_required
@require_POST
def mute_week(request: SignedInRequest, week: Week) -> HttpResponse:
    """Leave out one entry."""
    mute(user=request.user, first=week.monday, last=week.sunday)
    messages.success(request, _("That week will not be shown around this time any more."))
    return redirect("review:home")


@login_required
@require_POST
def mute_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave something out no longer."""
    if not bring_back(user=request.user, pk=pk):
        raise Http404
    return redirect("review:around")


def _page(request: SignedInRequest, form: AroundForm, mute_form: MuteForm) -> HttpResponse:
    wrong = form if form.errors else mute_form
    context = {"room": "preferences", "around": form, "mute": mute_form, "form": wrong}
    context["muted"] = muted_by(request.user)
    return render(request, "review/around.html", context, status=422 if wrong.errors else 200)
