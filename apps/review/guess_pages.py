"""A guess beside the number that there was, on its own week's page and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.text import digest
from apps.core.two_marks import two_marks
from apps.journal.markdown import render
from apps.journal.models import Entry
from apps.metrics.models import Metric
from apps.metrics.series import metrics_of
from apps.review.figures import Figure
from apps.review.guess_forms import AnswerForm
from apps.review.guess_models import Guess
from apps.review.tags import tag_address
from apps.review.words import value_words


@dataclass(frozen=True)
class ShownGuess:
    """The guess, the figure that there is, both on one axis, and what was said of them.

    `missing` says why there is no figure, `form` asks where nothing was said yet.
    """

    pk: int
    label: str
    text: str
    figure: Figure | None
    missing: str
    axis: SafeString
    words: SafeString
    form: AnswerForm | None


def guess_of(entry: Entry | None) -> Guess | None:
    """Return the guess that was read with an entry."""
    found: Guess | None = getattr(entry, "guess", None)
    return found


def shown_guess(guess: Guess, figures: Iterable[Figure]) -> ShownGuess:
    """Return a guess beside its week's figures; no distance between the two is made anywhere."""
    figure = next((one for one in figures if one.metric_id == guess.metric_id), None)
    return ShownGuess(
        pk=guess.pk,
        label=guess.metric_label,
        text=value_words(guess.value, decimals=guess.decimals, is_change=guess.is_change),
        figure=figure if figure and figure.value is not None else None,
        missing=_missing(guess, figure),
        axis=_axis(guess, figure),
        words=render(guess.answer, prefix="guess-", tag_address=tag_address),
        form=None if guess.answer else answer_form(guess),
    )


def answer_form(guess: Guess) -> AnswerForm:
    return AnswerForm(initial={"text": guess.answer, "was": digest(guess.answer)})


def _missing(guess: Guess, figure: Figure | None) -> str:
    if figure is None:
        erased = _("The number was erased.")
        return erased if guess.metric_id is None else _("Nothing is told of it any more.")
    return f"{figure.missing}." if figure.value is None and figure.missing else ""


def _axis(guess: Guess, figure: Figure | None) -> SafeString:
    if figure is None or figure.value is None or not figure.is_exact:
        return SafeString()
    return two_marks(
        (_("your guess"), guess.value),
        (_("the number"), figure.value),
        decimals=max(guess.decimals, figure.decimals),
        label=_("Your guess and the number on one line. Both are in the text."),
    )


def guessable(user: User) -> list[Metric]:
    """Return the numbers that a week may tell, in the order the sources were connected."""
    return [metric for metric in metrics_of(user) if metric.source.will_tell_more]
