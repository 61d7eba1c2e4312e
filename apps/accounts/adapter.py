"""What allauth asks us."""

from __future__ import annotations

import logging
from threading import Thread
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.context import SHARED
from apps.accounts.invitations import is_invited
from apps.accounts.models import User
from apps.accounts.password_words import reworded
from apps.accounts.sessions import note_session

log = logging.getLogger(__name__)

TO_KNOWN_ADDRESSES = ("account/email/password_reset_key", "account/email/login_code")


def is_own_page(url: str) -> bool:
    """Say whether `url` is a path of this site, so that a form may go on to it."""
    is_path = url.startswith("/") and url.isprintable()
    return is_path and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def _is_taken(letter: EmailMessage) -> bool:
    """Hand a mail to the mail server; say whether it was taken within EMAIL_TIMEOUT seconds.

    In a thread, since a socket's own time begins anew with every line that the server says.
    """
    came: list[str] = []

    def send() -> None:
        try:
            letter.send()
            came.append("")
        except Exception as error:  # the kind alone: a message may quote an address
            came.append(type(error).__name__)

    sending = Thread(target=send, daemon=True)
    sending.start()
    sending.join(settings.EMAIL_TIMEOUT)
    fault = came[0] if came else "it took too long"
    if fault:
        log.error("a mail was not taken: %s", fault)
    return not fault


class AccountAdapter(DefaultAccountAdapter):
    """Allauth's answers in our words, with links that no request header can bend."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account is asleep."),
        "duplicate_email": gettext_lazy("This is already your address."),
        "email_password_mismatch": gettext_lazy(
            "This address and this password do not belong together."
        ),
        "email_taken": gettext_lazy("There is already an account with this address."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "too_many_login_attempts": gettext_lazy(
            "That was tried too often. Please wait five minutes before the next try."
        ),
        "incorrect_code": gettext_lazy("This is not the code, or no longer."),
        "rate_limited": gettext_lazy("That was a lot at once. Please wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """As SIGN_UP says: anybody, a browser that opened an invitation, or nobody."""
        if settings.SIGN_UP == "invitation":
            return is_invited(request, now=timezone.now())
        return bool(settings.SIGN_UP == "open")

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Remember whether others use this computer; every way of signing in comes by here.

        What comes back from elsewhere, by GET, has no such box; the session knows what was said.
        """
        if request.POST.get(SHARED):
            request.session[SHARED] = True
            request.session.set_expiry(0)
        elif request.method == "POST":
            request.session.pop(SHARED, None)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Note the new session, with no more of its address than the network."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        note_session(request, now=timezone.now())
        return response

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Return a password that will do; raise ValidationError in our words."""
        try:
            return str(super().clean_password(password, user))
        except ValidationError as error:
            raise reworded(error) from error

    def save_user(
        self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True
    ) -> User:
        """Fill the new person in from the sign-up form and save them."""
        user.display_name = form.cleaned_data["display_name"]
        user.time_zone = form.cleaned_data["time_zone"]
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose links start at SITE_URL; a mail server that refuses is no crash.

        Of a link for a new password or to sign in nothing is said, and it is sent when the answer
        has gone out: it goes to known addresses alone, and a word about it or its time would tell
        who has an account.
        """
        here = {
            "email": email,
            "site_url": settings.SITE_URL,
            "operator": settings.SITE_OPERATOR,
            "passwords": settings.PASSWORDS,
        }
        letter = self.render_mail(template_prefix, email, {**context, **here})
        later = getattr(allauth_context.request, "mail_last", None)
        if template_prefix not in TO_KNOWN_ADDRESSES:
            if not _is_taken(letter):
                self._tell_mail_failed()
        elif later is not None:
            later.append(lambda: _is_taken(letter))
        else:
            _is_taken(letter)

    def _tell_mail_failed(self) -> None:
        request = allauth_context.request
        if request is not None:
            words = _("Our mail could not be sent. Please ask for it again in a few minutes.")
            messages.error(request, words)

    def is_safe_url(self, url: str) -> bool:
        return is_own_page(url)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Every answer is a page, but what a script asks a passkey with to sign in."""
        match = request.resolver_match
        asked = match and match.url_name == "mfa_login_webauthn"
        return bool(asked and not request.accepts("text/html"))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How somebody can say again who they are: in our words, and in some way for everybody."""
        known = {"reauthenticate": _("With your password"), "mfa_reauthenticate": _("With a code")}
        words = {**known, "mfa_reauthenticate:webauthn": _("With a passkey")}
        found = super().get_reauthentication_methods(user)
        methods = [
            {**method, "description": words[method["id"]]}
            for method in found
            if settings.PASSWORDS or method["id"] != "reauthenticate"
        ]
        by_mail = {
            "id": "mail",
            "description": _("By e-mail"),
            "url": reverse("accounts:ask_by_mail"),
        }
        return methods or ([by_mail] if user.is_authenticated else [])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:preferences")
