"""What happens to a write page that was sent: mended, told of another version, or done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.http import SignedInRequest
from apps.core.text import digest
from apps.core.weeks import Week
from apps.journal.documents import Document, TooLong, clean_document
from apps.journal.drafts import sender_of
from apps.journal.draws import question
from apps.journal.forms import WriteForm
from apps.journal.frames import Name, with_opening
from apps.journal.models import Revision
from apps.journal.operations import Conflict, note_rest, rest, save_document
from apps.review.operations import (
    CheckInsSaved,
    finish_week,
    save_check_ins,
    take_rest_back,
    uncover_week,
)
from apps.review.views.beginning import begin
from apps.review.writing import Desk, Late, WritePage, write_page


def show_page(request: SignedInRequest, page: WritePage, *, status: int = 200) -> HttpResponse:
    context = {"page": page, "form": page.form, "room": "write"}
    return render(request, "review/write.html", context, status=status)


def week_uncovered(request: SignedInRequest, week: Week, now: datetime) -> HttpResponse:
    """Show the numbers, and go to where they stand."""
    uncover_week(user=request.user, week=week, now=now)
    messages.success(request, _("Numbers shown."))
    return redirect(reverse("review:write", args=[week]) + "#numbers")


def page_sent(request: SignedInRequest, desk: Desk, now: datetime) -> HttpResponse:
    """Keep what was typed and do what was asked for.

    422 with what is to be mended, or 409 where the page was written elsewhere meanwhile: nothing is
    finished or uncovered then, and both versions are shown.
    """
    form = desk.form(request.POST)
    if not form.is_valid():
        return _mend(request, desk, form, now)
    said = [one for one in form.check_ins() if _is_new(desk, one)]
    kept = save_check_ins(user=desk.user, week=desk.week, check_ins=said, now=now)
    form.data = _on_newest(form, desk, kept)
    document = _begun(request, desk, form.document())
    try:
        revision = _act(request, desk, document, form, now, may_uncover=not kept.refused)
    except TooLong as error:
        form.add_error("body", error.words)
        return _mend(request, desk, form, now)
    except Conflict as conflict:
        return _both(request, desk, form, now, kept=kept, conflict=conflict)
    if clean_document(document)[1]:
        messages.info(request, _("A few characters that cannot be kept were left out."))
    if kept.refused:
        form.data["base"] = str(revision)
        return _both(request, desk, form, now, kept=kept)
    begin(request, desk, now)
    return _go_on(request, desk)


def _is_new(desk: Desk, said: tuple[int, str, int]) -> bool:
    goal, text, _base = said
    stored = desk.check_ins.get(goal)
    return text != (stored.text if stored else "")


def _begun(request: SignedInRequest, desk: Desk, document: Document) -> Document:
    """Return the document with the chosen prompt at its end, or the frame in its empty body."""
    asked = question(desk.user, desk.week, request.POST.get("prompt", ""))
    if asked:
        before = document.body.rstrip()
        return replace(document, body=f"{before}\n\n{asked}\n\n".lstrip())
    if request.POST.get("frame") in Name:
        body = with_opening(document.body, Name(request.POST["frame"]))
        return replace(document, body=body)
    return document


def _act(
    request: SignedInRequest,
    desk: Desk,
    document: Document,
    form: WriteForm,
    now: datetime,
    *,
    may_uncover: bool,
) -> int:
    """Keep the document and do what was asked for; return the revision then stored."""
    do, user, week = request.POST.get("do"), desk.user, desk.week
    base, sender = form.cleaned_data["base"], sender_of(request.POST)
    if do == "finish" and may_uncover:
        finished = finish_week(
            user=user, week=week, document=document, base=base, now=now, sender=sender
        )
        _note_why(request, desk, form, now)
        return finished.revision
    saved = save_document(
        user=user,
        week=week,
        document=document,
        base=base,
        now=now,
        tab=sender.tab,
        sequence=sender.sequence,
        key=sender.key,
        reason=Revision.Reason.LEAVE,
    )
    if do == "uncover" and may_uncover:
        uncover_week(user=user, week=week, now=now)
    if do == "rest" and may_uncover:
        rest(user=user, week=week, note=form.cleaned_data["rest_note"], now=now)
    else:
        _note_why(request, desk, form, now)
    if do == "unrest":
        take_rest_back(user=user, week=week, now=now)
    return saved.revision


def _note_why(request: SignedInRequest, desk: Desk, form: WriteForm, now: datetime) -> None:
    """Keep the word of why as it was typed, where the page had a field for it."""
    if "rest_note" in request.POST:
        note = form.cleaned_data["rest_note"]
        note_rest(user=desk.user, week=desk.week, note=note, now=now)


def _mend(request: SignedInRequest, desk: Desk, form: WriteForm, now: datetime) -> HttpResponse:
    return show_page(request, write_page(desk, form, now=now), status=422)


def _on_newest(form: WriteForm, desk: Desk, kept: CheckInsSaved) -> QueryDict:
    """Return what was sent, its check-ins standing on what is now stored of them.

    What was typed against another text stays typed; a field that was not touched shows what is
    stored, so that no later press puts its old text back.
    """
    data = form.data.copy()
    for goal in (goal.pk for goal in desk.goals):
        if late := kept.refused.get(goal):
            data[f"check-in-base-{goal}"] = str(late.revision)
            data[f"check-in-was-{goal}"] = ""
            continue
        stored = kept.saved.get(goal) or desk.check_ins.get(goal)
        text, revision = (stored.text, stored.revision) if stored else ("", 0)
        data[f"check-in-{goal}"] = text
        data[f"check-in-base-{goal}"] = str(revision)
        data[f"check-in-was-{goal}"] = digest(text)
    return data


def _both(
    request: SignedInRequest,
    desk: Desk,
    form: WriteForm,
    now: datetime,
    *,
    kept: CheckInsSaved,
    conflict: Conflict | None = None,
) -> HttpResponse:
    """Show what was typed beside what is stored; the page then stands on the newest revisions."""
    bases = {goal: base for goal, _text, base in form.check_ins() if goal in kept.refused}
    late = Late(form.cleaned_data["base"], conflict, bases, kept.refused)
    if conflict:
        form.data["base"] = str(conflict.revision)
    page = write_page(desk, desk.form(form.data), now=now, late=late)
    return show_page(request, page, status=409)


def _go_on(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Go where the button that was pressed leads, and say what was done."""
    do = request.POST.get("do", "")
    number = {"number": desk.week.number}
    said = {
        "finish": _("Finished. The numbers are shown."),
        "uncover": _("Numbers shown."),
        "rest": _("Week %(number)s is marked as a rest.") % number,
        "unrest": _("Week %(number)s is no longer marked as a rest.") % number,
        "keep": _("Your words are kept."),
    }.get(do)
    if said:
        messages.success(request, said)
    return redirect(_place(request, desk, do))


def _place(request: SignedInRequest, desk: Desk, do: str) -> str:
    names = ("write", "week", "guess")
    here, week, guess = (reverse(f"review:{name}", args=[desk.week]) for name in names)
    if request.POST.get("prompt") or request.POST.get("frame"):
        return f"{here}#id_body"
    if request.POST.get("draw"):
        return f"{here}#prompts"
    is_written = desk.entry is not None and desk.entry.is_written
    if do in ("save", "unrest"):
        return here
    places = {
        "finish": week,
        "guess": guess,
        "uncover": f"{here}#numbers",
        "more": f"{here}?moment=1#by-hand",
    }
    return places.get(do) or (week if is_written else reverse("review:home"))
