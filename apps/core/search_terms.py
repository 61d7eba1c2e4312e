"""What a person looks for, read by our own code: no sign in it has a meaning to a database.

Every word must be there. "Words in quotes" stand together, -word must not be there, word* begins
a word, one OR another is either. The last word may be a beginning too, from three letters on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.core.folding import tokens

LIMIT = 200
"""The most characters in a search."""
BEGINNING_FROM = 3

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PART = re.compile(r'(-*)(?:"([^"]*)(?:"|$)|([^\s"]+))')


@dataclass(frozen=True)
class Term:
    """Folded words that stand together; with `is_prefix` the last of them may go on."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True)
class Query:
    """Each of `clauses` must be met by one of its terms, and none of `without` may be there."""

    clauses: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no word was named: signs and spaces alone."""
        return not (self.clauses or self.without)

    @property
    def wanted(self) -> list[Term]:
        """Every term that a result may hold, to be marked."""
        return [term for clause in self.clauses for term in clause]


def parse_query(text: str) -> Query:
    """Return what `text` asks for; any text will do."""
    parts = list(_PART.finditer(text.translate(_QUOTES)))
    clauses: list[tuple[Term, ...]] = []
    without: list[Term] = []
    is_either = False
    for number, (minus, quoted, bare) in enumerate(part.groups() for part in parts):
        if bare == "OR" and not minus and 0 < number < len(parts) - 1:
            is_either = bool(clauses)
            continue
        term = _term(quoted, bare, is_last=not minus and number == len(parts) - 1)
        if term and minus:
            without.append(term)
        elif term and is_either:
            clauses[-1] = (*clauses[-1], term)
        elif term:
            clauses.append((term,))
        is_either = False
    return Query(tuple(clauses), tuple(without))


def _term(quoted: str | None, bare: str | None, *, is_last: bool) -> Term | None:
    words = tuple(tokens(quoted or bare or ""))
    if not words:
        return None
    goes_on = is_last and len(words[-1]) >= BEGINNING_FROM
    return Term(words, is_prefix=bare is not None and (bare.endswith("*") or goes_on))
