"""A nonsense word, written and sent wherever one can: it is in the tables meant for it, only there.

The logging is the real one, the tasks are run here, and what they would be sent is in real files.
"""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta
from zipfile import ZipFile

import pytest
import time_machine
from django.conf import settings as of_project
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import path, reverse

from apps.journal.tasks import empty_bin
from apps.metrics.sealing import seal
from apps.metrics.tasks import collect, revoke, tidy
from apps.portability import tasks as portability
from apps.portability.exporting import ask_for_export
from apps.portability.files import path_of
from apps.portability.leaving import leave
from apps.review.tasks import read_words, remind
from config.celery import app
from config.urls import handler400, handler403, handler404, handler429, handler500
from config.urls import urlpatterns as real
from tests.security.asking import Asker
from tests.security.doors import APP_SECRET
from tests.security.forms import forms_to_send
from tests.security.owner import CANARY, KEY
from tests.security.pages import pages_of
from tests.support.review import NOW

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]

PASSWORD = "Quillowpass-7f3a"
# Where words, names, handles and addresses of people are kept.
MEANT_FOR_IT = {
    "account_emailaddress",
    "accounts_user",
    "core_searchtext",
    "goals_checkin",
    "goals_checkintext",
    "goals_goal",
    "goals_goalmetric",
    "goals_wording",
    "journal_addendum",
    "journal_deck",
    "journal_draw",
    "journal_entry",
    "journal_moment",
    "journal_ownprompt",
    "journal_pastname",
    "journal_quality",
    "journal_qualityline",
    "journal_revision",
    "metrics_correction",
    "metrics_pause",
    "metrics_post",
    "metrics_revocation",
    "metrics_source",
    "mfa_authenticator",
    "review_frozenreading",
    "review_guess",
    "review_keptline",
    "review_mute",
    "review_placement",
    "review_sidenote",
    "review_sidenotetext",
    "socialaccount_socialaccount",
    "usersessions_usersession",
}


INDEX = "core_searchwords"  # SQLite's own index hangs on core_searchtext


class BrokenWithWords(Exception):
    """Its message, and what is in scope, quote somebody."""


def broken(request):
    words = f"{CANARY} in scope"
    raise BrokenWithWords(words)


urlpatterns = [path(f"broken/{CANARY}/", broken), *real]


@pytest.fixture
def logged():
    """All that any handler of the project's logging writes."""
    written = io.StringIO()
    loggers = [logging.getLogger(name) for name in (None, *of_project.LOGGING["loggers"])]
    streams = {
        handler: handler.stream
        for logger in loggers
        for handler in logger.handlers
        if type(handler).__module__ == "logging" and hasattr(handler, "stream")
    }
    for handler in streams:
        handler.stream = written
    yield written
    for handler, stream in streams.items():
        handler.stream = stream


@pytest.fixture
def life(owner, db, logged, settings):
    """The owner's, as it was made, for each test."""
    settings.ROOT_URLCONF = __name__
    for row in (owner.user, owner.source, owner.user.preferences):
        row.refresh_from_db()
    with time_machine.travel(NOW, tick=False):
        yield owner


def hits(text: str) -> list[str]:
    """Return the lines of `text` that hold the word, in whatever case."""
    return [line for line in text.splitlines() if CANARY.lower() in line.lower()]


def tables_with(word: str) -> set[str]:
    """Return the tables of which any column of any row holds `word`; sessions are opened."""
    found = set()
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            if any(word.lower() in str(row).lower() for row in cursor.fetchall()):
                found.add(name)
    sessions = [str(one.get_decoded()) for one in Session.objects.all()]
    return found | ({"django_session"} if word.lower() in "".join(sessions).lower() else set())


def made_export(owner):
    """Return another file with everything of the owner's, as the worker makes it."""
    export = ask_for_export(user=owner.user, with_covered=True, now=NOW)
    portability.make_exports()
    export.refresh_from_db()
    return export


def send_every_form(owner, word):
    """Ask each page for the word, and fill it into every field of every form on them."""
    asker = Asker(owner.user)
    pages = pages_of(asker, owner, f"?q={word}&handle={word}&tag={word}&next=/{word}/")
    for form in forms_to_send(pages):
        asker.ask("POST", form.action, form.filled(lambda f: word if f.takes_words else f.value))
    return len(pages)


def test_no_form_and_no_query_leaves_a_word_in_a_log(life, logged):
    assert send_every_form(life, f"{CANARY} typed") > 50
    assert logged.getvalue().count("sidenote.access") > 200
    assert hits(logged.getvalue()) == []


def test_a_line_of_the_log_is_made_of_names_numbers_and_ids(life, logged):
    Asker(life.user).ask("GET", reverse("metrics:source", args=[life.source.pk]))
    (line,) = [line for line in logged.getvalue().splitlines() if "sidenote.access" in line]
    told = line.partition("sidenote.access ")[2].rsplit(" ", 1)[0]
    assert told == f"GET metrics:source {life.source.pk} 200"


def test_tasks_leave_no_word_in_a_log_or_a_mail(life, logged, mailoutbox):
    sunday = NOW + timedelta(days=4)
    life.user.preferences.next_reminder_at = life.source.next_visit_at = sunday
    life.user.preferences.save()
    life.source.save()
    ask_for_export(user=life.user, with_covered=True, now=NOW)
    rooms = (collect, tidy, revoke, empty_bin, read_words, remind)
    leaving = (portability.make_exports, portability.erase_leavers, portability.tidy)
    with time_machine.travel(sunday, tick=False):
        for task in (*rooms, *leaving):
            task()
    assert [mail.to for mail in mailoutbox] == [[life.user.email]]
    sent = "".join(f"{mail.subject}\n{mail.body}" for mail in mailoutbox)
    assert hits(sent.replace(life.user.name, "")) == []
    assert hits(logged.getvalue()) == []


def test_what_a_worker_is_sent_holds_the_task_and_nothing_of_anybody(life, tmp_path):
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    folders = {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "control_folder": str(tmp_path / "control"),
    }
    entries = of_project.CELERY_BEAT_SCHEDULE.values()
    assert [one for one in entries if one.get("args") or one.get("kwargs")] == []
    with app.connection_for_write("filesystem://", transport_options=folders) as broker:
        for one in entries:
            app.tasks[one["task"]].apply_async(connection=broker, ignore_result=True)
    files = [file.read_text() for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) > len(entries)
    assert hits("\n".join(files)) == []
    assert all(json.loads(text) for text in files if text.startswith("{"))


def test_a_failure_tells_its_kind_and_quotes_nobody(life, logged):
    client = Client(raise_request_exception=False)
    client.force_login(life.user)
    answer = client.post(f"/broken/{CANARY}/?q={CANARY}", {"body": CANARY})
    assert answer.status_code == 500
    assert hits(answer.content.decode()) == []
    assert "BrokenWithWords" in logged.getvalue()
    assert hits(logged.getvalue()) == []


def test_words_are_in_the_tables_meant_for_them_alone(life):
    read_words()
    cache.set("seen", "something")
    in_tables = {name for name in tables_with(CANARY) if not name.startswith(INDEX)}
    assert in_tables - MEANT_FOR_IT == set()
    assert in_tables >= {"journal_entry", "goals_wording", "metrics_source", "core_searchtext"}


def test_the_file_with_everything_has_the_words_and_nothing_that_opens_a_door(life):
    export = made_export(life)
    with ZipFile(path_of(export.name)) as file:
        texts = {name: file.read(name).decode() for name in file.namelist()}
    whole = "".join(texts.values())
    assert whole.count(CANARY) > 30
    codes = life.user.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    keys = (KEY, APP_SECRET, life.share_token, life.invited, life.export_token, *codes)
    assert [key for key in keys if key in whole] == []
    assert hits(f"{export.name} {export.token} {list(texts)}") == []


def test_after_leaving_no_word_is_left_in_any_table_or_file(life, mailoutbox, logged):
    read_words()
    file = path_of(made_export(life).name)
    assert file.exists()
    leave(user=life.user, now=NOW)
    for days in (8, 9, 9):  # a key that no place takes back is forgotten after a day
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            portability.erase_leavers()
    assert tables_with(CANARY) == set()
    assert not file.exists()
    assert hits(logged.getvalue()) == []


def test_what_a_link_ends_with_is_in_no_table_and_no_log(life, logged, mailoutbox):
    """Of a shared week, an invitation, an app: who reads a database opens none.

    A code by mail is in the session that asked for it, for a quarter of an hour, and nowhere else.
    """
    stranger = Client()
    stranger.post(reverse("account_request_login_code"), {"email": life.user.email})
    code = mailoutbox[-1].body.partition("/account/sign-in/")[2].partition("/")[0]
    for name, word in (
        ("portability:shared", life.share_token),
        ("accounts:invitation", life.invited),
        ("accounts:sign_in_link", code),
    ):
        stranger.get(reverse(name, args=[word]))
    keys = [life.share_token, life.invited, APP_SECRET]
    assert min(map(len, [*keys, code])) > 5
    assert [key for key in keys if tables_with(key)] == []
    assert tables_with(code) == {"django_session"}
    assert [key for key in [*keys, code, life.export_token] if key in logged.getvalue()] == []
    assert hits(logged.getvalue()) == []


def test_a_key_is_in_no_table_as_it_was_typed(life):
    life.source.sealed_secret = seal(KEY)
    life.source.save()
    assert tables_with(KEY) == set()


def test_a_password_a_session_and_a_token_are_in_no_log(life, logged, mailoutbox):
    client = Client(raise_request_exception=False)
    life.user.set_password(PASSWORD)
    life.user.save()
    client.post(reverse("account_login"), {"login": life.user.email, "password": f"{PASSWORD}x"})
    client.post(reverse("account_login"), {"login": life.user.email, "password": PASSWORD})
    session = client.cookies["sidenote"].value
    client.get(reverse("accounts:preferences"))
    client.post(reverse("account_reset_password"), {"email": life.user.email})
    token = mailoutbox[-1].body.partition("/reset/key/")[2].partition("/")[0]
    client.get(reverse("account_reset_password_from_key", args=token.split("-", 1)))
    client.get(reverse("review:reminder_stop", args=[life.stop]))
    told = logged.getvalue()
    assert len(token) > 20
    assert [word for word in (PASSWORD, session, token, life.stop) if word in told] == []
    assert hits(told) == []
    assert tables_with(PASSWORD) == tables_with(token) == set()
