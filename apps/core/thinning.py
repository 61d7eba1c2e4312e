"""Which values of a long line are drawn: the least and the most of each column. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def runs(
    values: Sequence[float | None], *, columns: int | None = None, breaks: Collection[int] = ()
) -> list[list[int]]:
    """Return the unbroken runs of a line, each as the positions of the values to draw, in order.

    A run ends at a gap (None) and before each position in `breaks`. A line of more values than
    twice its `columns` keeps the least and the most of each column, and both its ends; two values
    are joined only where nothing was missing between them.
    """
    whole = _unbroken(values, breaks)
    if columns is None or sum(map(len, whole)) <= 2 * columns:
        return whole
    kept = _extremes(values, columns) | {whole[0][0], whole[-1][-1]}
    thin = ([place for place in run if place in kept] for run in whole)
    return [run for run in thin if run]


def _unbroken(values: Sequence[float | None], breaks: Collection[int]) -> list[list[int]]:
    found: list[list[int]] = []
    is_open = False
    for place, value in enumerate(values):
        if value is None:
            is_open = False
        elif is_open and place not in breaks:
            found[-1].append(place)
        else:
            found.append([place])
            is_open = True
    return found


def _extremes(values: Sequence[float | None], columns: int) -> set[int]:
    """The positions of the least and the most value of each column."""
    least: dict[int, tuple[float, int]] = {}
    most: dict[int, tuple[float, int]] = {}
    for place, value in enumerate(values):
        if value is None:
            continue
        column = place * columns // len(values)
        if column not in least or value < least[column][0]:
            least[column] = (value, place)
        if column not in most or value > most[column][0]:
            most[column] = (value, place)
    return {place for extremes in (least, most) for _value, place in extremes.values()}
