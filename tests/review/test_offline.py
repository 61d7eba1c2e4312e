"""The worker, the empty page that it keeps, the manifest, and the way back after signing in."""

import json
import re

import pytest
from django.urls import reverse

from tests.support.factories import make_user

pytestmark = pytest.mark.django_db
WORKER, SHELL = reverse("review:worker"), reverse("review:offline")


def test_the_worker_is_asked_for_anew_and_keeps_files_and_the_empty_page(client):
    response = client.get(WORKER)
    told = dict(
        re.findall(r"^const (VERSION|SHELL|FILES) = (.*);$", response.content.decode(), re.M)
    )
    assert response["Content-Type"] == "text/javascript"
    assert response["Cache-Control"] == "no-cache"
    assert json.loads(told["SHELL"]) == "/write/offline/"
    assert [one for one in json.loads(told["FILES"]) if not one.startswith("/static/")] == []


def test_the_empty_page_is_the_same_for_everybody(client):
    for_nobody = client.get(SHELL).content
    client.force_login(make_user(display_name="Quillfeather"))
    response = client.get(SHELL)
    assert response.content == for_nobody
    assert b"csrf" not in response.content
    assert not response.cookies


def test_the_policy_lets_the_worker_and_the_manifest_in(client):
    policy = client.get(SHELL)["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_the_manifest_opens_where_one_writes(client):
    response = client.get(reverse("review:manifest"))
    told = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert (told["start_url"], told["scope"]) == ("/write/", "/")


def test_the_way_back_is_for_who_signed_in(client):
    where = reverse("review:signed_in")
    assert client.get(where).url == f"/account/login/?next={where}"
    client.force_login(make_user())
    assert "You can close this one" in client.get(where).content.decode()
