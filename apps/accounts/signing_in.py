"""What happens when somebody has come in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.social.ways import take_over


def came_by_code(
    sender: object,
    request: HttpRequest,
    user: User,
    method: str,
    reauthenticated: bool = False,
    **given: Any,
) -> None:
    """Who comes by a code in a mail reads that mail, which nobody may have shown before.

    It is called before allauth notes that the address is theirs.
    """
    is_asked_for = settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory"
    if method != "code" or reauthenticated or not is_asked_for:
        return
    if take_over(user):
        words = _(
            "Your address is confirmed. The password that was set before is gone: somebody else"
            " may have written it. You can choose a new one."
        )
        messages.info(request, words)
