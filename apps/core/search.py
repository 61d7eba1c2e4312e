"""Full-text search: one interface, and the same set found on SQLite and on PostgreSQL.

Both look for the folded words of `folding`, never for what somebody typed: SQLite in an FTS5 index
(kept by triggers, see migration 0003), PostgreSQL in a GIN index on the words as lexemes. Either
finds the rows that hold the words; that words stand together is then read from the folded text.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from apps.core.models import SearchText
from apps.core.search_terms import Query, Term

Rows = QuerySet[SearchText]
Clauses = Iterable[tuple[Term, ...]]


def matching(rows: Rows, query: Query) -> Rows:
    """Return those of `rows` that hold what is asked for; none when no word is named."""
    if query.is_empty:
        return rows.none()
    found = rows.filter(_holds(query.clauses)) if query.clauses else rows
    for clause in query.clauses:
        if any(len(term.words) > 1 for term in clause):
            found = found.filter(_any(clause))
    return found.exclude(_any(query.without)) if query.without else found


def forget_erased() -> None:
    """Let no word stay in the index that no row has any more.

    SQLite's index keeps what was taken out, marked as gone, until its parts are made one; that
    costs nothing where they are one already.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO core_searchwords(core_searchwords) VALUES ('optimize')")


def _any(terms: Iterable[Term]) -> Q:
    """Rows with one of the terms, its words together."""
    either = Q()
    for term in terms:
        either |= _together(term) if len(term.words) > 1 else _holds([(term,)])
    return either


def _together(term: Term) -> Q:
    run = " ".join(["", *term.words]) + ("" if term.is_prefix else " ")
    return Q(GreaterThan(StrIndex("folded", Value(run)), 0))


def _holds(clauses: Clauses) -> Q:
    """Rows that hold the words of one term of each clause, wherever they stand."""
    if connection.vendor == "postgresql":
        asked = _expression(clauses, " & ", " | ", "'{}'", ":*")
        sql = "core_searchtext.lexemes @@ %s::tsquery"
        return Q(RawSQL(sql, [asked], output_field=BooleanField()))  # noqa: S611  # a parameter
    asked = _expression(clauses, " AND ", " OR ", '"{}"', "*")
    ids = "SELECT rowid FROM core_searchwords WHERE core_searchwords MATCH %s"
    return Q(pk__in=RawSQL(ids, [asked]))  # noqa: S611  # a parameter


def _expression(clauses: Clauses, both: str, either: str, quoted: str, begins: str) -> str:
    """Write the clauses in the database's own signs; a folded word has no sign in it."""

    def written(term: Term) -> str:
        words = both.join(quoted.format(word) for word in term.words)
        return f"({words}{begins})" if term.is_prefix else f"({words})"

    return both.join(f"({either.join(map(written, clause))})" for clause in clauses)
