"""Beside what allauth has: a mail's link, invitations, a code to say again who it is."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.code_forms import AskAgainForm, CodeForm
from apps.accounts.factor_forms import PasskeyAgainForm
from apps.accounts.http import SignedInRequest
from apps.accounts.invitations import invite, open_link
from apps.accounts.models import Invitation
from apps.accounts.reauthentication import is_code_out, send_code, take_code


@require_safe
def sign_in_link(request: HttpRequest, code: str) -> HttpResponse:
    """What a mail's link opens: a button, in the browser that asked; elsewhere what to do."""
    if request.user.is_authenticated:
        return redirect("review:home")
    is_here = LoginStageController.enter(request, LoginByCodeStage.key) is not None
    form = CodeForm(initial={"code": code})
    return render(request, "account/sign_in_link.html", {"form": form, "is_here": is_here})


@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Open an invitation; looking at it uses nothing up."""
    if settings.SIGN_UP == "invitation" and open_link(request, token, now=timezone.now()):
        return redirect("account_signup")
    return render(request, "account/invitation_ended.html", status=404)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_list(request: SignedInRequest) -> HttpResponse:
    """The invitations of a copy that takes people by them, for its staff; POST makes one more."""
    _for_staff(request)
    now = timezone.now()
    link = invite(by=request.user, now=now) if request.method == "POST" else ""
    good = Invitation.objects.good(now).select_related("made_by").order_by("-made_at", "-pk")
    context = {"invitations": good, "link": link, "room": "preferences"}
    return render(request, "accounts/invitation_list.html", context)


@login_required
@require_POST
def invitation_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    _for_staff(request)
    get_object_or_404(Invitation.objects.good(timezone.now()), pk=pk).delete()
    return redirect("accounts:invitation_list")


def _for_staff(request: SignedInRequest) -> None:
    if not request.user.is_staff or settings.SIGN_UP != "invitation":
        raise Http404


class AskForPasskey(ReauthenticateWebAuthnView):
    """Says on the same page that a passkey did not fit; allauth's own leads to signing in."""

    def form_invalid(self, form: PasskeyAgainForm) -> HttpResponse:
        refused: HttpResponse = self.render_to_response({**self.get_context_data(), "form": form})
        return refused


@method_decorator(login_required, name="dispatch")
class AskByMail(BaseReauthenticateView):
    """Who has neither a password nor a second factor says it again with a code that we send."""

    form_class = AskAgainForm
    template_name = "account/ask_by_mail.html"
    request: SignedInRequest

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "send" in request.POST:
            if ratelimit.consume(request, action="request_login_code", key=request.user.email):
                send_code(request)
            return redirect(self.passthrough_next_url(reverse("accounts:ask_by_mail")))
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: AskAgainForm) -> HttpResponse:
        if take_code(self.request, form.cleaned_data["code"]):
            resumed: HttpResponse | None = resume_request(self.request)
            return resumed or redirect("accounts:preferences")
        form.add_error("code", ValidationError(_("This is not the code, or no longer.")))
        refused: HttpResponse = self.form_invalid(form)
        return refused

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"is_code_out": is_code_out(self.request)}
