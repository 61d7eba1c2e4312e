"""What helps to begin a page: frames, the week's prompt, and the last "now what" of one's own."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.journal.deck_models import ChosenFrame, Draw
from apps.journal.deck_operations import retire_built_in
from apps.journal.draws import ensure_drawn
from apps.journal.frames import FRAMES, Name
from tests.support.decks import make_own_deck
from tests.support.factories import make_entry, make_user
from tests.support.writing import SUNDAY, WEEK, entry_of, later

pytestmark = pytest.mark.django_db
ADDRESS = reverse("review:write", args=[WEEK])
NOW_WHAT = "What?\n\nRain.\n\nNow what?\n\nA *lid*,\nor none.\n"


@pytest.fixture(autouse=True)
def _on_sunday():
    with time_machine.travel(SUNDAY, tick=False):
        yield


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user)
    return client


def sent(body="Typed", base=0, **fields):
    return {"base": base, "body": body, "title": "", "moments": "1"} | fields


def begin(client):
    return client.get(ADDRESS).context["page"].begin


def text_of(response):
    return response.content.decode()


def test_one_prompt_is_shown_and_stays(client):
    (prompt,) = begin(client).prompts
    assert begin(client).prompts == [prompt]
    assert Draw.objects.count() == 1


def test_the_prompt_is_placed_on_its_own_line_after_the_words(client, user):
    (prompt,) = begin(client).prompts
    response = client.post(ADDRESS, sent("Typed  ", prompt=prompt.key))
    assert response.url == f"{ADDRESS}#id_body"
    assert entry_of(user).body == f"Typed\n\n{prompt.text}\n\n"


def test_a_prompt_that_no_longer_fits_is_told(client, user):
    (prompt,) = begin(client).prompts
    response = client.post(ADDRESS, sent("x" * 99_990, prompt=prompt.key))
    assert (response.status_code, entry_of(user)) == (422, None)


@pytest.mark.parametrize("key", ["x", "999", "\x00", "9" * 5_000])
def test_a_prompt_that_the_page_does_not_offer_places_nothing(client, user, key):
    client.post(ADDRESS, sent(prompt=key))
    assert entry_of(user).body == "Typed"


@pytest.mark.parametrize("draw", ["keep", "another", "refuse"])
def test_every_button_about_the_prompt_keeps_what_was_typed(client, user, draw):
    shown = begin(client).draw
    fields = {"draw": draw, "drawn": shown.place, "rest_note": "Ill", "line-fun": "Ines"}
    response = client.post(ADDRESS, sent(**fields))
    assert response.url == f"{ADDRESS}#prompts"
    entry = entry_of(user)
    assert (entry.body, entry.rest_note, entry.is_rest) == ("Typed", "Ill", False)
    assert entry.quality_lines.get().line == "Ines"
    assert client.get(ADDRESS).context["form"]["rest_note"].value() == "Ill"
    now = begin(client).draw
    assert (now.key == shown.key, bool(now.kept_at)) == (draw == "keep", draw == "keep")
    assert Draw.objects.dismissed().count() == (draw == "refuse")


@pytest.mark.parametrize("drawn", ["", "x", "-1", "9" * 5_000, "7"])
def test_a_button_about_a_prompt_that_is_not_shown_changes_nothing(client, drawn):
    shown = begin(client).draw
    for draw in ("keep", "another", "refuse", "x"):
        assert client.post(ADDRESS, sent(draw=draw, drawn=drawn)).status_code in (302, 409)
    assert begin(client).draw == shown


def test_a_page_sent_late_draws_nothing(client):
    shown = begin(client).draw
    client.post(ADDRESS, sent("one"))
    client.post(ADDRESS, sent("two", 1))
    late = client.post(ADDRESS, sent("three", 1, draw="another", drawn=shown.place))
    assert (late.status_code, begin(client).draw) == (409, shown)


def test_without_a_prompt_in_use_the_page_says_so(client, user):
    retire_built_in(user=user, at=SUNDAY, now=SUNDAY)
    assert begin(client).prompts == []
    assert "No prompt is left to draw" in text_of(client.get(ADDRESS))


def test_a_finished_week_is_given_no_prompt_anew(client, user):
    make_entry(user, WEEK, body="Done.", finished_at=SUNDAY, uncovered_at=SUNDAY)
    assert [one.key for one in begin(client).prompts] == ["26", "27"]
    assert Draw.objects.count() == 0


def test_a_frame_goes_into_an_empty_page_and_is_remembered(client, user):
    response = client.post(ADDRESS, sent("", frame="what"))
    assert response.url == f"{ADDRESS}#id_body"
    assert entry_of(user).body == FRAMES[Name.WHAT].text
    assert [one.key for one in begin(client).frames if one.is_chosen] == ["what"]
    assert begin(client).questions == [str(one) for one in FRAMES[Name.WHAT].questions]
    next_week = reverse("review:write", args=[WEEK.next])
    with time_machine.travel(later(60 * 24 * 3), tick=False):
        page = client.get(next_week).context["page"]
    assert page.begin.questions == [str(one) for one in FRAMES[Name.WHAT].questions]
    assert [one.key for one in page.begin.frames if one.is_chosen] == []


def test_with_words_there_a_frame_only_shows_its_questions_beside(client, user):
    client.post(ADDRESS, sent("My words", frame="letter"))
    assert entry_of(user).body == "My words"
    assert str(FRAMES[Name.LETTER].questions[0]) in text_of(client.get(ADDRESS))


def test_a_blank_page_stays_blank_and_makes_no_words(client, user):
    client.post(ADDRESS, sent("", frame="blank"))
    assert (entry_of(user), ChosenFrame.objects.get().frame) == (None, "blank")


@pytest.mark.parametrize("frame", ["", "x", "\x00", "sonnet"])
def test_an_unknown_frame_is_none(client, user, frame):
    assert client.post(ADDRESS, sent("", frame=frame)).status_code == 302
    assert (ChosenFrame.objects.count(), entry_of(user)) == (0, None)


def test_last_weeks_now_what_is_handed_back_as_it_was_written(client, user):
    make_entry(user, WEEK.previous, body=NOW_WHAT, finished_at=SUNDAY)
    handed = begin(client).handed
    assert (handed.week, handed.words) == (WEEK.previous, "A *lid*,\nor none.")
    page = text_of(client.get(ADDRESS))
    assert "A *lid*,<br>or none." in page
    assert reverse("review:week", args=[WEEK.previous]) in page
    assert "under “Now what?”" in page


@pytest.mark.parametrize(
    ("back", "fields", "is_handed"),
    [
        (4, {"finished_at": SUNDAY}, True),
        (5, {"finished_at": SUNDAY}, False),
        (1, {}, False),
        (0, {"finished_at": SUNDAY}, False),
        (-1, {"finished_at": SUNDAY}, False),
    ],
)
def test_only_a_written_week_of_the_four_before_hands_on(client, user, back, fields, is_handed):
    make_entry(user, WEEK.shift(-back), body=NOW_WHAT, **fields)
    assert bool(begin(client).handed) is is_handed


def test_the_newest_written_week_hands_on_or_none_does(client, user):
    make_entry(user, WEEK.shift(-2), body=NOW_WHAT, finished_at=SUNDAY)
    make_entry(user, WEEK.shift(-1), body="No frame here.", finished_at=SUNDAY)
    assert begin(client).handed is None


def test_a_long_now_what_is_folded_and_whole(client, user):
    long = "Lid. " * 300
    make_entry(user, WEEK.previous, body=f"Now what?\n\n{long}", finished_at=SUNDAY)
    page = text_of(client.get(ADDRESS))
    assert "Read what you wrote" in page
    assert long.strip() in page


def test_the_first_weeks_there_are_open_too(client):
    assert client.get(reverse("review:write", args=["1990-W01"])).status_code == 200


def test_somebody_elses_now_what_is_not_there(client):
    make_entry(make_user(), WEEK.previous, body=NOW_WHAT, finished_at=SUNDAY)
    assert begin(client).handed is None


def test_the_page_takes_the_same_queries_for_one_draw_and_thirty(client, user):
    taken = []
    for weeks in (range(1, 2), range(2, 31)):
        make_own_deck(user, len(weeks), name=f"Deck {weeks.start}")
        for n in weeks:
            ensure_drawn(user=user, week=WEEK.shift(-n), now=SUNDAY)
            ChosenFrame.objects.create(
                user=user,
                year=WEEK.shift(-n).year,
                number=WEEK.shift(-n).number,
                frame="what",
                chosen_at=SUNDAY,
            )
            make_entry(user, WEEK.shift(-n), body=NOW_WHAT, finished_at=SUNDAY)
        Draw.objects.in_week(WEEK).delete()
        for _look in ("first", "again"):
            with CaptureQueriesContext(connection) as queries:
                client.get(ADDRESS)
            taken.append(len(queries))
    assert taken[:2] == taken[2:]
