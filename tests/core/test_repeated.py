"""The tags that take the place of Django's say what Django's say."""

import pytest
from django.template import Context, Engine
from django.utils.translation import override

from apps.core.weeks import Week

OURS = ["django.templatetags.i18n", "django.templatetags.static", "apps.core.templatetags.repeated"]
GIVEN = {
    "pk": 3,
    "week": Week(2026, 47),
    "tag": "a & b/ü",
    "words": "January",
    "name": "<x>",
    "view": "review:trend",
}


def printed(text, builtins, given=GIVEN):
    return Engine(builtins=builtins).from_string(text).render(Context(given))


@pytest.mark.parametrize(
    "text",
    [
        "{% url 'review:home' %}",
        "{% url 'review:trend' pk %}",
        "{% url 'review:trend' metric=pk %}",
        "{% url 'review:week' week %}",
        "{% url 'review:trend' pk as at %}<{{ at }}>",
        "{% url 'no:such' as at %}<{{ at }}>",
        "{% url 'review:home'|lower %}",
        "{% url view pk %}",
        "{% blocktranslate with name=name %}100% of {{ name }}{% endblocktranslate %}",
        "{% blocktranslate with a=name|upper b=pk %}{{ b }} {{ a }} {{ b }}{% endblocktranslate %}",
        "{% blocktranslate %}January{% endblocktranslate %}",
        "{% blocktranslate %}{{ name }} of {{ nothing }}{% endblocktranslate %}",
        "{% blocktranslate with name=nothing %}<{{ name }}>{% endblocktranslate %}",
        "{% blocktranslate trimmed %}\n January\n {% endblocktranslate %}",
        "{% blocktranslate context 'x' with name=name %}{{ name }}{% endblocktranslate %}",
        "{% blocktranslate with name=name asvar at %}{{ name }}{% endblocktranslate %}<{{ at }}>",
        "{% blocktranslate count n=pk with name=name %}a {{ name }}"
        "{% plural %}{{ n }} {{ name }}{% endblocktranslate %}",
        "{% autoescape off %}{% blocktranslate with name=name %}{{ name }}{% endblocktranslate %}"
        "{% endautoescape %}",
        "{% blocktranslate with pk=name %}{{ pk }}{% endblocktranslate %}{{ pk }}",
        "{% translate 'January' %}",
        "{% translate words %}",
        "{% translate 'January' noop %}",
        "{% translate 'January'|lower %}",
        "{% translate 'January' as month %}<{{ month }}>",
        '{% translate "100% <b>of</b> “these” & it\'s" %}',
        "{% translate name %}",
        "{% static 'css/app.css' %}",
        "{% static 'css/app.css' as at %}<{{ at }}>",
    ],
)
def test_they_print_the_same(text):
    for language in ("en-gb", "de"):
        with override(language):
            assert printed(text, OURS) == printed(text, OURS[:2])


def test_each_look_has_its_own_arguments_and_language():
    text = "{% url 'review:week' week %} {% translate 'January' %}"
    told = []
    for number, language in ((47, "en-gb"), (46, "de"), (47, "de")):
        with override(language):
            told.append(printed(text, OURS, {"week": Week(2026, number)}))
    assert told == [
        "/weeks/2026-W47/ January", "/weeks/2026-W46/ Januar", "/weeks/2026-W47/ Januar",
    ]  # fmt: skip
