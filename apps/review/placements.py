"""The person's own choice of which number stands beside which passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from apps.journal.models import Entry
from apps.review.figures import Figure
from apps.review.models import Placement
from apps.review.placement_form import NOTHING


@transaction.atomic
def place_numbers(*, entry: Entry, figures: Sequence[Figure], chosen: Mapping[str, str]) -> None:
    """Keep what was chosen for each passage (by its hash): a metric's id, "nothing", or "rule".

    "nothing" and "rule" take away the numbers that were set there; a metric has one place.
    """
    labels = {str(figure.metric_id): figure.label for figure in figures}
    for block, choice in chosen.items():
        if choice not in labels:
            entry.placements.filter(block=block).delete()
        if choice == NOTHING:
            Placement.objects.create(entry=entry, block=block)
        elif choice in labels:
            entry.placements.filter(block=block, metric=None, metric_label="").delete()
            Placement.objects.update_or_create(
                entry=entry,
                metric_id=int(choice),
                defaults={"block": block, "metric_label": labels[choice]},
            )
