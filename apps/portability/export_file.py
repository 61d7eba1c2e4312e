"""The file with everything of a person's: words, numbers, rows, and what is in it, with hashes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.template.loader import render_to_string

from apps.accounts.models import User
from apps.core.one_moment import one_moment
from apps.core.weeks import Week
from apps.metrics.models import Source
from apps.portability import export_numbers, export_words
from apps.portability.export_rows import FORMAT, VERSION, Write, plain, write_rows
from apps.review.cover import open_weeks

ROWS = "everything.json"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Member:
    """One file in the file."""

    path: str
    bytes: int
    sha256: str


@dataclass
class Bundle:
    """A zip that is written as it comes, so that ten years need no more memory than one."""

    archive: ZipFile
    made_at: datetime
    members: list[Member] = field(default_factory=list)

    @contextmanager
    def open(self, path: str) -> Iterator[Write]:
        """Write one file; its size and hash are noted when it is whole."""
        written, size = sha256(), 0
        info = ZipInfo(path, self.made_at.astimezone(UTC).timetuple()[:6])
        info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
        with self.archive.open(info, "w", force_zip64=path == ROWS) as member:

            def write(text: str) -> None:
                nonlocal size
                data = text.encode()
                member.write(data)
                written.update(data)
                size += len(data)

            yield write
        self.members.append(Member(path, size, written.hexdigest()))

    def add(self, path: str, texts: Iterable[str]) -> None:
        """Write one file from texts."""
        with self.open(path) as write:
            for text in texts:
                write(text)


def write_export(file: IO[bytes], user: User, *, with_covered: bool, now: datetime) -> None:
    """Write everything of the person's into `file`, as it stands at one moment.

    Values measured in weeks that are still covered are in it only `with_covered`, and that uncovers
    nothing.
    """
    with one_moment(), ZipFile(file, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        person = User.objects.get(pk=user.pk)
        waiting = open_weeks(person, now=now)
        covered = frozenset() if with_covered else frozenset(waiting)
        bundle = Bundle(archive, now)
        bundle.add("README.txt", [_readme(person, now, waiting, with_covered=with_covered)])
        _add_words(bundle, person)
        for source in Source.objects.for_user(person).in_order().prefetch_related("metrics"):
            with bundle.open(export_numbers.path_of(source)) as write:
                export_numbers.write_numbers(write, source, covered=covered)
        with bundle.open(ROWS) as write:
            write_rows(write, person, made_at=now, covered=covered)
        _add_manifest(bundle, waiting, with_covered=with_covered)


def _add_words(bundle: Bundle, user: User) -> None:
    for words in export_words.weeks_of(user):
        bundle.add(export_words.path_of(words.entry), [export_words.week_file(words)])
    bundle.add("goals.md", [export_words.goals_file(user)])
    bundle.add("notes-on-numbers.md", export_words.notes_file(user))


def _add_manifest(bundle: Bundle, waiting: list[Week], *, with_covered: bool) -> None:
    """Last of all, since it has the hashes of all the others."""
    told = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": plain(bundle.made_at),
        "covered_weeks": [str(week) for week in waiting],
        "covered_numbers": "included" if with_covered else "left out",
        "files": [asdict(one) for one in bundle.members],
    }
    bundle.add(MANIFEST, [json.dumps(told, indent=2), "\n"])


def _readme(user: User, now: datetime, waiting: list[Week], *, with_covered: bool) -> str:
    context = {
        "when": now.astimezone(user.zone),
        "zone": user.time_zone,
        "site_url": settings.SITE_URL,
        "version": VERSION,
        "waiting": [str(week) for week in waiting],
        "with_covered": with_covered,
    }
    return render_to_string("portability/export_readme.txt", context)
