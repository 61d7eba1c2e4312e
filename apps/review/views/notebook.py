"""The notebook, and looking for words in it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_kept
from apps.review.notebook import Asked, NoSuchPlace, notebook_page, tags_of
from apps.review.notebook_forms import NotebookForm
from apps.review.word_index import refresh


@words_kept("words")
@require_http_methods(["GET", "HEAD", "POST"])
def notebook(request: SignedInRequest) -> HttpResponse:
    """All words, or with POST what was asked for; `?before=` goes on where a page ended.

    `?tag=` narrows it to a tag of the person's, as the links from their pages do.
    """
    is_whole = refresh(request.user)
    is_asked = request.method == "POST"
    tags, tag = tags_of(request.user), request.GET.get("tag", "")
    tag = tag if tag in tags else ""
    form = NotebookForm(request.POST if is_asked else None, tags=tags, tag=tag)
    asked = Asked(tag=tag, before=request.GET.get("before", ""))
    if is_asked:
        asked = form.asked() if form.is_valid() else Asked()
    running = request.user.week(timezone.now())
    try:
        page = notebook_page(request.user, asked, running=running, is_whole=is_whole)
    except NoSuchPlace as error:
        raise Http404 from error
    context = {"room": "notebook", "form": form, "page": page, "asked": asked}
    return render(request, "review/notebook.html", context, status=422 if form.errors else 200)
