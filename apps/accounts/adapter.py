"""What allauth asks us."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User

log = logging.getLogger(__name__)


def is_own_page(url: str) -> bool:
    """Say whether `url` is a path of this site, so that a form may go on to it."""
    is_path = url.startswith("/") and url.isprintable()
    return is_path and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


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
        "rate_limited": gettext_lazy("That was a lot at once. Please wait a few minutes."),
    }

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

        Of a link for a new password nothing is said: it goes to known addresses alone, so a
        word about it would tell who has an account.
        """
        here = {"email": email, "site_url": settings.SITE_URL, "operator": settings.SITE_OPERATOR}
        try:
            self.render_mail(template_prefix, email, {**context, **here}).send()
        except OSError as error:
            log.error("a mail was not taken: %s", type(error).__name__)
            if not template_prefix.endswith("/password_reset_key"):
                self._tell_mail_failed()

    def _tell_mail_failed(self) -> None:
        request = allauth_context.request
        if request is not None:
            words = _("Our mail could not be sent. Please ask for it again in a few minutes.")
            messages.error(request, words)

    def is_safe_url(self, url: str) -> bool:
        return is_own_page(url)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Every answer is a page, whatever the request says it accepts."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:preferences")
