from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from apps.core.remembering import Memory
from apps.core.text import digest
from apps.core.weeks import Week
from apps.goals.models import Wording
from apps.journal.models import Moment
from apps.review.kept_lines import keep_lines
from apps.review.models import Sidenote
from tests.support.factories import make_entry, make_user
from tests.support.goals import make_goal, set_down
from tests.support.review import NOW, WEEK, make_numbers

pytestmark = pytest.mark.django_db
EARLIER = Week(2026, 42)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def get(client, user, season=4, query="", status=200):
    client.force_login(user)
    answer = client.get(reverse("review:letter_season", args=[2026, season]) + query)
    assert answer.status_code == status
    return answer.content.decode()


def write(user, week, body, *, keep=True, **fields):
    entry = make_entry(user, week, body=body, finished_at=NOW, **fields)
    if keep:
        keep_lines(entry=entry, chosen={digest(f"\n{body}")}, now=NOW)
    return entry


def test_a_letter_is_made_of_kept_lines_in_time_order(client):
    user = make_user()
    write(user, Week(2026, 44), "The later line.")
    write(user, EARLIER, "The *earlier* line.", title="Glue")
    write(user, Week(2026, 43), "Not kept.", keep=False, title="A quiet one")
    page = get(client, user)
    assert page.index("The <em>earlier</em> line.") < page.index("A quiet one")
    assert page.index("A quiet one") < page.index("The later line.")
    assert "Not kept." not in page
    assert "Keep a line of this week" in page


def test_it_has_moments_notes_and_what_became_of_goals(client):
    user, metrics = make_numbers()
    entry = write(user, EARLIER, "A line.")
    Moment.objects.create(entry=entry, position=0, quote="You again?", why="She wrote back.")
    Sidenote.objects.create(
        user=user,
        metric=metrics["replies"],
        metric_label="Replies on Mastodon",
        first_day=date(2026, 10, 12),
        last_day=date(2026, 10, 13),
        text="The marbling argument.",
        written_at=NOW,
    )
    goal = make_goal(user, "Fewer words.", now=datetime(2026, 1, 5, tzinfo=UTC))
    Wording.objects.create(
        goal=goal, text="Better words.", written_at=datetime(2026, 10, 14, tzinfo=UTC)
    )
    set_down(goal, date(2026, 10, 30), line="Enough of words.")
    page = get(client, user)
    for words in ("You again?", "She wrote back.", "The marbling argument.", "Enough of words."):
        assert words in page
    assert "Put another way on 14 October" in page
    assert "Let go on 30 October: “Better words”" in page
    assert page.index("Fewer words.") < page.index("Better words.")


def test_numbers_stand_in_the_margin_where_they_are_asked_for(client):
    user, _metrics = make_numbers()
    write(user, EARLIER, "A line.")
    assert "<data" not in get(client, user)
    page = get(client, user, query="?numbers=1")
    assert page.count('<figure class="mfig"') == 3
    assert page.index("A line.") < page.index("<data")


def test_no_covered_week_shows_a_number(client):
    user, _metrics = make_numbers()
    make_entry(user, WEEK, title="Still open")
    page = get(client, user, query="?numbers=1")
    assert "Still open" in page
    assert "<data" not in page


def test_a_rest_is_told_in_its_own_words(client):
    user = make_user()
    make_entry(user, EARLIER, rested_at=NOW, rest_note="The sea.")
    assert "The sea." in get(client, user)


def test_an_empty_season_says_so_and_one_ahead_is_not_there(client):
    user = make_user()
    assert "Nothing is written in these weeks." in get(client, user, season=2)
    get(client, user, season=5, status=404)
    client.force_login(user)
    assert client.get(reverse("review:letter_year", args=[2027])).status_code == 404
    assert client.get(reverse("review:letter_year", args=[9**40])).status_code == 404


def test_the_paper_of_north_america_has_a_sheet_of_its_own(client):
    user = make_user()
    assert "letter-us" not in get(client, user, query="?paper=a4")
    assert "letter-us" not in get(client, user, query="?paper=napkin")
    assert "letter-us" in get(client, user, query="?paper=letter")


def test_the_list_has_the_years_and_seasons_with_words(client):
    user = make_user()
    make_entry(user, Week(2025, 3), body="Old.")
    make_entry(user, EARLIER, body="New.")
    client.force_login(user)
    page = client.get(reverse("review:letter_list")).content.decode()
    assert page.index("Weeks 40 to 53 of 2026") < page.index("Weeks 1 to 13 of 2025")
    assert "Weeks 14 to 26" not in page


def test_nobody_elses_words_are_in_a_letter(client):
    write(make_user(), EARLIER, "Somebody else.", title="Not yours")
    page = get(client, make_user())
    assert "Somebody else." not in page
    assert "Not yours" not in page


def test_one_week_and_ten_take_the_same_queries(client, django_assert_num_queries):
    user, _metrics = make_numbers()
    write(user, EARLIER, "A line.")
    make_goal(user)
    client.force_login(user)
    address = reverse("review:letter_year", args=[2026]) + "?numbers=1"
    with django_assert_num_queries(12) as few:
        client.get(address)
    for number in range(20, 30):
        write(user, Week(2026, number), f"Line {number}.")
        make_goal(user, f"Goal {number}", since=date(2026, 2, 1))
    Memory.forget_everything()
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(address)
