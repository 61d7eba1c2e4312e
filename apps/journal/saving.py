"""Compare-and-swap: how a week's document is stored, and how a late save is answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Case, Exists, F, OuterRef, Subquery, Value, When

from apps.accounts.models import User
from apps.core.weeks import Week
from apps.journal.documents import Document, WrongShape
from apps.journal.models import Entry, Receipt, Revision
from apps.journal.parts import Parts, document_of, parts_of, with_parts, write_parts
from apps.journal.revisions import (
    NOTHING_KNOWN,
    Kept,
    Version,
    keep,
    keep_newest,
    make_child,
)

KEPT_EVERY = timedelta(minutes=10)
RECEIPTS_KEPT = 50
BLANK = Document()
MUCH = 200
"""A body of that many characters is kept before a save takes more than half of it out."""


@dataclass(frozen=True)
class Saved:
    """What is stored after a save; `altered` when cleaning changed the words that were sent."""

    revision: int
    sha256: str
    altered: bool
    saved_at: datetime
    document: Document


class Conflict(Exception):
    """The week was written elsewhere since `base`; the words sent are kept as a Revision.

    `revision`, `document` and `saved_at` are what is stored, `losing` what was refused.
    """

    def __init__(
        self, *, revision: int, document: Document, saved_at: datetime, losing: Document
    ) -> None:
        super().__init__("the week was written elsewhere")
        self.revision, self.document, self.saved_at = revision, document, saved_at
        self.losing = losing


@dataclass(frozen=True)
class Save:
    """One save as it was asked for, cleaned."""

    user: User
    week: Week
    document: Document
    altered: bool
    base: int
    now: datetime
    tab: str = ""
    sequence: int = 0
    key: str = ""
    reason: Revision.Reason | None = None
    parent: int | None = None
    """The version that is brought back by this save."""
    parts: Parts | None = None
    """The lines and moments that are stored, where they are to be written."""
    kept: Kept = NOTHING_KNOWN

    @property
    def is_first(self) -> bool:
        """Whether it may begin a page."""
        return self.base == 0 and self.document != BLANK


def start_entry(*, user: User, week: Week, now: datetime) -> Entry:
    """Return the week's entry, a blank one if there was none."""
    mine = Entry.objects.for_user(user).in_week(week)
    found = mine.first()
    if found is None:
        _insert(user, week, now)
    return found or mine.get()


def _insert(user: User, week: Week, now: datetime, words: Document = BLANK) -> None:
    """Begin an entry with these words, unless there is one, or another save is quicker."""
    made = Entry(
        user=user,
        year=week.year,
        number=week.number,
        title=words.title,
        body=words.body,
        revision=int(words != BLANK),
        sha256=words.sha256,
        created_at=now,
        saved_at=now,
    )
    Entry.objects.bulk_create([made], ignore_conflicts=True)


def note_left(*, user: User, week: Week, base: int, now: datetime) -> None:
    """Keep what stands on revision `base` as an earlier version; where nothing does, do nothing.

    This is for a page that is left with nothing new: its words may have been binned or deleted
    since, and must not come back with it.
    """
    entry = Entry.objects.for_user(user).in_week(week).filter(revision=base).first()
    if entry:
        keep(entry, Version(document_of(entry), base, Revision.Reason.LEAVE, now))


def store(save: Save) -> Saved | Conflict:
    """Store a cleaned document in the caller's transaction; a Conflict is returned, not raised."""
    if save.is_first:
        _insert(save.user, save.week, save.now, save.document)
    entry = _read(save)
    if entry is None:
        return _without_entry(save)
    if getattr(entry, "receipt", None) and (receipt := _receipt(entry, save)):
        return receipt
    save = replace(save, kept=_kept(entry, save))
    if entry.revision == save.base and _sha256(entry) == save.document.sha256:
        return _answer(entry, save, entry.revision)
    if save.is_first and (entry.revision, entry.sha256) == (1, save.document.sha256):
        return _begin(entry, save)
    return _put(entry, save)


def _without_entry(save: Save) -> Saved | Conflict:
    """Answer a save of a week that has no page; words of one that was binned since stay there."""
    if save.document == BLANK and save.base == 0:
        return Saved(0, save.document.sha256, save.altered, save.now, save.document)
    if _is_in_bin(save):
        return Conflict(revision=0, document=BLANK, saved_at=save.now, losing=save.document)
    start_entry(user=save.user, week=save.week, now=save.now)
    return store(save)


def _begin(entry: Entry, save: Save) -> Saved:
    """Store the lines and moments of a page that these words began.

    Where another save of the same words was quicker, they are all stored already.
    """
    sent = save.document.sha256
    save = _compared(entry, save)
    if save.document.sha256 != sent:
        _swap(entry, save, 1)
        return _answer(entry, save, 2)
    if save.parts:
        write_parts(entry, save.document, save.parts)
    return _answer(entry, save, 1)


def _is_in_bin(save: Save) -> bool:
    binned = Entry.with_bin.for_user(save.user).in_week(save.week).in_bin()
    return binned.filter(sha256=save.document.sha256).exists()


def _put(entry: Entry, save: Save) -> Saved | Conflict:
    """Store the document if the entry still has the revision that it was written on."""
    save = _in_order(entry, save)
    if entry.revision == save.base and _is_stored(entry, save):
        return _answer(entry, save, entry.revision)
    if len(entry.body) >= MUCH and len(save.document.body) < len(entry.body) / 2:
        before = document_of(entry)
        keep(entry, Version(before, entry.revision, Revision.Reason.CUT, save.now))
        save = replace(save, kept=Kept(at=save.kept.at))
    if _swap(entry, save, save.base):
        return _answer(entry, save, save.base + 1)
    newer = _read(save)
    return _late(newer, save) if newer and newer.pk == entry.pk else store(save)


def _read(save: Save) -> Entry | None:
    """Return the entry with all that the save must know of it, in one query."""
    revisions = Revision.objects.filter(entry=OuterRef("pk"))
    newest = revisions.filter(stood=True).order_by("-made_at", "-pk")
    receipts = Receipt.objects.filter(entry=OuterRef("pk"), key=save.key)
    annotated = Entry.objects.annotate(
        kept=Subquery(newest.values("pk")[:1]),
        kept_at=Subquery(newest.values("made_at")[:1]),
        is_known=Exists(revisions.filter(sha256=save.document.sha256)),
        receipt=Subquery(receipts.values("pk")[:1]),
        **with_parts(),
    )
    return annotated.filter(user=save.user, year=save.week.year, number=save.week.number).first()


def _kept(entry: Entry, save: Save) -> Kept:
    read = vars(entry)
    return Kept(read["kept"], read["kept_at"], save.document.sha256, read["is_known"])


def _sha256(entry: Entry) -> str:
    return entry.sha256 or document_of(entry).sha256


def _receipt(entry: Entry, save: Save) -> Saved | None:
    """Return the answer that this key was given before, if it was."""
    found = entry.receipts.filter(key=save.key).first() if save.key else None
    if found is None:
        return None
    document = save.document
    return Saved(found.revision, found.sha256, found.altered, found.saved_at, document)


def _in_order(entry: Entry, save: Save) -> Save:
    """Return the save with its qualities in the page's order, and what it is to be compared with.

    Where a page with these lines and moments is stored already, they need no look.
    """
    if _parts_are_stored(entry, save.document):
        return replace(save, parts=None)
    return _compared(entry, save)


def _compared(entry: Entry, save: Save) -> Save:
    """The same by a look at what is stored.

    Raises WrongShape for qualities that are not the person's.
    """
    parts = parts_of(entry, save.user, save.document)
    places = {key: place for place, key in enumerate(parts.ids)}
    qualities = save.document.qualities
    if unknown := [one.key for one in qualities if one.key not in places]:
        raise WrongShape(f"{len(unknown)} unknown qualities")
    ordered = tuple(sorted(qualities, key=lambda one: places[one.key]))
    document = replace(save.document, qualities=ordered)
    altered = save.altered or ordered != qualities
    return replace(save, document=document, altered=altered, parts=parts)


def _parts_are_stored(entry: Entry, document: Document) -> bool:
    stored = replace(document, title=entry.title, body=entry.body)
    return stored.sha256 == entry.sha256


def _is_stored(entry: Entry, save: Save) -> bool:
    """Say whether these words are stored, though the qualities were put in another order since."""
    document, parts = save.document, save.parts
    return (
        parts is not None
        and (document.title, document.body) == (entry.title, entry.body)
        and (document.qualities, document.moments) == (parts.lines, parts.moments)
    )


def _swap(entry: Entry, save: Save, base: int) -> bool:
    """Compare and swap: store the document if the entry still has revision `base`."""
    document = save.document
    changed = When(uncovered_at__isnull=False, then=Value(save.now))
    swapped = Entry.objects.filter(pk=entry.pk, revision=base).update(
        title=document.title,
        body=document.body,
        sha256=document.sha256,
        revision=base + 1,
        saved_at=save.now,
        changed_at=Case(changed, default=F("changed_at")),
    )
    if swapped and save.parts:
        write_parts(entry, document, save.parts)
    return bool(swapped)


def _late(entry: Entry, save: Save) -> Saved | Conflict:
    """Answer a save whose base is no longer the newest revision."""
    save = replace(save, kept=Kept(at=save.kept.at))
    if receipt := _receipt(entry, save):
        return receipt
    stored = document_of(entry)
    if save.document.sha256 in (entry.sha256, stored.sha256):
        return _answer(entry, save, entry.revision)
    if _wrote_all_since(entry, save):
        save = _in_order(entry, save)
        if _swap(entry, save, entry.revision):
            return _answer(entry, save, entry.revision + 1)
    # Both: whichever the person takes next is stored over the other.
    why, now = Revision.Reason.CONFLICT, save.now
    keep(entry, Version(stored, entry.revision, why, now))
    keep(entry, Version(save.document, save.base, why, now, stood=False))
    return Conflict(
        revision=entry.revision,
        document=stored,
        saved_at=entry.saved_at,
        losing=save.document,
    )


def _wrote_all_since(entry: Entry, save: Save) -> bool:
    """Say whether this very tab made every revision since `base`, with earlier sequences."""
    if not save.tab or save.base >= entry.revision:
        return False
    since = list(entry.receipts.filter(revision__gt=save.base))
    made = {one.revision for one in since}
    return len(made) == entry.revision - save.base and all(
        one.tab == save.tab and one.sequence < save.sequence for one in since
    )


def _answer(entry: Entry, save: Save, revision: int) -> Saved:
    """Note the receipt, keep a Revision when it is time, and return what was stored."""
    document = save.document
    if save.key:
        receipt = Receipt(
            entry=entry,
            key=save.key,
            tab=save.tab,
            sequence=save.sequence,
            revision=revision,
            sha256=document.sha256,
            altered=save.altered,
            saved_at=save.now,
        )
        Receipt.objects.bulk_create([receipt], ignore_conflicts=True)
    last_kept = save.kept.at or entry.created_at
    is_time = save.now - last_kept >= KEPT_EVERY
    if reason := save.reason or (Revision.Reason.PAUSE if is_time else None):
        version = Version(document, revision, reason, save.now)
        if reason == Revision.Reason.RESTORE:
            # Known words, but that they were brought back is worth knowing.
            make_child(entry, version, parent=save.parent)
        else:
            keep_newest(entry, version, save.kept)
    elif revision % RECEIPTS_KEPT == 0:
        entry.receipts.filter(revision__lt=revision - RECEIPTS_KEPT).delete()
    return Saved(revision, document.sha256, save.altered, save.now, document)
