"""A measurement as the series read it: a row without its model."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from apps.metrics.breaks import Scale
from apps.metrics.models import Measurement


class Measured(NamedTuple):
    """What is needed of a measurement; `told` is its value as it stands."""

    metric_id: int
    day: date
    told: float
    corrected: float | None
    origin: str
    precision: float | None
    definition: int
    taken_at: datetime

    @property
    def told_origin(self) -> str:
        return self.origin if self.corrected is None else Measurement.Origin.TYPED_IN

    @property
    def told_precision(self) -> float | None:
        return self.precision if self.corrected is None else None

    @property
    def scale(self) -> Scale:
        return Scale(self.definition, self.precision or None)
