"""Queries of one shape: their SQL is worked out once, and each look fills in its own values.

For the handful of looks that the pages read most are made of: working out the SQL of one takes ten
times as long as the database needs to answer it. `docs/adr/0019` has the trade.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Expression, Field, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Given(Expression):
    """A value that each look fills in, under this name; the field knows how it is sent."""

    def __init__(self, name: str, field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=field or BigIntegerField())
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return "%s", (self,)

    def filled(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Return the value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


def several(name: str, count: int) -> list[Any]:
    """Return so many values for `__in`: name0, name1, ...; of keys ask for `metric__id__in`."""
    return [Given(f"{name}{n}") for n in range(count)]


def numbered(name: str, values: Iterable[object]) -> dict[str, Any]:
    """Return the values under the names that `several` asks for."""
    return {f"{name}{n}": value for n, value in enumerate(values)}


class Prepared(Generic[Row]):
    """What a QuerySet with `Given` values finds: `Prepared(build)(name=value, ...)`.

    `build` is called once for each kind of database. What it selects, joins and prefetches is found
    as by the QuerySet itself; a name that is missing raises KeyError. Prefetch by name alone: a
    `Prefetch` with a QuerySet of its own would be shared, and Django leaves rows in it.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self.build = build
        self._kept: dict[str, tuple[QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...]]] = {}

    def __call__(self, **given: object) -> list[Row]:
        connection = connections[DEFAULT_DB_ALIAS]  # itself: its proxy asks for it at each step
        if connection.vendor not in self._kept:
            self._kept[connection.vendor] = self._prepare()
        queryset, compiler, sql, params = self._kept[connection.vendor]
        filled = [
            one.filled(given[one.name], connection) if isinstance(one, Given) else one
            for one in params
        ]
        # All three are this look's own: other threads look meanwhile, through other connections.
        found, query, asked = (_twin(one) for one in (queryset, queryset.query, compiler))
        asked.connection = connection
        asked.as_sql = lambda *_given, **_named: (sql, filled)
        query.get_compiler = lambda *_given, **_named: asked
        found._query = query
        return list(found)

    def _prepare(self) -> tuple[QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...]]:
        queryset = self.build()
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, params = compiler.as_sql()
        kept: Any = compiler
        # The same for every look, and a twentieth of a page when asked each time.
        converters = kept.get_converters(
            [column for column, _sql, _name in kept.select[: kept.col_count]]
        )
        kept.get_converters = lambda _columns: converters
        # That of the thread which came first. SQLite's converters keep it, for its time zone alone.
        kept.connection = None
        return queryset, compiler, sql, tuple(params)


def _twin(one: Any) -> Any:
    """Another of the same with the same attributes: what `copy.copy` makes, in a tenth of the time.

    A QuerySet that was never looked at has nothing to share but what it was built of.
    """
    twin = object.__new__(type(one))
    vars(twin).update(vars(one))
    return twin
