"""How agreement is told: counts, what a coin would give, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.statistics import Count
from apps.core.weeks import Week
from apps.metrics.models import Metric
from apps.review.words import span_words


def window_words(weeks: Sequence[Week]) -> str:
    """Return "26 whole weeks, 18 May – 15 November 2026"; empty without any."""
    if not weeks:
        return ""
    told = {"count": len(weeks), "days": span_words(weeks[0].monday, weeks[-1].sunday)}
    return (
        ngettext("%(count)s whole week, %(days)s", "%(count)s whole weeks, %(days)s", len(weeks))
        % told
    )


def pair_words(count: Count, *, weeks: int, missing: int, needed: int) -> tuple[str, str]:
    """Return what two numbers did, and which of the `weeks` that leaves out."""
    if count.weeks < needed:
        sentence = _(
            "Too few weeks to say: %(weeks)s in which both stood off their middle. It takes "
            "%(needed)s."
        ) % {"weeks": count.weeks, "needed": needed}
    else:
        sentence = _(
            "On the same side in %(same)s of %(weeks)s weeks; a coin would give %(low)s to "
            "%(high)s."
        ) % _counted(count)
    return sentence, _left_out(missing=missing, middle=weeks - missing - count.weeks)


def mark_words(count: Count, *, marked: int, needed: int) -> tuple[str, str]:
    """Return where a number stood in the weeks marked "more", and which of them that leaves out."""
    left_out = ""
    if marked > count.weeks:
        left_out = _("Marked in %(marked)s weeks; %(left)s without the number, or on its middle.")
        left_out %= {"marked": marked, "left": marked - count.weeks}
    if count.weeks < needed:
        sentence = _(
            "Too few weeks to say: %(weeks)s marked “more of it” in which the number stood off its "
            "middle. It takes %(needed)s."
        ) % {"weeks": count.weeks, "needed": needed}
    else:
        sentence = _(
            "Above its middle in %(same)s of the %(weeks)s weeks you marked “more of it”; a coin "
            "would give %(low)s to %(high)s."
        ) % _counted(count)
    return sentence, left_out


def side_words(metrics: tuple[Metric, Metric], *own_sides: int) -> str:
    """Return on which side each stood: "Replies above its middle; Klout below its middle"."""
    words = {1: _("%(label)s above its middle"), -1: _("%(label)s below its middle")}
    told = [
        words[side] % {"label": metric.full_label}
        for metric, side in zip(metrics, own_sides, strict=True)
    ]
    return _("%(one)s; %(other)s") % {"one": told[0], "other": told[1]}


def _counted(count: Count) -> dict[str, int]:
    return {"same": count.same, "weeks": count.weeks, "low": count.low, "high": count.high}


def _left_out(*, missing: int, middle: int) -> str:
    said = []
    if missing:
        words = ngettext(
            "%(count)s week has no figure of one or both.",
            "%(count)s weeks have no figure of one or both.",
            missing,
        )
        said.append(words % {"count": missing})
    if middle:
        words = ngettext(
            "In %(count)s week one stood on its middle.",
            "In %(count)s weeks one stood on its middle.",
            middle,
        )
        said.append(words % {"count": middle})
    return " ".join(said)
