"""The pages of decks: their list, one deck, and what is done with it as a whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_kept
from apps.journal import deck_operations as operations
from apps.journal.deck_forms import BringInForm, DeckForm, PromptForm
from apps.journal.deck_models import Deck
from apps.journal.deck_text import Worded, write_deck
from apps.journal.decks import deck_list as every_deck
from apps.journal.decks import grouped, uses_built_in, worded
from apps.journal.draws import refused_by
from apps.journal.prompts import PROMPTS, Prompt

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


def mine(request: SignedInRequest, pk: int) -> Deck:
    """The person's own deck; anybody else's is a 404."""
    return get_object_or_404(Deck.objects.for_user(request.user).own(), pk=pk)


def _page(request: SignedInRequest, name: str, **context: Any) -> HttpResponse:
    form = context.get("form")
    status = 422 if form is not None and form.errors else 200
    context["room"] = "write"
    return render(request, f"journal/{name}.html", context, status=status)


@require_safe
@login_required
def deck_list(request: SignedInRequest) -> HttpResponse:
    return _page(request, "deck_list", page=every_deck(request.user))


@words_kept("name")
@read_or_write
def deck_add(request: SignedInRequest) -> HttpResponse:
    form = DeckForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            deck = operations.make_deck(user=request.user, name=name, now=timezone.now())
        except operations.TooManyDecks:
            form.add_error(None, _("Twenty decks are kept at most. Remove one first."))
        else:
            return redirect("journal:deck", deck.pk)
    return _page(request, "deck_name", form=form)


@words_kept("name")
@read_or_write
def deck_rename(request: SignedInRequest, pk: int) -> HttpResponse:
    deck = mine(request, pk)
    data = request.POST if request.method == "POST" else None
    form = DeckForm(data, initial={"name": deck.name})
    if form.is_bound and form.is_valid():
        deck.name = form.cleaned_data["name"]
        deck.save(update_fields=["name"])
        return redirect("journal:deck", pk)
    return _page(request, "deck_name", form=form, deck=mine(request, pk))


@words_kept("text", "group")
@read_or_write
def deck(request: SignedInRequest, pk: int) -> HttpResponse:
    """One deck of one's own; POST adds a prompt at its end."""
    found = mine(request, pk)
    form = PromptForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _added(found, form):
        return redirect(f"{request.path}#add")
    groups = grouped(found.prompts.all(), refused_by(request.user))
    is_used = not found.retired_at
    return _page(request, "deck", deck=found, groups=groups, form=form, is_used=is_used)


def _added(deck: Deck, form: PromptForm) -> bool:
    """Whether the prompt is in the deck now; if it is not, the form says why."""
    prompt = Worded(form.cleaned_data["text"], form.cleaned_data["group"])
    try:
        if operations.add_prompts(deck=deck, prompts=[prompt]):
            return True
    except operations.TooManyPrompts:
        form.add_error(None, _("A deck holds 500 prompts at most."))
    else:
        form.add_error("text", _("The deck has this prompt already."))
    return False


@require_safe
@login_required
def deck_built_in(request: SignedInRequest) -> HttpResponse:
    groups = grouped(PROMPTS, refused_by(request.user))
    return _page(request, "deck", deck=None, groups=groups, is_used=uses_built_in(request.user))


@require_POST
@login_required
def deck_retire(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Retire a deck, or use it again; without `pk` the built-in one."""
    now = timezone.now()
    at = None if request.POST.get("do") == "use" else now
    if pk is None:
        operations.retire_built_in(user=request.user, at=at, now=now)
    else:
        found = mine(request, pk)
        found.retired_at = at
        found.save(update_fields=["retired_at"])
    said = _("Prompts are drawn from this deck no more.") if at else _("This deck is in use again.")
    messages.success(request, said)
    return redirect("journal:deck_built_in") if pk is None else redirect("journal:deck", pk)


@read_or_write
@login_required
def deck_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then remove a deck with its prompts; what was drawn from it stays where it was put."""
    found = mine(request, pk)
    if request.method == "POST":
        found.delete()
        messages.success(request, _("The deck “%(name)s” was removed.") % {"name": found.name})
        return redirect("journal:deck_list")
    return _page(request, "deck_remove", deck=found)


@words_kept("text")
@read_or_write
def deck_bring_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add prompts from plain text: first shown, then added."""
    found = mine(request, pk)
    data = request.POST if request.method == "POST" else None
    form = BringInForm(data, request.FILES or None)
    if not (form.is_bound and form.is_valid()):
        return _page(request, "deck_bring_in", deck=found, form=form)
    fresh = operations.new_prompts(found, form.deck_text.prompts)
    if request.POST.get("do") == "add":
        try:
            count = len(operations.add_prompts(deck=found, prompts=fresh))
        except operations.TooManyPrompts:
            form.add_error(None, _("A deck holds 500 prompts at most."))
            return _page(request, "deck_bring_in", deck=found, form=form)
        messages.success(request, _added_words(count))
        return redirect("journal:deck", pk)
    return _page(
        request,
        "deck_preview",
        deck=found,
        groups=grouped([Prompt("", one.text, one.group) for one in fresh], ()),
        count=len(fresh),
        left_out=len(form.deck_text.prompts) - len(fresh),
        text=form.source,
    )


def _added_words(count: int) -> str:
    words = ngettext("%(count)s prompt was added.", "%(count)s prompts were added.", count)
    return words % {"count": count}


@require_safe
@login_required
def deck_export(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """The deck as plain text; without `pk` the built-in one."""
    found = None if pk is None else mine(request, pk)
    prompts = worded(found.prompts.all() if found else PROMPTS)
    name = slugify(found.name) if found else "built-in"
    response = HttpResponse(write_deck(prompts), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name or "deck"}.txt"'
    return response
