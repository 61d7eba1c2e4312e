"""Asking for the file: the password first, made once, fetched once, gone after a day."""

import os
import stat
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse

from apps.portability import exporting
from apps.portability.exporting import (
    KEPT_FOR,
    LEASE,
    TRIES,
    TooManyExports,
    UnderWay,
    ask_for_export,
    make_exports,
    tidy,
)
from apps.portability.models import Export, SharedWeek
from apps.portability.tasks import make_exports as make_task
from apps.portability.tasks import tidy as tidy_task
from tests.portability.conftest import NOW
from tests.support.factories import make_entry, make_user
from tests.support.review import WEEK

pytestmark = pytest.mark.django_db
PAGE = reverse("portability:export")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _on_a_wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sure(client, wren):
    """The person, signed in, who gave the password a moment ago."""
    client.force_login(wren)
    client.post(reverse("account_reauthenticate"), {"password": "a plain password"})
    return client


def ask(user, now=NOW):
    return ask_for_export(user=user, with_covered=False, now=now)


def made(user, now=NOW):
    """Return an export that is ready."""
    export = ask(user, now)
    assert make_exports(now=now) == 1
    export.refresh_from_db()
    return export


def address(export):
    return reverse("portability:export_file", args=[export.token])


def files(settings):
    return sorted(one.name for one in settings.EXPORT_DIR.glob("*"))


def test_it_is_asked_for_with_the_password_alone(client, wren):
    client.force_login(wren)
    answer = client.post(PAGE)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not Export.objects.exists()
    client.post(answer.url, {"password": "a plain password"})
    assert Export.objects.get().state == "queued"


def test_the_page_says_how_far_it_is(sure, wren):
    assert "Make the file" in sure.get(PAGE).content.decode()
    assert sure.post(PAGE).url == PAGE
    page = sure.get(PAGE).content.decode()
    assert "data-renew" in page
    assert "Waiting to be made" in page
    with time_machine.travel(NOW + MINUTE, tick=False):
        assert "The worker is not answering" in sure.get(PAGE).content.decode()
    make_exports(now=NOW)
    page = sure.get(PAGE).content.decode()
    assert "data-renew" not in page
    assert "until 19 November 2026 at 20:00" in page
    assert f'href="{address(Export.objects.get())}"' in page


def test_it_is_fetched_once_by_its_owner(sure, wren, settings):
    make_entry(wren, WEEK, body="Words")
    export = made(wren)
    answer = sure.get(address(export))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sidenote-2026-11-18.zip"'
    archive = ZipFile(BytesIO(answer.getvalue()))
    assert archive.testzip() is None
    assert "Words" in archive.read(f"weeks/2026/{WEEK}.md").decode()
    assert (files(settings), sure.get(address(export)).status_code) == ([], 404)
    assert "Fetched" in sure.get(PAGE).content.decode()


def test_a_look_at_its_head_takes_nothing_away(sure, wren):
    export = made(wren)
    assert sure.head(address(export)).status_code == 200
    assert ZipFile(BytesIO(sure.get(address(export)).getvalue())).testzip() is None
    assert sure.head(address(export)).status_code == 404


def test_nobody_else_gets_it_and_none_without_the_password(sure, wren, client):
    export = made(wren)
    other = make_user()
    client.force_login(other)
    assert client.get(address(export)).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": "a plain password"})
    assert client.get(address(export)).status_code == 404
    client.logout()
    assert client.get(address(export)).url.startswith(reverse("account_login"))
    assert Export.objects.get().state == "ready"


def test_a_file_is_for_this_program_alone_under_a_name_nobody_guesses(wren, settings):
    export = made(wren)
    path = settings.EXPORT_DIR / export.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.EXPORT_DIR.stat().st_mode) == 0o700
    assert len(export.name) == 68
    assert export.token not in export.name


def test_one_at_a_time_and_three_a_day(wren):
    ask(wren)
    with pytest.raises(UnderWay):
        ask(wren)
    make_exports(now=NOW)
    for n in (1, 2):
        made(wren, NOW + n * MINUTE)
    with pytest.raises(TooManyExports) as refused:
        ask(wren, NOW + 3 * MINUTE)
    assert refused.value.until == NOW + DAY
    assert ask(wren, NOW + DAY).pk
    assert ask(make_user()).pk


def test_asked_for_too_often_the_page_says_when_it_can_be(sure, wren):
    for n in range(3):
        made(wren, NOW - n * MINUTE)
    answer = sure.post(PAGE)
    assert answer.status_code == 422
    assert "The next can be made on 19 November 2026 at 19:58." in answer.content.decode()


def test_not_fetched_within_a_day_it_is_gone(sure, wren, settings):
    export = made(wren)
    with time_machine.travel(NOW + KEPT_FOR, tick=False):
        client = sure
        client.post(reverse("account_reauthenticate"), {"password": "a plain password"})
        assert client.get(address(export)).status_code == 404
        assert "It was not fetched within a day." in client.get(PAGE).content.decode()
    tidy(now=NOW + KEPT_FOR)
    assert files(settings) == []
    tidy(now=NOW + 2 * DAY)
    assert not Export.objects.exists()


def test_a_worker_that_died_is_replaced_and_leaves_no_file(wren, settings, monkeypatch):
    ask(wren)

    class Killed(BaseException):
        pass

    def dies(file, user, **given):
        file.write(b"half")
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(exporting, "write_export", dies)
        with pytest.raises(Killed):
            make_exports(now=NOW)
    assert len(files(settings)) == 1
    assert make_exports(now=NOW + MINUTE) == 0
    assert make_exports(now=NOW + LEASE) == 1
    assert files(settings) == [Export.objects.get().name]


def test_after_three_workers_it_is_given_up(wren, settings):
    ask(wren)
    Export.objects.update(state="making", lease_until=NOW, fence=TRIES)
    assert make_exports(now=NOW) == 0
    assert Export.objects.get().state == "failed"


def test_what_cannot_be_made_fails_and_says_no_word(wren, settings, caplog, monkeypatch, sure):
    ask(wren)

    def refuses(*args, **given):
        raise ValueError("a word of theirs")

    monkeypatch.setattr(exporting, "write_export", refuses)
    assert make_exports(now=NOW) == 0
    assert (Export.objects.get().state, files(settings)) == ("failed", [])
    assert "ValueError" in caplog.text
    assert "a word of theirs" not in caplog.text
    assert "Could not be made" in sure.get(PAGE).content.decode()


def test_without_a_database_it_waits_for_the_next_worker(wren, settings, monkeypatch):
    ask(wren)

    def away(*args, **given):
        raise OperationalError

    monkeypatch.setattr(exporting, "write_export", away)
    with pytest.raises(OperationalError):
        make_exports(now=NOW)
    assert (Export.objects.get().state, files(settings)) == ("making", [])


def test_a_file_that_no_row_knows_is_taken_away_when_it_is_old(wren, settings):
    export = made(wren)
    stray = settings.EXPORT_DIR / "stray.zip"
    stray.write_bytes(b"")
    os.utime(stray, (NOW.timestamp(), NOW.timestamp()))
    tidy(now=NOW + timedelta(minutes=59))
    assert files(settings) == sorted([export.name, "stray.zip"])
    tidy(now=NOW + timedelta(minutes=61))
    assert files(settings) == [export.name]


def test_links_that_are_over_are_taken_away(wren):
    entry = make_entry(wren, WEEK)
    times = {"made_at": NOW - 2 * DAY}
    SharedWeek.objects.create(entry=entry, token_hash="a", expires_at=NOW, **times)
    kept = SharedWeek.objects.create(entry=entry, token_hash="b", expires_at=NOW + DAY, **times)
    assert tidy(now=NOW) == 1
    assert SharedWeek.objects.get() == kept


def test_the_tasks_and_the_commands_do_the_same_and_may_run_twice(wren, capsys):
    ask(wren)
    make_task()
    make_task()
    tidy_task()
    call_command("make_exports")
    call_command("tidy_portability")
    assert capsys.readouterr().out == "Made: 0\nTaken away: 0\n"
    assert Export.objects.get().state == "ready"
