import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account, InvalidAccount, Reading
from tests.providers.hostile import reply
from tests.providers.visiting import error_of, visit

HOST = "garden.example"
WREN = Account("@wren@garden.example", HOST, software="wordpress 6.9")
ACTOR = f"https://{HOST}/users/wren"
KNOWN = Account("@wren@garden.example", HOST, ACTOR, software="wordpress 6.9")
WEBFINGER = f"{HOST}/.well-known/webfinger?resource=acct%3Awren%40garden.example"
ACTIVITY = "application/activity+json"
SIGNED = reply({"error": "Request not signed"}, 401)

# The shape of an actor as WordPress and Mastodon send it, with an invented person in it.
PERSON = {
    "@context": ["https://www.w3.org/ns/activitystreams", {"toot": "http://joinmastodon.org/ns#"}],
    "id": ACTOR,
    "type": "Person",
    "preferredUsername": "wren",
    "name": "Wren \u202eAshdown",
    "summary": "<p>Binds books</p>",
    "url": f"https://{HOST}/@wren",
    "followers": f"{ACTOR}/followers",
    "following": f"{ACTOR}/following",
    "outbox": f"{ACTOR}/outbox",
    "attachment": [
        {"type": "PropertyValue", "name": "Pages", "value": '<a href="https://a.example/">a</a>'},
        {"type": "Link", "name": "Notes", "href": "https://notes.example/wren"},
    ],
}


def activity(data, status=200):
    return reply(data, status, type=ACTIVITY)


def total(count, kind="OrderedCollection"):
    return activity({"id": "x", "type": kind, "totalItems": count, "first": "https://x.example/1"})


def finger(href=ACTOR, **link):
    link = {"rel": "self", "type": ACTIVITY, "href": href} | link
    page = {"rel": "http://webfinger.net/rel/profile-page", "href": "https://x.example/"}
    return reply({"subject": "acct:x", "links": [page, link]}, type="application/jrd+json")


def host(actor=None, **said):
    table = {
        WEBFINGER: finger(),
        ACTOR.removeprefix("https://"): activity(PERSON | (actor or {})),
        **{f"{HOST}/users/wren/{name}": total(n)
           for name, n in (("followers", 170), ("following", 47), ("outbox", 404))},
    }  # fmt: skip
    named = {f"{HOST}/users/wren/{name}": answer for name, answer in said.items()}
    return table | named


def read(said, account=WREN):
    answers, server = visit("activitypub", [account], said)
    return answers[0], server


def test_an_actor_is_found_and_its_collections_counted():
    answer, server = read(host())
    assert answer == Reading(
        account_id=ACTOR,
        handle="@wren@garden.example",
        name="Wren Ashdown",
        address=f"https://{HOST}/@wren",
        values={"followers": 170.0, "following": 47.0, "posts": 404.0},
        software="wordpress 6.9",
        profile_text="Binds books\nPages\na\nhttps://a.example/\nNotes\nhttps://notes.example/wren",
    )
    assert server.targets == list(host())
    assert [asked.headers["accept"] for asked in server.asked[:2]] == [
        "application/jrd+json",
        ACTIVITY,
    ]


def test_a_known_actor_is_asked_for_by_its_id():
    answer, server = read(host(), KNOWN)
    assert answer.account_id == ACTOR
    assert server.targets == list(host())[1:]


def test_an_actor_on_another_host_tells_which_host_is_asked():
    moved = "https://pub.example/users/wren"
    counted = {f"pub.example/users/wren/{name}": total(4) for name in ("followers", "outbox")}
    links = {name: f"{moved}/{name}" for name in ("followers", "outbox")}
    said = {
        WEBFINGER: finger(moved),
        "pub.example/users/wren": activity(PERSON | links | {"id": moved, "following": None}),
        "pub.example/.well-known/webfinger?resource=acct%3Awren%40pub.example": finger(moved),
        **counted,
    }
    first, _server = read(said)
    known = Account(first.handle, first.asked_host, moved, software="wordpress 6.9")
    later, server = read(said, known)
    assert (first.handle, first.asked_host, later.asked_host) == (WREN.handle, "pub.example", "")
    assert {target.partition("/")[0] for target in server.targets} == {"pub.example"}


def test_no_page_of_a_collection_is_ever_asked_for():
    _answer, server = read(host())
    assert not any("page" in target or "x.example" in target for target in server.targets)


@pytest.mark.parametrize(
    "said",
    [
        activity(PERSON),  # BookWyrm has answered with the person
        activity({"type": "OrderedCollection"}),
        activity({"type": "OrderedCollection", "totalItems": "12"}),
        activity({"type": "OrderedCollection", "totalItems": True}),
        activity({"type": "OrderedCollection", "totalItems": 1.5}),
        activity({"type": "OrderedCollection", "totalItems": -1}),
        activity([]),
        reply("<h1>Followers</h1>", type="text/html"),  # Takahe answers with a page
        reply("<h1>No</h1>", 404, type="text/html"),
        reply({"error": "Forbidden"}, 403),  # Misskey does where they are hidden
        SIGNED,
    ],
)
def test_a_collection_that_tells_no_total_is_hidden(said):
    answer, _server = read(host(followers=said))
    assert (answer.values, answer.hidden) == ({"following": 47, "posts": 404}, {"followers"})


def test_collections_may_be_of_either_kind_and_may_be_missing():
    answer, _server = read(host({"following": None}, followers=total(3, "Collection")))
    assert (answer.values, answer.hidden) == ({"followers": 3, "posts": 404}, {"following"})


@pytest.mark.parametrize("url", ["https://other.example/f", f"http://{HOST}/f", "x", 7, {"id": 1}])
def test_a_collection_elsewhere_is_not_asked_for(url):
    answer, server = read(host({"followers": url}))
    assert answer.hidden == {"followers"}
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (SIGNED, ("needs_signature", "HTTP 401", False)),
        (reply({"error": "Forbidden"}, 403), ("hidden", "HTTP 403", False)),
        (reply("<h1>x</h1>", type="text/html"), ("malformed", "not-json", False)),
        (reply({}, 429), ("rate_limited", "HTTP 429", False)),
        (reply({}, 500), ("transient", "HTTP 500", False)),
    ],
)
def test_when_no_collection_tells_the_reason_is_the_first_one(said, expected):
    answer, _server = read(host(followers=said, following=said, outbox=said))
    assert error_of(answer) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (SIGNED, ("needs_signature", "HTTP 401", False)),
        (reply({"error": "Nicht signiert"}, 401), ("needs_signature", "HTTP 401", False)),
        (reply({"error": "Forbidden"}, 403), ("suspended", "HTTP 403", False)),
        (reply("<h1>No</h1>", 404, type="text/html"), ("not_found", "HTTP 404", False)),
        (reply("", 410), ("gone", "HTTP 410", True)),
        (activity({"type": "Tombstone", "id": ACTOR}), ("gone", "tombstone", True)),
        (reply("<h1>Wren</h1>", type="text/html"), ("malformed", "not-json", False)),
        (activity(PERSON | {"id": f"{ACTOR}2"}), ("malformed", "another-account", False)),
        (activity(PERSON | {"id": "http://127.0.0.1/"}), ("malformed", "unexpected-shape", False)),
        (activity(PERSON | {"type": "Note"}), ("malformed", "another-account", False)),
        (activity(PERSON | {"preferredUsername": ""}), ("malformed", "unexpected-shape", False)),
        (activity(PERSON | {"suspended": True}), ("suspended", "suspended", False)),
        (activity([]), ("malformed", "unexpected-shape", False)),
    ],
)
def test_every_way_of_not_being_there_has_its_name(said, expected):
    answer, _server = read({ACTOR.removeprefix("https://"): said}, KNOWN)
    assert error_of(answer) == expected


def test_the_bare_actor_of_a_guarded_host_needs_a_signature():
    bare = {key: PERSON[key] for key in ("id", "type", "preferredUsername")}
    answer, _server = read({ACTOR.removeprefix("https://"): activity(bare)}, KNOWN)
    assert error_of(answer) == ("needs_signature", "no-collections", False)


@pytest.mark.parametrize(
    ("moved", "handle"),
    [
        ("https://social.example/users/wren", "@wren@social.example"),
        ("https://social.example/@robin", "@robin@social.example"),
        ("https://notes.example/users/9abc?x=<b>", "@9abc@notes.example"),
        ("https://social.example/actor/7", ""),
        ("http://127.0.0.1/users/wren", ""),
        (["x"], ""),
    ],
)
def test_a_moved_actor_says_where_to(moved, handle):
    answer, _server = read(host({"movedTo": moved}))
    assert error_of(answer) == ("moved", "moved", True)
    assert answer.moved_to == handle


@pytest.mark.parametrize(
    "said",
    [
        finger("https://127.0.0.1/users/wren"),
        finger(f"http://{HOST}/users/wren"),
        finger(type="text/html"),
        finger(rel="me"),
        reply({"links": []}),
        reply({}),
        reply([]),
    ],
)
def test_a_webfinger_that_leads_to_no_actor_is_malformed(said):
    answer, server = read({WEBFINGER: said})
    assert error_of(answer)[0] == "malformed"
    assert server.targets == [WEBFINGER]


@pytest.mark.parametrize(
    "kind",
    ['application/ld+json; profile="https://www.w3.org/ns/activitystreams"', ACTIVITY.upper()],
)
def test_webfinger_names_an_actor_in_two_ways(kind):
    assert isinstance(read(host() | {WEBFINGER: finger(type=kind)})[0], Reading)


def test_an_actor_on_another_host_has_to_lead_back():
    there = "social.example/users/wren"
    back = "social.example/.well-known/webfinger?resource=acct%3Awren%40social.example"
    moved = {key: f"https://{there}/{key}" for key in ("followers", "following", "outbox")}
    said = {
        WEBFINGER: finger(f"https://{there}"),
        there: activity(PERSON | moved | {"id": f"https://{there}"}),
        back: finger(f"https://{there}"),
        f"{there}/followers": total(5),
    }
    answer, _server = read(said)
    assert (answer.account_id, answer.handle) == (f"https://{there}", "@wren@garden.example")
    answer, _server = read(said | {back: finger("https://social.example/users/robin")})
    assert error_of(answer) == ("malformed", "another-account", False)


def test_a_page_s_address_leads_to_the_actor_it_names():
    page = f"{HOST}/blog/wren-s-page"
    said = host() | {page: activity(PERSON)}
    account = PROVIDERS["activitypub"].parse({"handle": f"https://{page}"})
    answer, server = read(said, Account(account.handle, account.host, software="writefreely"))
    assert (answer.account_id, answer.handle) == (ACTOR, "@wren@garden.example")
    assert server.targets[:2] == [page, f"{HOST}/users/wren"]


@pytest.mark.parametrize(
    ("software", "hidden"),
    [
        ("pixelfed 0.12", {"followers", "following", "posts"}),
        ("lemmy 0.19", {"posts"}),
        ("wordpress 6.9", frozenset()),
    ],
)
def test_zeros_that_mean_nothing_are_not_taken_for_numbers(software, hidden):
    zeros = host(followers=total(0), following=total(0), outbox=total(0))
    answer, _server = read(zeros, Account(WREN.handle, HOST, ACTOR, software=software))
    assert answer.hidden == hidden
    assert answer.values.keys() == {"followers", "following", "posts"} - hidden


@pytest.mark.parametrize(
    ("typed", "handle"),
    [
        ("@wren@garden.example", "@wren@garden.example"),
        ("https://garden.example/author/wren/", "@wren@garden.example"),
        ("https://garden.example/u/wren", "@wren@garden.example"),
        ("https://garden.example/?author=1", "https://garden.example/?author=1"),
        ("https://garden.example/blog", "https://garden.example/blog"),
    ],
)
def test_a_handle_or_any_page_will_do(typed, handle):
    account = PROVIDERS["activitypub"].parse({"handle": typed})
    assert account == Account(handle, "garden.example")


@pytest.mark.parametrize(
    "typed",
    ["", "wren", "http://garden.example/blog", "https://garden.example/", "https://10.0.0.1/x",
     "https://localhost/x", "ftp://garden.example/x"],
)  # fmt: skip
def test_other_shapes_are_told_beside_the_field(typed):
    with pytest.raises(InvalidAccount) as caught:
        PROVIDERS["activitypub"].parse({"handle": typed})
    assert caught.value.field == "handle"
