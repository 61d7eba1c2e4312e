from __future__ import annotations

import pytest
from django.contrib.auth import get_user
from django.urls import reverse

from apps.accounts.models import User
from tests.support.factories import make_user

PREFERENCES = "/account/"
APPEARANCE = "/account/appearance/"
LOOK_AROUND = "/account/look-around/"
GIVEN = {"display_name": "Wren B.", "time_zone": "Asia/Kathmandu", "writing_first": "False"}


@pytest.mark.django_db
def test_preferences_ask_a_stranger_to_sign_in(client):
    assert client.get(PREFERENCES).url == f"{reverse('account_login')}?next={PREFERENCES}"


def test_preferences_are_kept(signed_in, wren):
    assert signed_in.post(PREFERENCES, GIVEN).url == PREFERENCES
    wren.refresh_from_db()
    assert (wren.display_name, wren.time_zone, wren.writing_first) == (
        "Wren B.",
        "Asia/Kathmandu",
        False,
    )
    assert "Your preferences are kept." in signed_in.get(PREFERENCES).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Mars/Olympus"},
        {"time_zone": ""},
        {"writing_first": "maybe"},
        {"display_name": "x" * 100_000},
        {"display_name": "\0"},
    ],
)
def test_a_preference_that_cannot_be_kept_changes_nothing(signed_in, wrong):
    response = signed_in.post(PREFERENCES, GIVEN | wrong)
    assert response.status_code == 422
    assert User.objects.get().display_name == "Wren"


def test_half_a_character_becomes_a_sign_that_any_database_holds(signed_in):
    typed = b"display_name=%ED%A0%80&time_zone=UTC&writing_first=True"
    signed_in.post(PREFERENCES, typed, content_type="application/x-www-form-urlencoded")
    assert User.objects.get().display_name == "\ufffd\ufffd\ufffd"


def test_a_refused_name_does_not_stand_in_the_masthead(signed_in):
    page = signed_in.post(PREFERENCES, GIVEN | {"time_zone": "x"}).content.decode()
    assert "<bdi>Wren</bdi>" in page
    assert 'value="Wren B."' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("", ""), ("sepia", "")]
)
def test_an_appearance_is_kept_in_a_cookie(client, chosen, kept):
    response = client.post(APPEARANCE, {"theme": chosen, "next": "/account/login/"})
    assert (response.status_code, response.url) == (302, "/account/login/")
    assert response.cookies["theme"].value == kept
    page = client.get("/account/login/").content.decode()
    assert ('data-theme="' in page) == bool(kept)


@pytest.mark.django_db
def test_the_appearance_leads_to_no_other_site(client):
    assert client.post(APPEARANCE, {"next": "//elsewhere.example"}).url == "/"


@pytest.mark.django_db
def test_looking_around_signs_in_as_the_demo_person(client):
    make_user()
    demo = make_user(is_demo=True)
    assert client.post(LOOK_AROUND).url == "/"
    assert get_user(client) == demo


@pytest.mark.django_db
def test_a_demo_person_who_sleeps_is_not_entered(client):
    make_user(is_demo=True, is_active=False)
    response = client.post(LOOK_AROUND)
    assert "sidenote" not in response.cookies
    assert not get_user(client).is_authenticated


@pytest.mark.django_db
def test_without_a_demo_person_the_way_to_one_is_said(client):
    response = client.post(LOOK_AROUND)
    assert not get_user(client).is_authenticated
    assert [str(message) for message in response.wsgi_request._messages] == [
        "There is no demo person yet. This makes one: .venv/bin/python manage.py demo"
    ]


@pytest.mark.django_db
def test_in_production_there_is_no_looking_around(client, settings):
    settings.LOCAL = False
    make_user(is_demo=True)
    assert client.post(LOOK_AROUND).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("url", [APPEARANCE, LOOK_AROUND])
def test_a_visit_changes_nothing(client, url):
    response = client.get(url)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "This opens from a button" in response.content.decode()
