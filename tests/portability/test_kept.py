"""What is kept: said to anybody, from the settings of this copy."""

import pytest
from django.urls import reverse

from apps.portability.kept import kept_page

pytestmark = pytest.mark.django_db
PAGE = reverse("portability:kept")


def test_anybody_may_read_it_and_the_foot_leads_there(client, wren):
    assert client.get(PAGE).status_code == 200
    assert f'href="{PAGE}"' in client.get("/").content.decode()
    client.force_login(wren)
    assert reverse("portability:leave") in client.get(PAGE).content.decode()


def test_it_says_who_runs_it_and_where_mail_goes(client, settings):
    settings.LOCAL, settings.SITE_URL = False, "https://sidenote.example"
    settings.SITE_OPERATOR, settings.EMAIL_HOST = "The library", "mail.example"
    page = client.get(PAGE).content.decode()
    assert "This Sidenote is on sidenote.example and run by The library." in page
    assert "Handed to mail.example and not kept here." in page


def test_it_says_the_numbers_that_hold():
    page = kept_page()
    said = {one.slug: one.how_long for one in page.kinds}
    assert (page.bin_days, page.leaving_days, page.backup_days) == (30, 7, 30)
    assert said["file"] == "24 hours, or until you fetch it."
    assert (
        said["signing-in"]
        == "The account until you leave. A sign-in lasts 90 days; counts last minutes."
    )
