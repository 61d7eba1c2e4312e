"""Words in a form that cannot be taken: they are printed back, so that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., object])


def takes_words(*names: str) -> Callable[[View], View]:
    """Mark a view whose fields with these names (regular expressions) hold what a person typed."""

    def marked(view: View) -> View:
        vars(view)["words"] = re.compile("|".join(names))
        return view

    return marked


def typed_words(request: HttpRequest) -> list[str]:
    """Return the words that were sent to a view marked by `takes_words`, in the form's order."""
    match = request.resolver_match
    names = getattr(match.func, "words", None) if match and request.method == "POST" else None
    if names is None:
        return []
    sent = [request.POST.get(name, "") for name in request.POST if names.fullmatch(name)]
    return [words for words in sent if words.strip()]
