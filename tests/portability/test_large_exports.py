"""Ten years go into the file in little memory, as they stood at one moment, and nobody waits."""

import gc
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection, transaction

from apps.core.one_moment import one_moment
from apps.journal.models import Entry
from apps.portability.export_file import write_export
from tests.portability.conftest import NOW
from tests.support.decade import make_decade
from tests.support.factories import make_entry, make_user
from tests.support.review import WEEK

MEGABYTE = 1024 * 1024
BODY = "A line of a page, as long as most of the lines are.\n\n" * 500


def write_weeks(user, weeks):
    """Give the person that many weeks of 27 kilobytes each."""
    ended = [WEEK.shift(-n) for n in range(weeks)]
    Entry.objects.bulk_create(
        Entry(
            user=user,
            year=week.year,
            number=week.number,
            body=BODY,
            created_at=NOW,
            saved_at=NOW,
            finished_at=NOW,
        )
        for week in ended
    )


def peak_of(user, file):
    """Return the most bytes in use at a time, with garbage collected as often as in a worker."""
    of_the_tests = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    tracemalloc.start()
    try:
        write_export(file, user, with_covered=False, now=NOW)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.set_threshold(*of_the_tests)


@pytest.mark.django_db
def test_many_words_need_little_memory(tmp_path):
    user, _metrics = make_decade(days=60, sources=1)
    write_weeks(user, 300)
    with (tmp_path / "all.zip").open("w+b") as file:
        assert peak_of(user, file) < 10 * MEGABYTE
        file.seek(0)
        archive = ZipFile(file)
        names = archive.namelist()
        assert sum(name.startswith("weeks/") for name in names) == 300
        assert archive.getinfo("everything.json").file_size > 7 * MEGABYTE


def in_another_thread(work):
    """Do the work on a connection of its own, and return what it returned."""

    def done():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result(timeout=10)


@pytest.mark.django_db(transaction=True)
def test_what_is_written_meanwhile_is_written_at_once_and_is_not_in_it():
    user = make_user()
    make_entry(user, WEEK, body="Before")

    def writes():
        with transaction.atomic():
            Entry.objects.update(body="Meanwhile")
            make_entry(user, WEEK.previous, body="Meanwhile")

    class Slow(BytesIO):
        """A disk on which somebody else writes a row while the first bytes are written."""

        is_first = True

        def write(self, data):
            if self.is_first:
                self.is_first = False
                in_another_thread(writes)
            return super().write(data)

    file = Slow()
    write_export(file, user, with_covered=False, now=NOW)
    archive = ZipFile(file)
    whole = "".join(archive.read(name).decode() for name in archive.namelist())
    assert ("Before" in whole, "Meanwhile" in whole) == (True, False)
    assert sorted(Entry.objects.values_list("body", flat=True)) == ["Meanwhile", "Meanwhile"]


@pytest.mark.django_db(transaction=True)
def test_one_moment_ends_also_when_something_breaks():
    with pytest.raises(ZeroDivisionError), one_moment():
        Entry.objects.values_list("pk")[1 // 0]
    make_entry(make_user(), WEEK, body="After")
    assert Entry.objects.count() == 1
