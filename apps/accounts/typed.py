"""Forms that could not be taken: what was typed is printed back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.typed import takes_words, typed_words

Page = Callable[..., HttpResponse]


def words_kept(*names: str) -> Callable[[Page], Page]:
    """Ask for a sign-in; a form that was sent without one gets its words back, by field `names`."""

    def guarded(view: Page) -> Page:
        @takes_words(*names)
        @wraps(view)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method == "POST" and not request.user.is_authenticated:
                return signed_out(request)
            answer: HttpResponse = login_required(view)(request, *args, **kwargs)
            return answer

        return checked

    return guarded


def signed_out(request: HttpRequest) -> HttpResponse:
    """Show what was typed: whoever was signed out meanwhile must not lose it."""
    login = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
    return words_back(
        request,
        status=401,
        said=_("You’re signed out"),
        what=_(
            "Nothing was saved. What you typed is below: copy it, sign in, and paste it into the "
            "page."
        ),
        way=login,
        way_said=_("Sign in, in a new tab"),
    )


def words_back(
    request: HttpRequest, *, status: int, said: str, what: str, way: str, way_said: str
) -> HttpResponse:
    """Say why a form could not be taken, with its words to copy and the way on."""
    context = {"number": status, "said": said, "what": what, "way": way, "way_said": way_said}
    context["words"] = typed_words(request)
    return render(request, "words_back.html", context, status=status)
