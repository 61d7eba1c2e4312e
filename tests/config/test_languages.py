"""A string of a page asks no catalogue that has no words."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.utils.translation import get_language, gettext, override, trans_real

from config.languages import keep_language_by_thread, leave_out_empty_catalogues


def catalogues(code):
    found, link = [], trans_real.translation(code)
    while link is not None:
        found.append(link)
        link = link._fallback
    return found


def test_catalogues_without_words_are_left_out_and_no_others():
    (code,) = [code for code, _name in settings.LANGUAGES]
    first, *behind = catalogues(code)
    with_words = [one for one in behind if any(one._catalog.keys())]
    assert len(with_words) < len(behind)
    leave_out_empty_catalogues()
    try:
        assert catalogues(code) == [first, *with_words]
    finally:
        trans_real._translations.clear()


def test_what_is_said_stays_the_same():
    (code,) = [code for code, _name in settings.LANGUAGES]
    said = {text: trans_real.translation(code).gettext(text) for text in _texts(code)}
    leave_out_empty_catalogues()
    try:
        assert {text: trans_real.translation(code).gettext(text) for text in said} == said
    finally:
        trans_real._translations.clear()


def _texts(code):
    keys = [key for one in catalogues(code) for key in dict(one._catalog.items())]
    return ["Skip to the page", *(key for key in keys if key and isinstance(key, str))]


def test_any_other_language_keeps_what_stands_behind_it(settings):
    settings.LANGUAGES = [("de", "Deutsch"), *settings.LANGUAGES]
    leave_out_empty_catalogues()
    try:
        assert catalogues("de")[1:] == catalogues(settings.LANGUAGE_CODE)
        assert trans_real.translation("de").gettext("January") == "Januar"
    finally:
        trans_real._translations.clear()


@pytest.fixture
def by_thread():
    usual = trans_real._active
    keep_language_by_thread()
    yield
    trans_real._active = usual


def test_each_thread_keeps_a_language_of_its_own(by_thread):
    with override("de"), ThreadPoolExecutor(1) as other:
        assert (gettext("January"), get_language()) == ("Januar", "de")
        assert other.submit(get_language).result() == settings.LANGUAGE_CODE
    assert get_language() == settings.LANGUAGE_CODE


def test_a_language_within_another_ends_with_it(by_thread):
    with override("de"):
        with override("fr"):
            assert gettext("January") == "janvier"
        with override(None):
            assert get_language() is None
        assert gettext("January") == "Januar"
