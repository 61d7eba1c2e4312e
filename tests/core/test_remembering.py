from django.utils.translation import gettext, override

from apps.core.remembering import Memory, remember_in_each_language


def test_what_is_kept_is_recalled_until_it_is_forgotten():
    memory = Memory(2, seconds=60)
    memory.keep("a", 1)
    assert [memory.recall("a"), memory.recall("b")] == [1, None]
    memory.forget()
    assert memory.recall("a") is None


def test_what_was_kept_longest_ago_makes_room():
    memory = Memory(2, seconds=60)
    memory.keep("a", 1)
    memory.keep("b", 2)
    memory.keep("a", 3)
    memory.keep("c", 4)
    assert [memory.recall(key) for key in "abc"] == [3, None, 4]


def test_a_key_that_is_kept_again_has_the_later_value():
    memory = Memory(1, seconds=60)
    memory.keep("a", 1)
    memory.keep("a", 2)
    assert memory.recall("a") == 2


def test_nothing_is_kept_for_longer_than_was_said():
    now = 0.0
    memory = Memory(2, seconds=60, clock=lambda: now)
    memory.keep("a", 1)
    now = 60.0
    assert memory.recall("a") == 1
    now = 61.0
    assert memory.recall("a") is None


def test_what_is_older_is_gone_with_whatever_is_kept_or_asked_for_next():
    now = 0.0
    memory = Memory(3, seconds=60, clock=lambda: now)
    memory.keep("a", 1)
    now = 30.0
    memory.keep("b", 2)
    now = 61.0
    memory.keep("c", 3)
    assert list(memory._kept) == ["b", "c"]
    now = 91.0
    memory.recall("c")
    assert list(memory._kept) == ["c"]


def test_everything_that_any_memory_keeps_is_forgotten():
    memories = [Memory(2, seconds=60) for _ in range(2)]
    for memory in memories:
        memory.keep("a", 1)
    Memory.forget_everything()
    assert [memory.recall("a") for memory in memories] == [None, None]


def test_words_are_worked_out_once_in_each_language():
    asked = []

    @remember_in_each_language
    def month(number):
        asked.append(number)
        return gettext("January") if number == 1 else ""

    told = []
    for language in ("de", "es", "de"):
        with override(language):
            told.append(month(1))
    assert (told, asked) == (["Januar", "enero", "Januar"], [1, 1])
