"""Nothing anywhere counts what was not written, and no page keeps score of a person's weeks."""

import ast
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.support.factories import make_user
from tests.support.pages import TOKEN
from tests.support.review import NOW, WEEK
from tests.support.variables import ROOT

LONG = 137
"""Weeks that nobody wrote in: more than a year has, so that no week bears the number."""
SCORE = re.compile(
    r"\b(streaks?|missed|in a row|badges?|consecutive(ly)?|well done|congratulations|good job"
    r"|great job|keep it up|catch up|unwritten weeks?|weeks? since"
    r"|haven[’']t written|welcome back|trophy|achievements?|level up)\b",
    re.IGNORECASE,
)
# What the landing page says will never be here.
PROMISES = {"templates/review/landing.html"}
# A network's own word for what it counts.
QUOTED = {"apps/providers/stack_exchange.py"}
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
SAME = (
    "review:home",
    "review:write_now",
    "review:goal_list",
    "journal:deck_list",
    "journal:deck_built_in",
    "journal:quality_list",
    "metrics:source_list",
    "accounts:preferences",
)


@pytest.fixture(autouse=True)
def _on_a_wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


def pages_of(weeks):
    """Return {route: text} for somebody who came that many weeks ago and wrote nothing."""
    user = make_user(
        email=f"blank{weeks}@example.org",
        display_name="Blank",
        date_joined=NOW - timedelta(weeks=weeks),
    )
    client = Client()
    client.force_login(user)
    pages = {name: client.get(reverse(name), follow=True) for name in SAME}
    pages["review:week_list"] = client.get(reverse("review:week_list"))
    for name in ("review:week", "review:write"):
        pages[name] = client.get(reverse(name, args=[WEEK]))
    texts = {name: TOKEN.sub(r"\1", page.content.decode()) for name, page in pages.items()}
    User.objects.filter(pk=user.pk).delete()
    return {
        name: re.sub(rf'blank{weeks}@|data-person="\d+"', "", text) for name, text in texts.items()
    }


def prompts_out(text):
    """Return a page without the prompt, which is each person's own."""
    return re.sub(r'<ul class="prompts">.*?</ul>', "", text, flags=re.DOTALL)


@pytest.mark.django_db
def test_a_page_is_the_same_after_two_blank_weeks_and_after_many():
    few, many = pages_of(2), pages_of(LONG)
    assert [name for name in SAME if prompts_out(few[name]) != prompts_out(many[name])] == []


@pytest.mark.django_db
def test_no_page_tells_how_many_weeks_were_not_written():
    for name, page in pages_of(LONG).items():
        text = re.sub(r"<[^>]*>", " ", page)
        assert (name, re.findall(r"\b1[34]\d\b", text)) == (name, [])


def shown(path):
    """Return the words of a source file that a page may show."""
    text = path.read_text()
    if path.suffix == ".html":
        return COMMENT.sub("", text)
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    words = [
        argument.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in GETTEXT
        for argument in call.args
        if isinstance(argument, ast.Constant)
    ]
    return "\n".join(map(str, words))


def test_no_word_on_a_page_keeps_score_of_weeks():
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "apps").rglob("*.py")]
    assert len(files) > 200
    found = {
        str(path.relative_to(ROOT)): [one[0] for one in SCORE.finditer(shown(path))]
        for path in files
        if "sandbox" not in path.parts
    }
    assert {name for name, words in found.items() if words} == PROMISES | QUOTED


@pytest.mark.parametrize("words", ["A streak of 4", "You missed week 3", "5 weeks in a row"])
def test_the_check_sees(words, tmp_path):
    page, module = tmp_path / "a.html", tmp_path / "a.py"
    page.write_text(f'<p>{{% translate "{words}" %}}</p>')
    module.write_text(f'said = _("{words}")\nother = "{words}"\n')
    assert [len(SCORE.findall(shown(one))) for one in (page, module)] == [1, 1]
