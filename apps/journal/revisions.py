"""What is kept of an entry: versions that are never altered, each with what it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.journal.documents import Document
from apps.journal.models import Entry, Revision


@dataclass(frozen=True)
class Version:
    """Words to keep: on which revision they stand, why they are kept, and when.

    `stood` says whether they were the page, and did not come too late for that.
    """

    document: Document
    base: int
    reason: Revision.Reason
    at: datetime
    stood: bool = True


@dataclass(frozen=True)
class Kept:
    """The newest version that was the page, and whether words with a certain hash are kept."""

    newest: int | None = None
    at: datetime | None = None
    sha256: str = ""
    is_known: bool = False


NOTHING_KNOWN = Kept()


def keep(entry: Entry, version: Version) -> None:
    """Keep the words as a Revision, unless the very same words are kept or there are none."""
    document = version.document
    if document != Document() and not entry.revisions.filter(sha256=document.sha256).exists():
        make_revision(entry, version)


def keep_newest(entry: Entry, version: Version, kept: Kept) -> None:
    """Keep what the page holds now; where `kept` knows of these words, nothing is looked up."""
    if kept.sha256 != version.document.sha256:
        keep(entry, version)
    elif version.document != Document() and not kept.is_known:
        make_child(entry, version, parent=kept.newest)


def make_revision(entry: Entry, version: Version) -> Revision:
    """Keep the words as having come from the newest version up to their base that was the page."""
    before = entry.revisions.filter(stood=True, base__lte=version.base).order_by("-base", "-pk")
    return make_child(entry, version, parent=before.values_list("pk", flat=True).first())


def make_child(entry: Entry, version: Version, *, parent: int | None) -> Revision:
    """Keep the words as having come from the version `parent`."""
    return Revision.objects.create(
        entry=entry,
        parent_id=parent,
        base=version.base,
        stood=version.stood,
        reason=version.reason,
        document=version.document.as_dict(),
        sha256=version.document.sha256,
        made_at=version.at,
    )
