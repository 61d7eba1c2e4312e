import pytest

from apps.providers import PROVIDERS
from apps.providers.base import Account, InvalidAccount, Reading
from apps.providers.json_number import follow
from tests.providers.hostile import reply
from tests.providers.visiting import error_of, visit

SCORE = Account(
    "1001", "score.example", settings={"address": "https://score.example/v2", "identity": "1001"}
)
SCORE_AT = "score.example/v2/user.json/1001/score"


def read_score(said):
    return visit("klout", [SCORE], {SCORE_AT: said})[0][0]


@pytest.mark.parametrize(
    "body",
    [
        {"score": 44.23, "bucket": "40-49", "scoreDelta": {"dayChange": 0.1}},
        {"score": "44.23", "bucket": "40-49", "scoreDeltas": {"dayChange": "0.1"}},
        {"score": "44.23"},
        {"score": 44.23, "scoreDelta": None},
        {"score": 44.23, "scoreDelta": "up"},
    ],
)
def test_a_score_is_read_in_each_of_its_spellings(body):
    assert read_score(reply(body)) == Reading(
        account_id="1001",
        handle="1001",
        name="score.example",
        address="https://score.example/v2",
        values={"score": 44.23},
    )


@pytest.mark.parametrize(
    "body",
    [{}, [], {"score": None}, {"score": True}, {"score": "high"}, {"score": "NaN"},
     {"score": "1e999"}, {"score": 1e16}, {"score": "1_0"}, {"score": "٤"}, {"score": []}],
)  # fmt: skip
def test_what_is_no_score_is_malformed(body):
    assert error_of(read_score(reply(body))) == ("malformed", "unexpected-shape", False)


def test_a_score_that_is_too_long_or_missing_says_so():
    long = reply({"score": 1, "note": "x" * 70_000})
    assert error_of(read_score(long)) == ("malformed", "too-large", False)
    assert error_of(read_score(reply({}, 404))) == ("not_found", "HTTP 404", False)


def test_a_base_address_and_an_id_are_read():
    typed = {"address": " https://Score.Example/v2/ ", "identity": "1001"}
    assert PROVIDERS["klout"].parse(typed) == SCORE


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": ""}, "address"),
        ({"address": "score.example"}, "address"),
        ({"address": "http://10.0.0.1/v2"}, "address"),
        ({"address": "https://score.example/v2?key=1"}, "address"),
        ({"address": "https://score.example/" + "x" * 600}, "address"),
        ({"identity": ""}, "identity"),
        ({"identity": "../1001"}, "identity"),
        ({"identity": "a b"}, "identity"),
    ],
)
def test_another_shape_is_told_beside_its_field(changes, field):
    typed = {"address": "https://score.example/v2", "identity": "1001"} | changes
    with pytest.raises(InvalidAccount) as caught:
        PROVIDERS["klout"].parse(typed)
    assert caught.value.field == field


NUMBER = {"address": "https://numbers.example/wren.json", "pointer": "/a/0", "name": "Readers"}


def read_number(body, pointer="/a/0"):
    account = PROVIDERS["json_number"].parse(NUMBER | {"pointer": pointer})
    said = body if isinstance(body, bytes) else reply(body)
    return visit("json_number", [account], {"numbers.example/wren.json": said})[0][0]


@pytest.mark.parametrize(
    ("body", "pointer", "value"),
    [
        ({"a": [214]}, "/a/0", 214.0),
        ({"a": [-2.5]}, "/a/0", -2.5),
        ({"a": [" 3e2 "]}, "/a/0", 300.0),
        (7, "", 7.0),
        ({"": 1}, "/", 1.0),
        ({"a/b": {"m~n": 2}}, "/a~1b/m~0n", 2.0),
        ({"~1": 3}, "/~01", 3.0),
    ],
)
def test_a_pointer_leads_to_the_number(body, pointer, value):
    answer = read_number(body, pointer)
    assert (answer.values, answer.handle, answer.name) == ({"value": value}, "Readers", "Readers")


@pytest.mark.parametrize("body", [{}, {"a": []}, {"a": {"b": 1}}, {"a": 1}, []])
def test_nothing_at_the_pointer_is_not_found(body):
    assert error_of(read_number(body)) == ("not_found", "nothing-at-pointer", False)


@pytest.mark.parametrize("what", [True, "many", {}, [], "0x10", "", 1e15 + 1])
def test_what_is_not_a_number_says_so(what):
    assert error_of(read_number({"a": [what]})) == ("malformed", "not-a-number", False)


def test_a_number_that_is_null_is_kept_back():
    assert error_of(read_number({"a": [None]})) == ("hidden", "null", False)


@pytest.mark.parametrize("token", ["01", "-1", "-", "1", "٠", "0.0", "999999999999"])
def test_an_index_is_a_plain_number_inside_the_list(token):
    with pytest.raises((KeyError, IndexError)):
        follow([1], f"/{token}")


def test_two_places_in_one_document_are_two_accounts():
    body = {"a": [1], "b": 2}
    assert read_number(body).account_id != read_number(body, "/b").account_id
    assert read_number(body).account_id == read_number({"a": [5]}).account_id


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "ftp://a.example/"}, "address"),
        ({"pointer": "a/0"}, "pointer"),
        ({"pointer": "/a~2"}, "pointer"),
        ({"pointer": "/a~"}, "pointer"),
        ({"pointer": "/" + "a" * 500}, "pointer"),
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
    ],
)
def test_another_shape_of_number_is_told_beside_its_field(changes, field):
    with pytest.raises(InvalidAccount) as caught:
        PROVIDERS["json_number"].parse(NUMBER | changes)
    assert caught.value.field == field


def test_a_number_by_hand_is_never_visited():
    by_hand = PROVIDERS["by_hand"]
    account = by_hand.parse({"name": " Letter subscribers "})
    assert account == Account("Letter subscribers", "", settings={"name": "Letter subscribers"})
    assert by_hand.needs_visits is False
    answers, server = visit("by_hand", [account], {})
    assert error_of(answers[0]) == ("refused", "typed-in-by-hand", True)
    assert server.asked == []
    with pytest.raises(InvalidAccount):
        by_hand.parse({"name": "\x00"})
