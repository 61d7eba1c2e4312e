"""The first check of a fediverse handle: what its host runs decides who reads it."""

from dataclasses import replace

import pytest

from apps.providers import PROVIDERS
from apps.providers.base import InvalidAccount, Reading
from tests.providers.hostile import reply
from tests.providers.test_mastodon import ACCOUNT, HOST, KNOWN, LOOKUP, STATUSES, TYPED
from tests.providers.visiting import error_of, visit

SOCIAL = "social.example"
WELL_KNOWN = f"{SOCIAL}/.well-known/nodeinfo"
NODEINFO = f"{SOCIAL}/nodeinfo/2.0"
WEBFINGER = f"{SOCIAL}/.well-known/webfinger?resource=acct%3Awren%40social.example"
ACTOR = f"{SOCIAL}/users/wren"
TOKEN = "a-token"  # invented


def runs(name, version="1.0"):
    rel = "http://nodeinfo.diaspora.software/ns/schema/2.0"
    return {
        WELL_KNOWN: reply({"links": [{"rel": rel, "href": f"https://{NODEINFO}"}]}),
        NODEINFO: reply({"software": {"name": name, "version": version}}),
    }


def spoken():
    """What a host says that knows ActivityPub alone."""
    link = {"rel": "self", "type": "application/activity+json", "href": f"https://{ACTOR}"}
    actor = {
        "id": f"https://{ACTOR}",
        "type": "Person",
        "preferredUsername": "wren",
        "followers": f"https://{ACTOR}/followers",
    }
    activity = "application/activity+json"
    return {
        WEBFINGER: reply({"links": [link]}, type="application/jrd+json"),
        ACTOR: reply(actor, type=activity),
        f"{ACTOR}/followers": reply({"type": "Collection", "totalItems": 9}, type=activity),
    }


def check(said, account=TYPED):
    answers, server = visit("mastodon", [account], said)
    return answers[0], server


def test_the_software_is_asked_for_once_and_remembered():
    said = runs("mastodon", "4.4.2") | {LOOKUP: reply(ACCOUNT), STATUSES: reply([])}
    answer, server = check(said)
    assert (answer.software, answer.read_by) == ("mastodon 4.4", "")
    assert server.targets == [WELL_KNOWN, NODEINFO, LOOKUP, STATUSES]
    said = {f"{HOST}/1016": reply(ACCOUNT), STATUSES: reply([])}
    again, server = check(said, replace(KNOWN, software=answer.software))
    assert (again.software, server.targets) == ("mastodon 4.4", list(said))


@pytest.mark.parametrize("name", ["hometown", "glitch-soc", "akkoma", "fedibird"])
def test_its_forks_and_what_speaks_its_api_are_read_alike(name):
    said = runs(name) | {LOOKUP: reply(ACCOUNT), STATUSES: reply([])}
    answer, _server = check(said)
    assert (answer.values["followers"], answer.read_by) == (678.0, "")


def test_a_misskey_host_is_read_by_misskey():
    user = {"id": "9abc", "username": "wren", "host": None, "followersCount": 3}

    def said(asked):
        table = runs("sharkey", "2026.5.1") | {
            f"{SOCIAL}/api/users/show": reply(user),
            f"{SOCIAL}/api/users/notes": reply([]),
        }
        return [table[asked.host + asked.target]]

    answer, server = check(said)
    assert (answer.read_by, answer.account_id) == ("misskey", "9abc")
    assert answer.software == "sharkey 2026.5"
    assert [asked.method for asked in server.asked] == ["GET", "GET", "POST", "POST"]


def test_a_peertube_host_is_read_by_peertube():
    channel = {
        "url": f"https://{SOCIAL}/video-channels/wren",
        "name": "wren",
        "host": SOCIAL,
        "followersCount": 4,
    }
    base = f"{SOCIAL}/api/v1/video-channels/wren"
    videos = f"{base}/videos?sort=-publishedAt&count=100&start=0&nsfw=both"
    said = runs("peertube") | {base: reply(channel), videos: reply({"total": 0, "data": []})}
    answer, _server = check(said)
    assert (answer.read_by, answer.values) == ("peertube", {"followers": 4.0, "posts": 0.0})


def test_whatever_else_is_read_through_webfinger():
    answer, server = check(runs("bookwyrm") | spoken())
    assert (answer.read_by, answer.values) == ("activitypub", {"followers": 9.0})
    assert server.targets[2:] == [WEBFINGER, ACTOR, f"{ACTOR}/followers"]


def test_a_host_that_does_not_say_is_tried_in_mastodon_s_way_first():
    said = {LOOKUP: reply(ACCOUNT), STATUSES: reply([])}
    answer, server = check(said)
    assert (answer.software, answer.read_by) == ("unknown", "")
    assert server.targets == [WELL_KNOWN, LOOKUP, STATUSES]
    answer, server = check(spoken())
    assert (answer.software, answer.read_by) == ("unknown", "activitypub")
    assert server.targets[:3] == [WELL_KNOWN, LOOKUP, WEBFINGER]


def test_a_server_too_old_for_the_question_is_read_through_webfinger():
    answer, server = check(runs("pleroma", "2.1.0") | spoken())
    assert (answer.software, answer.read_by) == ("pleroma 2.1", "activitypub")
    assert server.targets[2:4] == [LOOKUP, WEBFINGER]


def test_a_token_is_never_passed_over():
    answer, server = check(spoken(), replace(TYPED, secret=TOKEN))
    assert error_of(answer) == ("not_found", "HTTP 404", False)
    assert server.targets == [WELL_KNOWN, f"{HOST}/verify_credentials"]


def test_a_refusal_is_not_taken_for_another_software():
    answer, server = check({LOOKUP: reply({"error": "sign in"}, 401)} | spoken())
    assert error_of(answer) == ("needs_sign_in", "needs-token", False)
    assert server.targets == [WELL_KNOWN, LOOKUP]


def test_a_confirmed_account_is_never_read_by_another():
    said = runs("sharkey") | {f"{HOST}/1016": reply(ACCOUNT), STATUSES: reply([])}
    answer, _server = check(said, replace(KNOWN, software=""))
    assert (answer.read_by, answer.software) == ("", "sharkey 1.0")


def test_a_host_that_cannot_answer_now_is_asked_nothing_more():
    answer, server = check({WELL_KNOWN: reply({"error": "Throttled"}, 429)})
    assert error_of(answer) == ("rate_limited", "HTTP 429", False)
    assert server.targets == [WELL_KNOWN]


def test_a_token_goes_with_every_question_to_its_own_host_alone():
    mine = f"{HOST}/verify_credentials"
    there = "www.social.example/api/v1/accounts/1016/statuses?limit=40"
    said = runs("gotosocial") | {
        mine: reply(ACCOUNT),
        STATUSES: reply(b"", 302, Location=f"https://{there}"),
        there: reply([]),
    }
    answer, server = check(said, replace(TYPED, secret=TOKEN))
    assert isinstance(answer, Reading)
    sent = {asked.host + asked.target: asked.headers.get("authorization") for asked in server.asked}
    assert sent[mine] == sent[STATUSES] == f"Bearer {TOKEN}"
    assert sent[there] is None


def test_a_token_of_somebody_else_s_account_is_refused():
    said = runs("pixelfed") | {f"{HOST}/verify_credentials": reply(ACCOUNT | {"username": "robin"})}
    answer, _server = check(said, replace(TYPED, secret=TOKEN))
    assert error_of(answer) == ("malformed", "another-account", False)


def test_a_token_that_is_not_taken_is_told_apart_from_none():
    said = {f"{HOST}/1016": reply({"error": "The access token is invalid"}, 401)}
    assert error_of(check(said, KNOWN)[0]) == ("needs_sign_in", "needs-token", False)
    answer, _server = check(said, replace(KNOWN, secret=TOKEN))
    assert error_of(answer) == ("needs_sign_in", "HTTP 401", False)


def test_a_token_is_one_word():
    parse = PROVIDERS["mastodon"].parse
    typed = {"handle": "@wren@social.example", "token": f" {TOKEN} "}
    assert parse(typed) == replace(TYPED, secret=TOKEN)
    assert TOKEN not in repr(parse(typed))
    for odd in ("a b", "a\nb", "é", "x" * 501):
        with pytest.raises(InvalidAccount) as caught:
            parse(typed | {"token": odd})
        assert caught.value.field == "token"
