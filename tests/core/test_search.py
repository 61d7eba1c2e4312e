"""What is found, on this run's database; the other run finds the same sets."""

from itertools import islice, product

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.folding import fold, tokens
from apps.core.models import SearchText
from apps.core.search import matching
from apps.core.search_terms import parse_query
from tests.core.search_cases import CASES, TEXTS
from tests.support.factories import make_user
from tests.support.search import index_texts

pytestmark = pytest.mark.django_db


def found(user, asked):
    rows = matching(SearchText.objects.for_user(user), parse_query(asked))
    return set(rows.values_list("kind", flat=True))


def test_each_search_finds_its_texts():
    user = make_user()
    index_texts(user, TEXTS)
    assert {asked: found(user, asked) for asked in CASES} == CASES


def test_nothing_of_anybody_else_s_is_found():
    index_texts(make_user(), {"theirs": "A damp week"})
    user = make_user()
    index_texts(user, {"mine": "A damp week"})
    assert found(user, "damp") == {"mine"}


def test_changed_words_are_found_and_the_earlier_ones_are_not():
    user = make_user()
    index_texts(user, {"one": "A damp week"})
    SearchText.objects.update(folded=fold("A dry month"))
    assert (found(user, "damp"), found(user, "dry")) == (set(), {"one"})


def test_words_that_are_gone_leave_no_trace_in_the_index():
    user = make_user()
    index_texts(user, {"one": "A damp week"})
    user.delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM core_searchwords('damp')")
            assert cursor.fetchone() == (0,)
            cursor.execute(
                "INSERT INTO core_searchwords(core_searchwords) VALUES ('integrity-check')"
            )
    assert not SearchText.objects.exists()


def test_the_databases_own_indexes_hang_on_the_table():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' "
                "AND tbl_name = 'core_searchtext' ORDER BY name"
            )
            hung = [f"core_searchwords_{when}" for when in ("delete", "insert", "update")]
            assert [name for (name,) in cursor.fetchall()] == hung
        else:
            cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'core_searchtext'")
            assert "search_text_lexemes" in {name for (name,) in cursor.fetchall()}


def test_the_longest_text_of_different_words_can_be_kept():
    user = make_user()
    han = "".join(map(chr, range(0x20000, 0x20000 + 100_000)))
    old = [chr(code) for code in range(0x10300, 0x10320)]
    words = " ".join(map("".join, islice(product(old, repeat=3), 25_000)))
    index_texts(user, {"han": han, "words": words})
    assert found(user, han[70_000:70_020]) == {"han"}
    assert found(user, words[-7:]) == {"words"}


# --- against a matcher of a few lines ---


def holds(words, term):
    """Say whether the words of a text hold the words of a term together."""
    wanted, count = term.words, len(term.words)
    for start in range(len(words) - count + 1):
        run = tuple(words[start : start + count])
        if run == wanted:
            return True
        if term.is_prefix and run[:-1] == wanted[:-1] and run[-1].startswith(wanted[-1]):
            return True
    return False


def is_meant(text, asked):
    query, words = parse_query(asked), tokens(text)
    return (
        not query.is_empty
        and all(any(holds(words, term) for term in clause) for clause in query.clauses)
        and not any(holds(words, term) for term in query.without)
    )


PARTS = [
    "a",
    "ab",
    "abc",
    "Ábc",
    "b",
    "ß",
    "ss",
    "東",
    "京",
    "☔",
    "don't",
    "ab-c",
    "12",
    "1",
    "और",
]
SIGNS = ['"', "“", "-", "*", " OR ", "'", "\\", "(", ":", "\x00", " "]
WORDS = st.lists(st.sampled_from([*PARTS, "\n", ","]), max_size=12).map(" ".join)
ANYTHING = st.text(max_size=30)
ASKED = st.lists(st.sampled_from([*PARTS, *SIGNS]), max_size=8).map("".join) | ANYTHING


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(WORDS | ANYTHING, min_size=1, max_size=4), asked=st.lists(ASKED, max_size=6))
def test_the_database_and_a_plain_matcher_agree(texts, asked):
    named = {f"t{n}": text for n, text in enumerate(texts)}
    user = make_user()
    index_texts(user, named)
    for one in asked:
        assert found(user, one) == {name for name, text in named.items() if is_meant(text, one)}
    user.delete()
