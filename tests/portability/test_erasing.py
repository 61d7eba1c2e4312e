"""After seven days nothing of a person's is left, and nothing of anybody else's is gone."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.core.models import Letter
from apps.portability import erasing
from apps.portability.belongings import belongings
from apps.portability.erasing import RECEIPT_TRIED_FOR, erase_leavers
from apps.portability.exporting import ask_for_export, make_exports
from apps.portability.leaving import DAYS_TO_STAY, TooLate, leave, stay
from apps.portability.letters import send_letters
from apps.portability.models import Leaving
from apps.portability.tasks import erase_leavers as erase_task
from tests.portability.conftest import NOW
from tests.support.everything import make_everything, sign_in_somewhere
from tests.support.mail import Refuses, at

pytestmark = pytest.mark.django_db
WORD, OTHER = "Quillfeather", "Plumbago"
OVER = NOW + DAYS_TO_STAY
MINUTE = timedelta(minutes=1)


def every_row():
    """Return {model: its rows as text} of every model there is."""
    return {
        model._meta.label: sorted(str(row) for row in model._base_manager.values())
        for model in apps.get_models()
    }


def others_rows(user):
    """Return every row that is not the person's."""
    mine = {one.label: set(one.of(user).values_list("pk", flat=True)) for one in belongings()}
    mine["accounts.User"] = {user.pk}
    return {
        model._meta.label: sorted(
            str(row)
            for row in model._base_manager.values()
            if row.get("id", row.get("pk")) not in mine.get(model._meta.label, ())
        )
        for model in apps.get_models()
        if model is not Session
    }


def leave_and_wait(user, **given):
    """Let the person leave and seven days go by; run until they are gone."""
    leave(user=user, now=NOW)
    return finish(**given)


def finish(**given):
    gone = erase_leavers(now=OVER, **given)
    send_letters(now=OVER + MINUTE)
    return gone + erase_leavers(now=OVER + 2 * MINUTE, **given)


def test_nothing_of_a_person_is_left_and_nothing_of_anybody_elses_is_gone():
    make_everything(OTHER)
    user = make_everything(WORD)
    before = others_rows(user)
    assert leave_and_wait(user) == 1
    assert {one.label for one in belongings() if one.of(user).exists()} == set()
    assert others_rows(user) == before
    rows = every_row()
    assert [label for label, found in rows.items() if any(WORD in row for row in found)] == []
    assert [
        label for label, found in rows.items() if any(WORD.lower() in row for row in found)
    ] == []
    assert not User.objects.filter(pk=user.pk).exists()


def test_their_sessions_end_and_those_of_others_do_not():
    other = make_everything(OTHER)
    leave_and_wait(make_everything(WORD))
    owners = [one.get_decoded()["_auth_user_id"] for one in Session.objects.all()]
    assert owners == [str(other.pk)]


def test_their_file_is_gone_and_that_of_another_is_not(settings):
    for word in (WORD, OTHER):
        ask_for_export(user=make_everything(word), with_covered=False, now=NOW)
    assert make_exports(now=NOW) == 2
    leave_and_wait(User.objects.get(display_name=WORD))
    assert len(list(settings.EXPORT_DIR.iterdir())) == 1


READS = 'SELECT "django_session"'


def test_a_round_in_between_reads_no_session(settings):
    settings.EMAIL_BACKEND = at(Refuses)
    for word in (WORD, OTHER):
        leave(user=make_everything(word), now=NOW)
    rounds = []
    for number in range(3):
        with CaptureQueriesContext(connection) as asked:
            erase_leavers(now=OVER + number * MINUTE)
        rounds.append(sum(READS in one["sql"] for one in asked))
        Session.objects.all().delete()
    assert rounds == [1, 0, 0]


def test_a_session_that_was_kept_while_it_began_goes_with_the_last_row():
    user = make_everything(WORD)
    leave(user=user, now=NOW)
    erase_leavers(now=OVER)
    sign_in_somewhere(user)
    finish()
    assert not Session.objects.exists()


def test_counters_in_the_cache_are_gone_with_them(settings):
    settings.CACHES = {"default": settings.CACHES["default"]}
    cache.set("attempts-of-wren", [1], timeout=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_cache SET expires = '2020-01-01 00:00:00'")
    leave_and_wait(make_everything(WORD))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_cache")
        assert cursor.fetchone() == (0,)


def test_before_the_seven_days_are_over_nothing_goes():
    user = make_everything(WORD)
    leave(user=user, now=NOW)
    before = every_row()
    assert erase_leavers(now=OVER - MINUTE) == 0
    assert every_row() == before


def test_the_receipt_counts_and_holds_no_word_of_theirs():
    user = make_everything(WORD)
    leave_and_wait(user)
    (receipt,) = [one for one in mail.outbox if one.subject == "Your account is erased"]
    assert receipt.to == [user.email]
    assert "  1 weeks\n" in receipt.body
    assert "  1 versions of weeks\n" in receipt.body
    assert "  1 measurements\n" in receipt.body
    assert WORD not in receipt.body


def test_a_mail_server_that_refuses_holds_the_last_row_for_a_day_and_no_longer(settings):
    settings.EMAIL_BACKEND = at(Refuses)
    user = make_everything(WORD)
    assert leave_and_wait(user) == 0
    assert {one.label for one in belongings() if one.of(user).exists()} == {
        "core.Letter", "metrics.Revocation", "portability.Export", "portability.Leaving"
    }  # fmt: skip
    assert User.objects.get(pk=user.pk).display_name == ""
    later = OVER + RECEIPT_TRIED_FOR + MINUTE
    send_letters(now=later)
    assert erase_leavers(now=later) == 1
    assert not User.objects.filter(pk=user.pk).exists()


class Killed(BaseException):
    """The worker is gone: nothing after this runs."""


def test_a_worker_that_dies_after_any_batch_is_gone_on_from(monkeypatch):
    """Each round dies one batch later than it began; what was counted is what was deleted."""
    make_everything(OTHER)
    user = make_everything(WORD)
    whole = {one.label: one.of(user).count() for one in belongings()}
    leave(user=user, now=NOW)
    original, rounds = erasing._erase_more, 0

    def dies(*given):
        original(*given)
        raise Killed

    monkeypatch.setattr(erasing, "_erase_more", dies)
    while Leaving.objects.filter(emptied_at=None).exists():
        rounds += 1
        with pytest.raises(Killed):
            erase_leavers(now=OVER, batch=10)
    assert rounds > 20
    counts = Leaving.objects.get().counts
    kept = {"core.Letter", "metrics.Revocation", "portability.Export", "portability.Leaving"}
    assert counts == {label: n for label, n in whole.items() if n and label not in kept}
    monkeypatch.undo()
    assert finish() == 1
    assert not User.objects.filter(pk=user.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_batch_deletes_and_what_it_counts_are_one_transaction(monkeypatch):
    user = make_everything(WORD)
    leave(user=user, now=NOW)
    before = every_row()["metrics.Measurement"]

    def dies(self, *args, **kwargs):
        raise Killed

    monkeypatch.setattr(Leaving, "save", dies)
    Leaving.objects.update(began_at=OVER)
    with pytest.raises(Killed):
        erase_leavers(now=OVER)
    assert every_row()["metrics.Measurement"] == before


def test_staying_at_the_last_moment_and_erasing_do_not_both_happen():
    user = make_everything(WORD)
    leave(user=user, now=NOW)
    erase_leavers(now=OVER)
    with pytest.raises(TooLate):
        stay(user=user, now=OVER)


def test_once_it_has_begun_nobody_signs_in(client):
    user = make_everything(WORD)
    user.set_password("a plain password")
    user.save()
    leave(user=user, now=NOW)
    erase_leavers(now=OVER)
    user.refresh_from_db()
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert not Session.objects.exists()


def test_the_task_and_the_command_do_the_same_and_may_run_twice(capsys):
    leave(user=make_everything(WORD), now=NOW)
    leave(user=make_everything(OTHER), now=NOW)
    Leaving.objects.update(began_at=NOW)
    erase_task()
    erase_task()
    call_command("erase_leavers")
    assert capsys.readouterr().out == "Letters sent: 0. People erased: 0\n"
    assert not User.objects.exists()
    assert not Letter.objects.exists()
