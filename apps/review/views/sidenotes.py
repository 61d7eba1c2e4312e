"""Reading, adding, changing and removing a sidenote, and the page of all of them."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_back, words_kept
from apps.core.weeks import Week
from apps.metrics.models import Metric
from apps.metrics.series import metrics_of
from apps.review.models import Sidenote
from apps.review.sidenote_forms import SidenoteChangeForm, SidenoteForm
from apps.review.sidenote_pages import note_list, note_page
from apps.review.sidenote_places import home_of
from apps.review.sidenotes import SidenoteConflict, add_sidenote, change_sidenote
from apps.review.word_index import refresh


@login_required
@require_safe
def sidenote_list(request: SignedInRequest) -> HttpResponse:
    """All notes by time; `?tag=`, `?source=` and `?page=`."""
    refresh(request.user)
    page = note_list(request.user, request.GET, now=timezone.now())
    return render(request, "review/sidenote_list.html", {"room": "trends", "page": page})


@login_required
@require_safe
def sidenote(request: SignedInRequest, pk: int) -> HttpResponse:
    """One note, all of it, with its earlier texts."""
    note = get_object_or_404(Sidenote.objects.for_user(request.user), pk=pk)
    page = note_page(note, request.user, now=timezone.now())
    return render(request, "review/sidenote.html", {"room": "trends", "page": page})


@words_kept("text")
@require_http_methods(["GET", "HEAD", "POST"])
def sidenote_new(request: SignedInRequest) -> HttpResponse:
    """Pin words to a day of a number that the form asks for; `?week=` leads back to that week."""
    metrics = metrics_of(request.user)
    if not metrics:
        return _no_number(request)
    return _add(request, SidenoteForm(_sent(request), metrics=metrics, initial=_asked(request)))


@words_kept("text")
@require_http_methods(["GET", "HEAD", "POST"])
def sidenote_add(request: SignedInRequest, metric: int) -> HttpResponse:
    """Pin words to a day of one number; `?first=` and `?last=` fill the form in."""
    found = Metric.objects.for_user(request.user).filter(pk=metric).first()
    if found is None:
        return _gone(request, _("The number that this note was to be about is not here any more."))
    return _add(request, SidenoteForm(_sent(request), initial=_asked(request)), found)


@words_kept("text")
@require_http_methods(["GET", "HEAD", "POST"])
def sidenote_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a note's words or days; 409 with both texts where it was changed elsewhere."""
    note = Sidenote.objects.for_user(request.user).filter(pk=pk).first()
    if note is None:
        return _gone(request, _("The note was removed, or never was here."))
    form = SidenoteChangeForm(request.POST) if request.POST else SidenoteChangeForm.of(note)
    if not form.is_bound or not form.is_valid():
        return _form(request, form, note=note)
    base, given = form.cleaned_data["base"], form.words_and_days()
    try:
        change_sidenote(sidenote=note, base=base, now=timezone.now(), **given)
    except Sidenote.DoesNotExist:
        return _gone(request, _("The note was removed, or never was here."))
    except SidenoteConflict as late:
        form.data = request.POST.copy()
        form.data["base"] = str(late.kept.revision)
        return _form(request, form, note=late.kept, is_late=True)
    return HttpResponseRedirect(_back(request, None, note))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sidenote_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a note may go for good, and say what goes with it; POST removes it."""
    note = get_object_or_404(Sidenote.objects.for_user(request.user), pk=pk)
    if request.method == "POST":
        note.delete()
        messages.success(request, _("The note is removed."))
        return redirect("review:sidenote_list")
    page = note_page(note, request.user, now=timezone.now())
    return render(request, "review/sidenote_remove.html", {"room": "trends", "page": page})


def _add(
    request: SignedInRequest, form: SidenoteForm, metric: Metric | None = None
) -> HttpResponse:
    if not form.is_bound or not form.is_valid():
        return _form(request, form, metric=metric)
    chosen = metric or form.chosen()
    assert chosen is not None
    now, week = timezone.now(), _week(request)
    note = add_sidenote(user=request.user, metric=chosen, now=now, **form.words_and_days())
    if week and note.first_day <= week.sunday and note.last_day >= week.monday:
        return HttpResponseRedirect(reverse("review:week", args=[week]) + "#notes")
    return HttpResponseRedirect(home_of(note, request.user, now=now))


def _form(
    request: SignedInRequest,
    form: SidenoteForm,
    *,
    metric: Metric | None = None,
    note: Sidenote | None = None,
    is_late: bool = False,
) -> HttpResponse:
    label = metric.full_label if metric else note.metric_label if note else ""
    context = {"room": "trends", "form": form, "label": label, "note": note, "is_late": is_late}
    context["back"] = _back(request, metric, note)
    status = 409 if is_late else 422 if form.errors else 200
    return render(request, "review/sidenote_form.html", context, status=status)


def _back(request: SignedInRequest, metric: Metric | None, note: Sidenote | None) -> str:
    """Return where the form was opened: a week, a note, a number's line, or all notes."""
    if week := _week(request):
        return reverse("review:week", args=[week]) + "#notes"
    if note:
        return reverse("review:sidenote", args=[note.pk])
    return reverse("review:trend", args=[metric.pk]) if metric else reverse("review:sidenote_list")


def _sent(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _asked(request: SignedInRequest) -> dict[str, object]:
    """Return what the address says of the note: its days, a week, and which number."""
    given, week = request.GET, _week(request)
    first = _day(given.get("first") or given.get("day"))
    last = _day(given.get("last") or given.get("to"))
    if week and first is None:
        first, last = week.monday, week.sunday
    today = request.user.today(timezone.now())
    asked: dict[str, object] = {"first_day": first or today, "metric": given.get("metric", "")}
    return asked | {"last_day": last if last != first else None}


def _week(request: SignedInRequest) -> Week | None:
    """Return the week that the form was opened from; none that has no page."""
    try:
        week = Week.parse(request.GET.get("week", ""))
    except ValueError:
        return None
    return week if week <= request.user.week(timezone.now()) else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _no_number(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("review:trend_first")
    return _gone(request, _("There is no number here that a note could be about."))


def _gone(request: SignedInRequest, why: str) -> HttpResponse:
    return words_back(
        request,
        status=404,
        said=_("This cannot be kept here") if request.method == "POST" else _("Not here"),
        what=why,
        way=reverse("review:sidenote_list"),
        way_said=_("All your notes"),
    )
