from __future__ import annotations

import logging

import pytest
from django.http import HttpResponse
from django.urls import reverse

from apps.core.middleware import private_pages


@pytest.mark.django_db
def test_the_log_holds_the_route_and_no_word_of_the_address(client, log):
    client.get(reverse("account_confirm_email", args=["to:k-en"]), {"secret": "words"})
    said = log.getvalue()
    assert "sidenote.access GET account_confirm_email - 200 " in said
    assert "to:k-en" not in said
    assert "words" not in said


@pytest.mark.django_db
def test_a_missing_page_is_logged_without_its_address(client, log):
    client.get("/what-i-wrote/")
    said = log.getvalue()
    assert "sidenote.access GET - - 404 " in said
    assert "what-i-wrote" not in said


@pytest.mark.django_db
def test_a_refused_form_is_logged_without_its_address(client, log):
    client.handler.enforce_csrf_checks = True
    client.post("/account/confirm-email/to:k-en/")
    said = log.getvalue()
    assert "sidenote.access POST account_confirm_email - 403 " in said
    assert "to:k-en" not in said


@pytest.mark.django_db
def test_an_unknown_method_is_not_quoted(client, log):
    client.generic("WORDS", "/healthz")
    said = log.getvalue()
    assert "sidenote.access - healthz - 405 " in said
    assert "WORDS" not in said


@pytest.mark.parametrize("name", ["django.request", "django.server", "django.security.csrf"])
def test_djangos_own_lines_which_quote_addresses_go_nowhere(name):
    logger = logging.getLogger(name)
    assert logger.propagate is False
    assert "NullHandler" in {type(handler).__name__ for handler in logger.handlers}


def test_a_page_stays_out_of_caches_unless_it_says_otherwise(rf):
    answer = private_pages(lambda _: HttpResponse())(rf.get("/"))
    assert answer["Cache-Control"] == "private, no-store"
    kept = private_pages(lambda _: HttpResponse(headers={"Cache-Control": "max-age=1"}))
    assert kept(rf.get("/"))["Cache-Control"] == "max-age=1"


def test_a_page_is_for_this_site_alone(rf):
    answer = private_pages(lambda _: HttpResponse())(rf.get("/"))
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
