"""What a person asked for about the beginning of a page: a frame, or another prompt."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.http import SignedInRequest
from apps.journal.draws import dismiss_draw, draw_another, keep_draw
from apps.journal.frames import Name, choose_frame
from apps.review.writing import Desk

_DIGITS = 4


def begin(request: SignedInRequest, desk: Desk, now: datetime) -> None:
    """Remember the frame, and keep, change or refuse the prompt that the page showed."""
    user, week = desk.user, desk.week
    if request.POST.get("frame") in Name:
        choose_frame(user=user, week=week, frame=Name(request.POST["frame"]), now=now)
    shown = request.POST.get("drawn", "")
    if not shown.isdecimal() or len(shown) > _DIGITS:
        return
    match request.POST.get("draw"):
        case "keep":
            keep_draw(user=user, week=week, place=int(shown), now=now)
        case "another":
            draw_another(user=user, week=week, instead_of=int(shown), now=now)
        case "refuse":
            dismiss_draw(user=user, week=week, place=int(shown), now=now)
