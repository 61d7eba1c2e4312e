"""A week for one reader: read-only, no numbers unless chosen, one 404 for all that is over."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from apps.accounts.models import Shown
from apps.core.remembering import Memory
from apps.core.weeks import Week
from apps.journal.bin import bin_week, put_back
from apps.journal.operations import finish
from apps.portability.leaving import leave
from apps.portability.models import SharedWeek
from apps.portability.sharing import MOST_LINKS, TooManyLinks, share_week
from tests.portability.conftest import NOW
from tests.support.factories import make_entry, make_user
from tests.support.pages import split
from tests.support.review import WEEK, make_numbers
from tests.support.writing import FULL

pytestmark = pytest.mark.django_db
OPEN = Week(2026, 47)
DAY = timedelta(days=1)
LINK = re.compile(r'value="http://localhost:8000(/shared/[^"]+/)"')


@pytest.fixture(autouse=True)
def _on_a_wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user():
    """A person with numbers and two finished weeks, the newest with everything."""
    user, _metrics = make_numbers(make_user(email="ines@example.org", display_name="Ines"))
    finish(user=user, week=WEEK, document=FULL, base=0, now=NOW)
    make_entry(user, WEEK.previous, title="Another week", finished_at=NOW, uncovered_at=NOW)
    return user


def share(user, week=WEEK, *, days=7, with_numbers=False, now=NOW):
    """Return the address of a new link to the week."""
    entry = user.entries.in_week(week).get()
    made = share_week(entry=entry, days=days, with_numbers=with_numbers, now=now)
    return reverse("portability:shared", args=[made.token])


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_reader_sees_the_words_and_nothing_that_leads_into_the_account(client, user):
    page = read(client, share(user))
    for words in ("The damp week", "I wrote to <em>Ines</em>", "Nine lines.", "Glue", "Mine"):
        assert words in page
    assert "Shared by Ines." in page
    links = set(re.findall(r'<a [^>]*href="([^"]+)"', page))
    assert links == {"#main", "https://social.example/1"}
    for private in ("<form", "More of it", "Another week", "ines@example.org", "data-person"):
        assert private not in page


def test_a_person_without_a_name_is_not_named_by_their_address(client, user):
    type(user).objects.update(display_name="")
    page = read(client, share(user))
    assert ("ines@" in page, "Shared by" in page) == (False, False)


def test_tags_are_words_there(client, user):
    entry = user.entries.in_week(WEEK).get()
    entry.body = "About #glue."
    entry.save()
    page = read(client, share(user))
    assert "#glue" in page
    assert "notebook" not in page


def test_its_headers_keep_it_out_of_searches_caches_and_referrers_and_set_no_cookie(client, user):
    for address in (share(user), reverse("portability:shared", args=["unknown"])):
        answer = client.get(address)
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert (answer.cookies, client.cookies) == ({}, {})


def test_whoever_is_signed_in_is_nobody_there(client, user):
    client.force_login(user)
    page = read(client, share(user))
    assert "keys.js" not in page
    assert "Write</a>" not in page


def test_looking_changes_no_row(client, user, django_assert_num_queries):
    address = share(user)
    before = list(SharedWeek.objects.values())
    read(client, address)
    assert list(SharedWeek.objects.values()) == before


def test_numbers_are_left_out_unless_chosen(client, user):
    assert "<data" not in read(client, share(user))
    page = read(client, share(user, with_numbers=True))
    assert {one.attributes["data-source"] for one in split(page, 0).data} == {
        "Mastodon",
        "Klout-like score",
    }
    for figure in re.findall(r'<figure class="mfig".*?</figure>', page, re.S):
        assert "measured" in figure
        assert "your" not in figure
        assert "Sunday" in figure


@pytest.mark.parametrize("shown", [Shown.WORDS, Shown.HIDDEN])
def test_the_reader_sees_numbers_as_their_owner_does_and_opens_none(client, user, shown):
    type(user).objects.update(numbers_shown=shown)
    address = share(user, with_numbers=True)
    shown_too = [f"show={metric}" for metric in range(1, 60)]
    page = read(client, f"{address}?{'&'.join(shown_too)}")
    assert "<data" not in page
    assert 'class="tap"' not in page
    assert ("mfig" in page) == (shown == Shown.WORDS)


def test_covered_numbers_are_never_shown(client, user):
    make_entry(user, OPEN, body="Replies on Mastodon")
    from apps.metrics.models import Measurement

    Measurement.objects.filter(day=WEEK.sunday).update(day=OPEN.monday)
    page = read(client, share(user, OPEN, with_numbers=True))
    assert "<data" not in page
    assert "Replies on Mastodon" in page


def test_it_follows_later_changes(client, user):
    address = share(user)
    user.entries.in_week(WEEK).update(title="Another title")
    assert "Another title" in read(client, address)


def gone(client, address):
    answer = client.get(address)
    return answer.status_code, answer.content, sorted(answer.headers.items())


def test_over_taken_back_binned_left_and_unknown_are_the_same(client, user):
    unknown = gone(client, reverse("portability:shared", args=["x" * 43]))
    assert unknown[0] == 404
    over = share(user, days=1, now=NOW - DAY)
    assert gone(client, over) == unknown
    taken_back = share(user)
    SharedWeek.objects.latest("pk").delete()
    assert gone(client, taken_back) == unknown
    binned = share(user)
    entry = bin_week(user=user, week=WEEK, now=NOW)
    assert gone(client, binned) == unknown
    put_back(user=user, entry_id=entry.pk)
    assert client.get(binned).status_code == 200
    leave(user=user, now=NOW)
    assert gone(client, binned) == unknown
    type(user).objects.update(erase_at=None, is_active=False)
    assert gone(client, binned) == unknown


def test_the_link_is_shown_once_and_kept_nowhere(client, user):
    client.force_login(user)
    page = client.post(reverse("portability:share", args=[WEEK]), {"days": 30}).content.decode()
    address = LINK.search(page)[1]
    token = address.split("/")[2]
    (shared,) = SharedWeek.objects.all()
    assert shared.token_hash == sha256(token.encode()).hexdigest()
    assert (shared.expires_at, shared.with_numbers) == (NOW + 30 * DAY, False)
    assert token not in client.get(reverse("portability:share_list")).content.decode()
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("days", ["", "2", "0", "-1", "365", "x", "7.5"])
def test_a_time_that_is_not_offered_is_refused_beside_the_field(client, user, days):
    client.force_login(user)
    answer = client.post(reverse("portability:share", args=[WEEK]), {"days": days})
    assert answer.status_code == 422
    assert 'href="#id_days_0"' in answer.content.decode()
    assert not SharedWeek.objects.exists()


def test_it_is_taken_back_from_the_list(client, user):
    address = share(user)
    client.force_login(user)
    page = client.get(reverse("portability:share_list")).content.decode()
    assert "The damp week" in page
    take_back = reverse("portability:share_revoke", args=[SharedWeek.objects.get().pk])
    assert client.post(take_back).url == reverse("portability:share_list")
    assert client.get(address).status_code == 404
    assert client.post(take_back).status_code == 404


def test_nobody_else_shares_a_week_or_takes_a_link_back(client, user):
    share(user)
    client.force_login(make_user())
    assert client.get(reverse("portability:share", args=[WEEK])).status_code == 404
    assert client.post(reverse("portability:share", args=[WEEK]), {"days": 7}).status_code == 404
    take_back = reverse("portability:share_revoke", args=[SharedWeek.objects.get().pk])
    assert client.post(take_back).status_code == 404
    assert SharedWeek.objects.count() == 1


def test_a_person_has_room_for_so_many_links(client, user):
    for _ in range(MOST_LINKS):
        share(user)
    with pytest.raises(TooManyLinks):
        share(user)
    client.force_login(user)
    answer = client.post(reverse("portability:share", args=[WEEK]), {"days": 7})
    assert (answer.status_code, SharedWeek.objects.count()) == (422, MOST_LINKS)


def test_a_week_s_page_leads_there(client, user):
    client.force_login(user)
    page = client.get(reverse("review:week", args=[WEEK])).content.decode()
    assert reverse("portability:share", args=[WEEK]) in page


def test_the_same_queries_for_one_moment_and_for_many(client, user, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = share(user, with_numbers=True)
    entry = user.entries.in_week(WEEK).get()
    entry.addenda.create(text="Later.", day=NOW.date(), written_at=NOW)
    with CaptureQueriesContext(connection) as few:
        read(client, address)
    for n in range(1, 30):
        entry.moments.create(position=n, quote=f"Quote {n}")
        entry.addenda.create(text=f"Later {n}", day=NOW.date(), written_at=NOW)
    Memory.forget_everything()
    with django_assert_num_queries(len(few)):
        read(client, address)


def test_nobody_is_asked_who_they_are(client, user):
    answer = client.get(share(user))
    assert isinstance(answer.context["user"], AnonymousUser)
