"""Adding a later thought to a week, correcting it on its day, and removing it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_back, words_kept
from apps.core.text import digest
from apps.core.weeks import Week
from apps.journal.addenda import (
    CorrectedElsewhere,
    NoLongerToday,
    add_addendum,
    correct_addendum,
    is_correctable,
)
from apps.journal.models import Addendum, AddendumQuerySet, Entry
from apps.review.addenda import shown_addendum
from apps.review.forms import AddendumForm, CorrectionForm


@words_kept("text")
@require_http_methods(["GET", "HEAD", "POST"])
def addendum_add(request: SignedInRequest, week: Week) -> HttpResponse:
    """Write a later thought on a week; its page stays as it is."""
    if not Entry.objects.for_user(request.user).in_week(week).exists():
        return _no_page(request, week)
    form = AddendumForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form(request, form, week)
    text = form.cleaned_data["text"]
    try:
        add_addendum(user=request.user, week=week, text=text, now=timezone.now())
    except Entry.DoesNotExist:
        return _no_page(request, week)
    return _to_week(week)


@words_kept("text")
@require_http_methods(["GET", "HEAD", "POST"])
def addendum_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct an addendum on the day it was written; 409 with the words typed on a later one.

    409 with both texts where it was corrected elsewhere meanwhile.
    """
    addendum = get_object_or_404(_addenda(request), pk=pk)
    week, now = addendum.entry.week, timezone.now()
    if request.method != "POST" and is_correctable(addendum, request.user, now=now):
        read = {"text": addendum.text, "was": digest(addendum.text)}
        return _form(request, CorrectionForm(initial=read), week, addendum)
    form = CorrectionForm(request.POST)
    if not is_correctable(addendum, request.user, now=now):
        return _too_late(request, week)
    if not form.is_valid():
        return _form(request, form, week, addendum)
    try:
        correct_addendum(addendum=addendum, now=now, **form.cleaned_data)
    except NoLongerToday:
        return _too_late(request, week)
    except Addendum.DoesNotExist as error:
        raise Http404 from error
    except CorrectedElsewhere as late:
        form.data = request.POST.copy()
        form.data["was"] = digest(late.kept)
        return _form(request, form, week, addendum, kept=late.kept)
    return _to_week(week)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def addendum_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether an addendum may go for good; POST removes it."""
    addendum = get_object_or_404(_addenda(request), pk=pk)
    week = addendum.entry.week
    if request.method == "POST":
        addendum.delete()
        return _to_week(week)
    shown = shown_addendum(addendum, request.user, now=timezone.now())
    context = {"week": week, "addendum": shown, "room": "weeks"}
    return render(request, "review/addendum_remove.html", context)


def _addenda(request: SignedInRequest) -> AddendumQuerySet:
    return Addendum.objects.for_user(request.user).kept().select_related("entry__user")


def _form(
    request: SignedInRequest,
    form: AddendumForm,
    week: Week,
    addendum: Addendum | None = None,
    kept: str = "",
) -> HttpResponse:
    context = {"form": form, "week": week, "addendum": addendum, "kept": kept, "room": "weeks"}
    status = 409 if kept else 422 if form.errors else 200
    return render(request, "review/addendum_form.html", context, status=status)


def _no_page(request: SignedInRequest, week: Week) -> HttpResponse:
    return words_back(
        request,
        status=404,
        said=_("This week has no page"),
        what=_("An addendum needs a page that it is added to."),
        way=reverse("review:write", args=[week]),
        way_said=_("Write about the week"),
    )


def _too_late(request: SignedInRequest, week: Week) -> HttpResponse:
    return words_back(
        request,
        status=409 if request.method == "POST" else 404,
        said=_("This addendum stays as it is"),
        what=_(
            "An addendum is corrected on the day it was written. What you think today is one of "
            "its own."
        ),
        way=reverse("review:addendum_add", args=[week]),
        way_said=_("Add an addendum of today"),
    )


def _to_week(week: Week) -> HttpResponse:
    return HttpResponseRedirect(reverse("review:week", args=[week]) + "#addenda")
