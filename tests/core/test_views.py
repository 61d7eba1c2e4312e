from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client
from django.urls import path
from django.utils import timezone

from apps.core.models import Heartbeat
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as real

__all__ = ["handler400", "handler403", "handler404", "handler500"]


class WrittenError(Exception):
    """Its message quotes what somebody wrote."""


def failing(request, kind):
    raise {
        "broken": WrittenError("what I wrote"),
        "closed": PermissionDenied(),
        "odd": SuspiciousOperation("odd"),
    }[kind]


urlpatterns = [path("failing/<str:kind>/", failing), *real]


@pytest.fixture
def answer(client, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client.get


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/failing/odd/", 400, "This could not be read"),
        ("/failing/closed/", 403, "This is not open to you"),
        ("/nowhere/", 404, "There is no such page"),
        ("/failing/broken/", 500, "Something broke on our side"),
    ],
)
def test_each_failure_has_a_page_of_its_own(answer, address, status, said):
    response = answer(address)
    page = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{said}</h1>" in page
    assert 'class="leaf mast"' in page


@pytest.mark.django_db
def test_a_form_without_its_key_is_told_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a"})
    assert response.status_code == 403
    assert "Please send that once more" in response.content.decode()


@pytest.mark.django_db
def test_more_than_fits_is_refused_on_a_page(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post("/account/login/", {"login": "a" * 2000})
    page = response.content.decode()
    assert response.status_code == 413
    assert "<h1>That is more than fits</h1>" in page
    assert "up to 100,000 characters" in page
    assert "Back button leads to your words" in page


def test_a_wrong_host_gets_a_page(client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "This could not be read" in response.content.decode()


@pytest.mark.django_db
def test_with_the_database_gone_the_page_still_stands(answer, client, monkeypatch):
    def gone(*_, **__):
        raise OperationalError("gone")

    client.cookies["sidenote"] = "a-session"
    client.cookies["theme"] = "dark"
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", gone)
    response = answer("/account/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert 'data-theme="dark"' in response.content.decode()


@pytest.mark.django_db
def test_the_page_of_a_broken_server_says_who_runs_it(answer, settings):
    settings.SITE_OPERATOR = "Mika"
    page = answer("/failing/broken/").content.decode()
    assert "Sidenote on localhost:8000, run by Mika." in page


@pytest.mark.django_db
def test_the_log_says_where_it_broke_and_quotes_nobody(answer, log):
    answer("/failing/broken/?words")
    said = log.getvalue()
    assert "ERROR apps.core.views WrittenError" in said
    assert "in failing" in said
    assert "what I wrote" not in said
    assert "?words" not in said


@pytest.mark.django_db
@pytest.mark.parametrize(("ago", "worker"), [(None, "never seen"), (1, "working"), (61, "quiet")])
def test_health_tells_of_the_worker_in_its_body(client, ago, worker):
    if ago is not None:
        Heartbeat.beat("worker", at=timezone.now() - timedelta(seconds=ago))
    response = client.get("/healthz")
    assert (response.status_code, response.json()["worker"]) == (200, worker)


@pytest.mark.django_db
def test_health_fails_while_migrations_wait(client, monkeypatch):
    monkeypatch.setattr("apps.core.views._pending_migrations", lambda: True)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["migrations"]) == (503, "pending")


@pytest.mark.django_db
def test_health_fails_without_a_database(client, monkeypatch):
    def gone():
        raise OperationalError

    monkeypatch.setattr("apps.core.views._pending_migrations", gone)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"database": "down"})
