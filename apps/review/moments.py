"""A week's moments, with what their posts received once the numbers may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.prepared import Given, Prepared
from apps.core.weeks import Week
from apps.journal.models import Entry, Moment
from apps.metrics.models import Measurement, PostCount
from apps.review.figures import Figure, named_figure, worded


@dataclass(frozen=True)
class ShownMoment:
    """One moment as the page shows it; `counts` is empty where there is nothing to count."""

    moment: Moment
    day: str
    counts: list[Figure]
    counts_from: str
    nothing: str


_MOMENTS = Prepared(lambda: Moment.objects.filter(entry=Given("entry")))


def moments_of(entry: Entry, *, covered: frozenset[Week]) -> list[ShownMoment]:
    """Return the entry's moments; counts read in a covered week are not among them."""
    moments = _MOMENTS(entry=entry.pk)
    counts = {} if entry.week in covered else _counts(entry.user, moments, covered)
    return [_shown(one, counts.get(one.address, []), entry.week, covered) for one in moments]


def _counts(
    user: User, moments: Sequence[Moment], covered: frozenset[Week]
) -> dict[str, list[Figure]]:
    """What the person's own posts at the moments' addresses received, by address."""
    addresses = {moment.address for moment in moments if moment.address}
    if not addresses:
        return {}
    found = PostCount.objects.filter(post__source__user=user, post__address__in=addresses)
    counts: dict[str, list[Figure]] = {}
    for count in found.select_related("post", "metric__source__user").order_by("metric__position"):
        is_received = not count.metric.spec.is_given
        if is_received and Week.containing(count.day) not in covered:
            counts.setdefault(count.post.address, []).append(_count(count, user.zone))
    return counts


def linked_metrics(moments: Iterable[ShownMoment]) -> dict[str, frozenset[int]]:
    """Return which metrics count the post at each moment's address."""
    return {
        one.moment.address: frozenset(count.metric_id for count in one.counts if count.metric_id)
        for one in moments
        if one.moment.address
    }


def _shown(
    moment: Moment, counts: list[Figure], week: Week, covered: frozenset[Week]
) -> ShownMoment:
    return ShownMoment(
        moment=moment,
        day=day_in_week(moment.day, week) if moment.day else "",
        counts=counts,
        counts_from=counts[0].when if counts else "",
        nothing="" if counts else _nothing(moment, is_covered=week in covered),
    )


def _nothing(moment: Moment, *, is_covered: bool) -> str:
    if is_covered and moment.address:
        return _("Covered until you’ve written.")
    return _("There is nothing to count.")


def day_in_week(day: date, week: Week) -> str:
    """Return "Friday" inside the week, else the date."""
    return date_format(day, "l" if day in week.days else "j F Y")


def _count(count: PostCount, zone: ZoneInfo) -> Figure:
    metric = count.metric
    figure = replace(
        named_figure(metric),
        metric_label=metric.noun,
        decimals=0,
        is_change=False,
        value=count.value,
        day=count.day,
        origin=Measurement.Origin.MEASURED,
    )
    return worded(figure, zone=zone)
