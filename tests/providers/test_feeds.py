from datetime import UTC, datetime

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account, InvalidAccount, PostReading, Rate, Reading
from tests.providers.hostile import reply
from tests.providers.visiting import SINCE, error_of, visit

URL = "https://blog.example/feed.xml"
BLOG = Account(URL, "blog.example", URL)
OLD = "<item><title>Old</title><pubDate>Sun, 01 Nov 2026 10:00:00 GMT</pubDate></item>"
ITEM = (
    "<item><title>Paste &amp;amp; patience</title><link>https://blog.example/paste</link>"
    "<guid isPermaLink='false'>paste-1</guid>"
    "<pubDate>Tue, 10 Nov 2026 14:14:36 GMT</pubDate></item>"
)
WORD = {"etag": '"v1"', "last-modified": "Tue, 10 Nov 2026 15:00:00 GMT"}
SAID = {"ETag": '"v1"', "Last-Modified": "Tue, 10 Nov 2026 15:00:00 GMT"}


def rss(*items):
    return f"<rss version='2.0'><channel><title>A bench</title>{''.join(items)}</channel></rss>"


def atom(*entries):
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>A bench</title>{''.join(entries)}</feed>"
    )


def read(body, account=BLOG, type="application/rss+xml", status=200, **headers):
    said = reply(body, status, type=type, **headers)
    answers, server = visit("feeds", [account], lambda asked: [said])
    return answers[0], server.asked


def post(external_id, address, text, at=datetime(2026, 11, 10, 14, 14, 36, tzinfo=UTC)):
    return PostReading(external_id, address, at, text, {"posts": 1.0})


PASTE = post("paste-1", "https://blog.example/paste", "Paste & patience")


def test_the_week_s_posts_are_read_each_counted_once():
    answer, asked = read(rss(ITEM, OLD), **SAID)
    assert answer == Reading(
        account_id=URL,
        handle=URL,
        name="A bench",
        address=URL,
        values={},
        posts=(PASTE,),
        validators=WORD | {"since": SINCE.isoformat()},
    )
    assert "application/atom+xml" in asked[0].headers["accept"]
    assert "if-none-match" not in asked[0].headers


def test_atom_is_read():
    entry = (
        "<entry><id>tag:blog.example,2026:1</id><title type='html'>Paste &amp;amp; patience</title>"
        "<link rel='edit' href='/edit'/><link href='/paste'/><author><name>W</name></author>"
        "<published>2026-11-10T15:14:36+01:00</published><updated>2026-11-14T10:00:00Z</updated>"
        "</entry><entry><id>old</id><updated>2026-11-01T10:00:00Z</updated></entry>"
    )
    answer, _asked = read(atom(entry), type="application/atom+xml; charset=utf-8")
    paste = post("tag:blog.example,2026:1", "https://blog.example/paste", "Paste & patience")
    assert (answer.posts, answer.hidden) == ((paste,), frozenset())


def test_rss_1_0_is_read():
    body = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<channel rdf:about='x'><title>A bench</title></channel>"
        "<item><title>Paste &amp;amp; patience</title><link>https://blog.example/paste</link>"
        "<dc:date>2026-11-10T14:14:36Z</dc:date></item></rdf:RDF>"
    )
    answer, _asked = read(body, type="text/xml")
    address = "https://blog.example/paste"
    assert answer.posts == (post(address, address, "Paste & patience"),)


@pytest.mark.parametrize("type", ["application/feed+json", "application/json", "text/plain"])
def test_json_feed_is_read(type):
    items = [
        {"id": "paste-1", "url": "https://blog.example/paste", "title": "Paste & patience",
         "date_published": "2026-11-10T14:14:36Z"},
        {"id": 7, "content_text": "No title.", "date_published": "2026-11-10T14:14:36Z"},
        {"id": "old", "date_published": "2026-11-01T10:00:00+01:00"},
    ]  # fmt: skip
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "A bench", "items": items}
    answer, _asked = read(body, type=type)
    assert (answer.name, answer.posts) == ("A bench", (PASTE, post("7", "", "No title.")))


@pytest.mark.parametrize(
    ("posts", "older", "hidden"), [(10, 0, {"posts"}), (10, 1, set()), (9, 0, set()), (0, 0, set())]
)
def test_a_window_that_does_not_reach_back_to_monday_is_incomplete(posts, older, hidden):
    items = [ITEM.replace("paste-1", f"paste-{number}") for number in range(posts)]
    answer, _asked = read(rss(*items, OLD * older))
    assert (len(answer.posts), answer.hidden) == (posts, hidden)


def test_a_feed_too_long_to_be_read_whole_is_incomplete():
    answer, _asked = read(rss(ITEM, OLD * 300))
    assert (len(answer.posts), answer.hidden) == (1, {"posts"})


def test_what_has_no_date_or_an_impossible_one_is_no_post():
    dates = ["", "<pubDate>soon</pubDate>", "<pubDate>Tue, 10 Nov 2099 10:00:00 GMT</pubDate>",
             "<pubDate>Tue, 99 Nov 2026 10:00:00 GMT</pubDate>"]  # fmt: skip
    items = [f"<item><title>T</title>{date}</item>" for date in dates]
    assert read(rss(*items, ITEM, OLD))[0].posts == (PASTE,)


def test_the_same_id_twice_is_one_post():
    assert read(rss(ITEM, ITEM.replace("patience", "more"), OLD))[0].posts == (PASTE,)


def test_a_post_without_a_title_is_known_by_its_words():
    title = "<title>Paste &amp;amp; patience</title>"
    item = ITEM.replace(title, "<description>&lt;p&gt;Some &lt;b&gt;words&lt;/b&gt;</description>")
    assert [one.text for one in read(rss(item, OLD))[0].posts] == ["Some words"]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "http://10.0.0.1/x", "data:text/html,x", "https://u:p@x.example/"],
)
def test_a_hostile_link_is_no_address(link):
    item = ITEM.replace("https://blog.example/paste", link)
    assert [one.address for one in read(rss(item, OLD))[0].posts] == [""]


def test_a_hostile_title_is_words():
    item = ITEM.replace("Paste &amp;amp; patience", "&lt;img src=x onerror=alert(1)&gt;Hi&#x202e;")
    assert [one.text for one in read(rss(item, OLD))[0].posts] == ["Hi\u202e"]


def test_a_long_id_is_shortened_and_stays_the_same():
    item = ITEM.replace("paste-1", "x" * 400)
    ids = {one.external_id for _again in range(2) for one in read(rss(item, OLD))[0].posts}
    assert [len(one) for one in ids] == [32]


def test_what_did_not_change_in_this_week_is_said_to_hold():
    validators = WORD | {"since": SINCE.isoformat()}
    known = Account(URL, "blog.example", URL, validators=validators)
    answer, asked = read("", known, status=304)
    assert (answer.is_unchanged, answer.validators, answer.values) == (True, validators, {})
    assert asked[0].headers["if-none-match"] == '"v1"'
    assert asked[0].headers["if-modified-since"] == "Tue, 10 Nov 2026 15:00:00 GMT"


def test_in_a_new_week_the_whole_feed_is_asked_for_again():
    validators = WORD | {"since": "2026-11-02T00:00:00+00:00"}
    known = Account(URL, "blog.example", URL, validators=validators)
    answer, asked = read(rss(ITEM, OLD), known)
    assert answer.posts == (PASTE,)
    assert "if-none-match" not in asked[0].headers


def test_not_modified_without_a_question_is_no_answer():
    assert error_of(read("", status=304)[0]) == ("transient", "HTTP 304", False)


@pytest.mark.parametrize(
    ("status", "outcome", "permanent"),
    [(410, "gone", True), (404, "not_found", False), (401, "needs_sign_in", False),
     (429, "rate_limited", False), (503, "transient", False)],
)  # fmt: skip
def test_a_refusal_is_told_by_its_status(status, outcome, permanent):
    answer, _asked = read("", status=status, Retry_After="60")
    assert error_of(answer) == (outcome, f"HTTP {status}", permanent)


def test_a_feed_that_moved_is_read_where_it_is_and_stays_the_same_account():
    def script(asked):
        if asked.target == "/feed.xml":
            return [reply(status=301, Location="/new.xml")]
        return [reply(rss(ITEM, OLD), type="text/xml")]

    answers, _server = visit("feeds", [BLOG], script)
    assert (answers[0].account_id, answers[0].posts) == (URL, (PASTE,))


@pytest.mark.parametrize(
    ("body", "type"),
    [
        ("<!doctype html><html><title>A bench</title></html>", "text/html"),
        ("<html><body>A bench</body></html>", "text/html"),
        ("<opml version='2.0'><body/></opml>", "text/xml"),
        ("", "text/xml"),
        (rss(ITEM).replace("</channel>", ""), "text/xml"),
        ({"items": []}, "application/json"),
        ({"version": "https://jsonfeed.org/version/2", "items": []}, "application/json"),
        ([], "application/json"),
        ("{", "application/json"),
    ],
)
def test_another_document_is_not_a_feed(body, type):
    assert error_of(read(body, type=type)[0]) == ("malformed", "not-a-feed", False)


def test_a_feed_of_more_than_a_megabyte_is_refused():
    answer, _asked = read(rss(ITEM, OLD, f"<!--{'x' * 1_000_000}-->"))
    assert error_of(answer) == ("malformed", "too-large", False)


@pytest.mark.parametrize(
    "typed", [URL, "feed:https://blog.example/feed.xml", "feed://Blog.Example/feed.xml"]
)
def test_an_address_is_an_account(typed):
    assert PROVIDERS["feeds"].parse({"handle": typed}) == BLOG


@pytest.mark.parametrize(
    "typed", ["", "blog.example", "file:///etc/passwd", "http://127.0.0.1/", f"{URL}?{'x' * 300}"]
)
def test_another_shape_is_told_beside_the_field(typed):
    with pytest.raises(InvalidAccount) as caught:
        PROVIDERS["feeds"].parse({"handle": typed})
    assert caught.value.field == "handle"


def test_a_host_s_feeds_are_asked_for_an_hour_apart():
    assert PROVIDERS["feeds"].published_limit(BLOG) == Rate(20, 3600)
