"""The person's own pages: preferences, appearance, and looking around as the demo person."""

from __future__ import annotations

from allauth.account.views import logout
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.adapter import is_own_page
from apps.accounts.context import SHARED
from apps.accounts.forms import PreferencesForm, ReminderForm
from apps.accounts.http import SignedInRequest
from apps.accounts.models import Preferences, User
from apps.accounts.reminding import follow_the_clock, keep_reminder
from apps.accounts.sessions import note_session
from apps.core.context import KEYS_OFF, THEMES

A_YEAR = 60 * 60 * 24 * 365


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    person = request.user
    now_set = {name: getattr(person, name) for name in PreferencesForm.names()}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=now_set)
    if form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(person, name, value)
        with transaction.atomic():
            person.save(update_fields=PreferencesForm.names())
            if person.time_zone != now_set["time_zone"]:
                follow_the_clock(user=person, now=timezone.now())
        messages.success(request, _("Your preferences are kept."))
        return redirect("accounts:preferences")
    kept = Preferences.objects.filter(user=person).first() or Preferences()
    day = WEEKDAYS[kept.reminder_day - 1] if kept.reminder_day else ""
    context = {"form": form, "room": "preferences", "kept": kept, "reminder_day": day}
    return render(
        request, "accounts/preferences.html", context, status=422 if form.is_bound else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: SignedInRequest) -> HttpResponse:
    """Whether, on which day and when a reminder comes by e-mail."""
    kept = Preferences.objects.filter(user=request.user).first() or Preferences()
    now_set = {"day": kept.reminder_day or "", "at": kept.reminder_time}
    form = ReminderForm(request.POST if request.method == "POST" else None, initial=now_set)
    if form.is_valid():
        keep_reminder(user=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your preferences are kept."))
        return redirect("accounts:preferences")
    context = {"form": form, "room": "preferences"}
    return render(request, "accounts/reminder.html", context, status=422 if form.is_bound else 200)


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or the device's own in a cookie, and go back to where the person was."""
    chosen = request.POST.get("theme", "")
    response = _back(request)
    if chosen in THEMES:
        _keep(response, "theme", chosen)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: SignedInRequest) -> HttpResponse:
    """The keys of this browser's keyboard; with POST single keys are turned on or off.

    A cookie keeps it, as the appearance: a keyboard is a browser's and not a person's.
    """
    if request.method != "POST":
        return render(request, "accounts/keys.html", {"room": "preferences"})
    response = redirect("accounts:keys")
    if request.POST.get("keys") == KEYS_OFF:
        _keep(response, "keys", KEYS_OFF)
    else:
        response.delete_cookie("keys", samesite="Lax")
    return response


@login_required
@require_POST
def shared(request: SignedInRequest) -> HttpResponse:
    """Say that others use this computer too, or that nobody else does; for this session alone."""
    if request.POST.get("shared") == "on":
        request.session[SHARED] = True
        request.session.set_expiry(0)
    else:
        request.session.pop(SHARED, None)
        request.session.set_expiry(None)
    return redirect(reverse("accounts:preferences") + "#this-browser")


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=A_YEAR, samesite="Lax", secure=settings.SECURE, httponly=True
    )


def _back(request: HttpRequest) -> HttpResponseRedirect:
    url = request.POST.get("next", "")
    return redirect(url) if is_own_page(url) else redirect("review:home")


def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; a browser whose script found nobody's unsent words in it forgets everything.

    Without the script there is no saying, so nothing is cleared: what is there is shown to its own
    person alone, for seven days.
    """
    response: HttpResponse = logout(request)
    if request.method == "POST" and request.POST.get("left") == "nothing":
        response.headers["Clear-Site-Data"] = '"storage"'
    return response


@require_POST
def look_around(request: HttpRequest) -> HttpResponse:
    """Sign in as the demo person, on one's own machine."""
    if not settings.LOCAL:
        raise Http404
    person = User.objects.filter(is_demo=True, is_active=True).first()
    if person is None:
        words = _("There is no demo person yet. This makes one: %(command)s")
        messages.info(request, words % {"command": ".venv/bin/python manage.py demo"})
    else:
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        note_session(request, now=timezone.now())
    return redirect("review:home")
