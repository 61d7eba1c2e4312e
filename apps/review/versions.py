"""The versions of a week that were kept: their list, and one beside what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.differences import Change, Piece, count_changes, count_words, differences
from apps.journal.documents import parse_document, plain_words
from apps.journal.models import Entry, Revision
from apps.journal.operations import document_of
from apps.journal.qualities import qualities_for
from apps.review.weeks import moment_words
from apps.review.words import week_days_and_year


@dataclass(frozen=True)
class Version:
    """One kept version of a week, to read and to bring back."""

    pk: int
    when: str
    why: str
    changed: str
    words: str
    is_first_take: bool
    has_parent: bool


@dataclass(frozen=True)
class VersionPage:
    """The kept versions of a week, newest first."""

    week: Week
    days: str
    revision: int
    versions: list[Version]
    pages: Page[Revision]


@dataclass(frozen=True)
class ComparedPage:
    """One version beside the one it came from, or, `with_page`, the page as it is now.

    `first` and `second` are called by when they were written; `pieces` go from one to the other.
    """

    week: Week
    days: str
    revision: int
    version: Version
    with_page: bool
    first: str
    second: str
    pieces: list[Piece]

    @property
    def is_same(self) -> bool:
        return all(piece.kind == "same" for piece in self.pieces)


def version_page(entry: Entry, user: User, pages: Page[Revision]) -> VersionPage:
    """Return one page of an entry's versions; two queries, however many there are."""
    names = _names(entry, user)
    return VersionPage(
        week=entry.week,
        days=week_days_and_year(entry.week),
        revision=entry.revision,
        versions=[_version(one, entry, user, names) for one in pages],
        pages=pages,
    )


def compared_page(entry: Entry, user: User, revision: Revision, *, with_page: bool) -> ComparedPage:
    """Compare a version with its parent; with the page as it is now where it has none."""
    names = _names(entry, user)
    version, parent = _version(revision, entry, user, names), revision.parent
    if with_page or parent is None:
        said, first = plain_words(document_of(entry), names), version.when
        pair, second = (version.words, said), _("the page as it is now")
    else:
        pair, second = (_words(parent, names), version.words), version.when
        first = moment_words(parent.made_at, user)
    return ComparedPage(
        week=entry.week,
        days=week_days_and_year(entry.week),
        revision=entry.revision,
        version=version,
        with_page=with_page or parent is None,
        first=first,
        second=second,
        pieces=differences(*pair),
    )


def _names(entry: Entry, user: User) -> dict[str, str]:
    return {one.key: one.name for one in qualities_for(user, entry)}


def _words(revision: Revision, names: Mapping[str, str]) -> str:
    return plain_words(parse_document(revision.document), names)


def _version(revision: Revision, entry: Entry, user: User, names: Mapping[str, str]) -> Version:
    words = _words(revision, names)
    return Version(
        pk=revision.pk,
        when=moment_words(revision.made_at, user),
        why=revision.get_reason_display(),
        changed=_changed(revision, user, words, names),
        words=words,
        is_first_take=revision.pk == entry.first_take_id,
        has_parent=revision.parent is not None,
    )


def _changed(revision: Revision, user: User, words: str, names: Mapping[str, str]) -> str:
    """Return how much changed since the version before, in words: "12 words in, 3 out"."""
    parent = revision.parent
    if parent is None:
        count = count_words(words)
        return ngettext("%(count)s word", "%(count)s words", count) % {"count": count}
    if revision.reason == Revision.Reason.RESTORE:
        return _("the words of %(when)s") % {"when": moment_words(parent.made_at, user)}
    return change_words(count_changes(_words(parent, names), words))


def change_words(change: Change) -> str:
    """Return "12 words added, 3 taken out", or what there was of it."""
    added = ngettext("%(count)s word added", "%(count)s words added", change.added)
    if not change.removed:
        if not change.added:
            return _("no word added or taken out")
        return added % {"count": change.added}
    if not change.added:
        removed = ngettext("%(count)s word taken out", "%(count)s words taken out", change.removed)
        return removed % {"count": change.removed}
    return _("%(added)s, %(removed)s taken out") % {
        "added": added % {"count": change.added},
        "removed": change.removed,
    }
