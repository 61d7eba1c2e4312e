"""What is done with one prompt of a deck."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_kept
from apps.journal.deck_forms import PlacedPromptForm
from apps.journal.deck_models import OwnPrompt
from apps.journal.deck_operations import TwicePrompt, change_prompt, move_prompt, place_of
from apps.journal.decks import find_prompt
from apps.journal.draws import take_back
from apps.journal.views.decks import mine


def _mine(request: SignedInRequest, pk: int, prompt: int | str) -> OwnPrompt:
    """A prompt of the person's own deck; anybody else's is a 404."""
    return get_object_or_404(mine(request, pk).prompts, pk=prompt)


@words_kept("text", "group")
@require_http_methods(["GET", "HEAD", "POST"])
def prompt_edit(request: SignedInRequest, pk: int, prompt: int) -> HttpResponse:
    """Change the words, the heading or the place of a prompt."""
    found = _mine(request, pk, prompt)
    data = request.POST if request.method == "POST" else None
    now_set = {"text": found.text, "group": found.group, "place": place_of(found)}
    form = PlacedPromptForm(data, initial=now_set)
    if form.is_bound and form.is_valid():
        try:
            change_prompt(prompt=found, **form.cleaned_data)
        except TwicePrompt:
            form.add_error("text", _("The deck has this prompt already."))
        else:
            return redirect(_at(found))
    context = {"form": form, "deck": found.deck, "prompt": found, "room": "write"}
    return render(request, "journal/prompt.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def prompt_arrange(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move a prompt one place up or down, or remove it; the button's value is the prompt."""
    for name, step in (("up", -1), ("down", 1)):
        if name in request.POST:
            found = _mine(request, pk, _number(request.POST[name]))
            move_prompt(prompt=found, by=step)
            return redirect(_at(found))
    found = _mine(request, pk, _number(request.POST.get("remove", "")))
    found.delete()
    messages.success(request, _("Removed: %(text)s") % {"text": found.text})
    return redirect("journal:deck", pk)


@require_POST
@login_required
def prompt_take_back(request: SignedInRequest) -> HttpResponse:
    """Let a prompt that was "not for me" be drawn again."""
    prompt = find_prompt(request.user, request.POST.get("prompt", ""))
    if prompt is None:
        raise Http404
    take_back(user=request.user, prompt=prompt)
    own = OwnPrompt.objects.filter(deck__user=request.user, key=prompt.key).first()
    return redirect(_at(own) if own else f"{reverse('journal:deck_built_in')}#{prompt.key}")


def _at(prompt: OwnPrompt) -> str:
    return f"{reverse('journal:deck', args=[prompt.deck_id])}#{prompt.key}"


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)
