"""Signing in with an account elsewhere: setting out, coming back, and the page of what is there."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.internal.ratelimit import consume_or_429
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter, OAuth2CallbackView
from allauth.socialaccount.views import signup
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.adapter import is_own_page
from apps.accounts.http import SignedInRequest
from apps.accounts.social import ways
from apps.accounts.social.adapter import told_of
from apps.accounts.social.forms import HostForm
from apps.accounts.social.github_google import GitHubAdapter, GoogleAdapter
from apps.accounts.social.hosts import client_of, registered
from apps.accounts.social.mastodon import Mastodon, MastodonAdapter
from apps.accounts.social.openid import OpenIDAdapter
from apps.accounts.social.places import Place, place_of
from apps.accounts.social.session import NoAnswer, Session

ADAPTERS = {"github": GitHubAdapter, "google": GoogleAdapter, "openid_connect": OpenIDAdapter}
RATES = {"elsewhere": "20/m/ip"}
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Set out: to sign in, or for somebody who is signed in to connect an account."""
    place = _offered(key)
    if request.user.is_authenticated:
        raise_if_reauthentication_required(request, app="allauth.socialaccount")
    data = request.POST if request.method == "POST" else None
    form = HostForm(data) if place.asks_for_host else None
    if data is not None and (form is None or form.is_valid()):
        limited: HttpResponse | None = consume_or_429(
            request, app="accounts", action="elsewhere", config=RATES
        )
        return limited or _sent_on(request, place, form)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {"place": place, "form": form, "next": wanted if is_own_page(wanted) else ""}
    status = HTTPStatus.OK if data is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "socialaccount/login.html", context, status=status)


def _sent_on(request: HttpRequest, place: Place, form: HostForm | None) -> HttpResponse:
    """Our own page that goes on by itself: browsers stop a form that is redirected elsewhere."""
    wanted = request.POST.get("next", "")
    connects = request.user.is_authenticated
    try:
        answer: HttpResponse = _provider(request, place, form).redirect(
            request,
            process=AuthProcess.CONNECT if connects else AuthProcess.LOGIN,
            next_url=wanted if is_own_page(wanted) else None,
        )
    except NoAnswer as error:
        return told_of(request, place.key, error)
    if "Location" not in answer.headers:
        return answer
    host = form.cleaned_data["host"] if form else ""
    context = {"place": place, "host": host, "address": answer.headers["Location"]}
    return render(request, "socialaccount/onward.html", context)


def _provider(request: HttpRequest, place: Place, form: HostForm | None) -> OAuth2Provider:
    if form is None:
        named: OAuth2Provider = get_adapter(request).get_provider(request, place.key)
        return named
    client = registered(form.cleaned_data["host"], Session(), now=timezone.now())
    return Mastodon(request, client=client)


class _Back(OAuth2CallbackView):
    """Takes up what was begun, at the host where it was begun and as the client that we were then.

    Somebody else may have set out meanwhile, and had us register anew.
    """

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, answer = super()._get_state(request, provider)
        client = getattr(provider, "client", None)
        now = (client.host, client.client_id) if client else (None, None)
        if state is not None and (state.get("host"), state.get("client")) != now:
            return None, told_of(request, provider.id, None)
        return state, answer


@require_safe
def back(request: HttpRequest, key: str) -> HttpResponse:
    """Come back from a place that the environment names."""
    if key not in ADAPTERS:
        raise Http404
    return _come_back(request, _offered(key), ADAPTERS[key](request))


@require_safe
def mastodon_back(request: HttpRequest, host: str) -> HttpResponse:
    """Come back from a Mastodon host; each has an address of its own here."""
    place, client = _offered("mastodon"), client_of(host)
    if client is None:
        raise Http404
    return _come_back(request, place, MastodonAdapter(request, client))


def _come_back(request: HttpRequest, place: Place, adapter: OAuth2Adapter) -> HttpResponse:
    try:
        answer: HttpResponse = _Back.adapter_view(adapter)(request)
    except NoAnswer as error:
        return told_of(request, place.key, error)
    return answer


@read_or_write
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account here for somebody who came back with one elsewhere."""
    try:
        answer: HttpResponse = signup(request)
    except SocialApp.DoesNotExist:  # the way was taken off the environment meanwhile
        raise Http404 from None
    return answer


@require_safe
@login_required
def ways_list(request: SignedInRequest) -> HttpResponse:
    """The accounts elsewhere that the person signs in with."""
    context = {"page": ways.ways_in(request.user), "room": "preferences"}
    return render(request, "socialaccount/connections.html", context)


@require_POST
@login_required
def way_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an account off the ways in, unless it is the last; asks who is there first."""
    raise_if_reauthentication_required(request, app="allauth.socialaccount")
    account = get_object_or_404(SocialAccount, user=request.user, pk=pk)
    try:
        ways.disconnect(user=request.user, account=account)
    except ways.LastWayIn:
        words = _("This is your only way in. Add another first, then you can remove it.")
        messages.error(request, words)
    else:
        messages.success(request, _("You do not sign in with this account any more."))
    return redirect("socialaccount_connections")


def _offered(key: str) -> Place:
    place = place_of(key)
    if place is None:
        raise Http404
    return place
