from apps.core.remembering import Memory


def test_what_is_kept_is_recalled_until_it_is_forgotten():
    memory = Memory(2)
    memory.keep("a", 1)
    assert [memory.recall("a"), memory.recall("b")] == [1, None]
    memory.forget()
    assert memory.recall("a") is None


def test_what_was_asked_for_longest_ago_makes_room():
    memory = Memory(2)
    memory.keep("a", 1)
    memory.keep("b", 2)
    memory.recall("a")
    memory.keep("c", 3)
    assert [memory.recall(key) for key in "abc"] == [1, None, 3]


def test_a_key_that_is_kept_again_has_the_later_value():
    memory = Memory(1)
    memory.keep("a", 1)
    memory.keep("a", 2)
    assert memory.recall("a") == 2
