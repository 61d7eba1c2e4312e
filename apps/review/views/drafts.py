"""What the write page's script saves by itself: JSON in, JSON out, never a redirect."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.accounts.http import SignedInRequest
from apps.core.text import TextTooLong, digest
from apps.core.weeks import Week
from apps.goals.models import Goal
from apps.goals.operations import CheckInConflict, save_check_in
from apps.journal.documents import BODY, TooLong, WrongShape, plain_words
from apps.journal.drafts import parse_draft, parse_json, whole
from apps.journal.models import Revision
from apps.journal.operations import Conflict, save_document
from apps.journal.qualities import qualities_for
from apps.journal.saving import note_left


class _CsrfAsJson(CsrfViewMiddleware):
    """The same check as everywhere, answering in the form that the script reads."""

    def _reject(self, request: HttpRequest, reason: str) -> JsonResponse:
        return _refusal(403, _("This page’s key is no longer valid."))


def _refusal(status: int, words: str, **more: object) -> JsonResponse:
    return JsonResponse({"error": words, **more}, status=status)


def _saves(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Let a signed-in person PUT JSON about a week that has begun; refuse the rest in JSON."""

    @wraps(view)
    def checked(request: HttpRequest, week: Week, **ids: int) -> HttpResponse:
        if not request.user.is_authenticated:
            return _refusal(401, _("You are signed out."))
        if request.headers.get("X-Person", str(request.user.pk)) != str(request.user.pk):
            return _refusal(403, _("Somebody else is signed in."))
        if week > request.user.week(timezone.now()):
            return _refusal(404, _("This week has not begun."))
        try:
            return view(request, week, **ids)
        except (WrongShape, TooLong, TextTooLong, RequestDataTooBig, Goal.DoesNotExist) as error:
            return _refused(error)

    guarded = decorator_from_middleware(_CsrfAsJson)(require_http_methods(["PUT"])(checked))
    return csrf_exempt(guarded)


def _refused(error: Exception) -> JsonResponse:
    if isinstance(error, TooLong | TextTooLong):
        return _too_long(error)
    if isinstance(error, RequestDataTooBig):
        return _refusal(413, _("This is more than one page can hold."), limit=BODY)
    if isinstance(error, Goal.DoesNotExist):
        return _refusal(404, _("There is no such goal."))
    return _refusal(422, _("This is not what a page sends."))


def _too_long(error: TooLong | TextTooLong) -> JsonResponse:
    told = {"length": f"{error.length:,}", "limit": f"{error.limit:,}"}
    words = _("This has %(length)s characters. The limit is %(limit)s.") % told
    part = error.part if isinstance(error, TooLong) else ""
    return _refusal(413, words, limit=error.limit, length=error.length, part=part)


@_saves
def draft_save(request: SignedInRequest, week: Week) -> HttpResponse:
    """Store a week's document: 200 with its revision and hash, 409 with the other version.

    204 where the page was left with nothing new: there is nothing to answer.
    """
    draft = parse_draft(request.body)
    if draft.known:
        note_left(user=request.user, week=week, base=draft.base, now=timezone.now())
        return HttpResponse(status=204)
    try:
        saved = save_document(
            user=request.user,
            week=week,
            document=draft.document,
            base=draft.base,
            tab=draft.tab,
            sequence=draft.sequence,
            key=draft.key,
            now=timezone.now(),
            reason=Revision.Reason.LEAVE if draft.leaving else None,
        )
    except Conflict as conflict:
        return _conflict(request, conflict)
    answer: dict[str, object] = {
        "revision": saved.revision,
        "saved_at": saved.saved_at.isoformat(),
        "sha256": saved.sha256,
        "altered": saved.altered,
    }
    if saved.altered or draft.echo:
        answer["document"] = saved.document.as_dict()
    return JsonResponse(answer)


def _conflict(request: SignedInRequest, conflict: Conflict) -> JsonResponse:
    names = {one.key: one.name for one in qualities_for(request.user, None)}
    return JsonResponse(
        {
            "revision": conflict.revision,
            "saved_at": conflict.saved_at.isoformat(),
            "document": conflict.document.as_dict(),
            "sha256": conflict.document.sha256,
            "words": plain_words(conflict.document, names),
        },
        status=409,
    )


@_saves
def check_in_save(request: SignedInRequest, week: Week, goal: int) -> JsonResponse:
    """Store what is said about a goal in a week: {base, text}; 409 with the other text."""
    fields = parse_json(request.body)
    text = fields.get("text")
    if set(fields) != {"base", "text"} or not isinstance(text, str):
        raise WrongShape("expected an object with base and text")
    base, now = whole(fields["base"]), timezone.now()
    try:
        saved = save_check_in(
            user=request.user, goal_id=goal, week=week, text=text, base=base, now=now
        )
    except CheckInConflict as conflict:
        told = {"revision": conflict.revision, "text": conflict.kept}
        return JsonResponse(told | {"sha256": digest(conflict.kept)}, status=409)
    answer: dict[str, object] = {
        "revision": saved.revision,
        "saved_at": saved.saved_at.isoformat(),
        "sha256": saved.sha256,
        "altered": saved.altered,
    }
    return JsonResponse(answer | ({"text": saved.text} if saved.altered else {}))
