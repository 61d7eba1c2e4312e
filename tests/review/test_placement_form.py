"""Where numbers may stand is printed as the form prints it."""

import pytest
from django.http import QueryDict

from apps.journal.markdown import passages
from apps.review.figures import figures_for_week
from apps.review.placement_form import PlacementForm, print_places
from tests.review.test_figures import finished
from tests.support.factories import make_metric, make_source, measure
from tests.support.review import NOW, WEEK, make_numbers, sundays

pytestmark = pytest.mark.django_db

WORDS = "Replies, & <b>more</b>.\n\nOnce more.\n\nOnce more."


@pytest.fixture
def figures():
    user, _metrics = make_numbers()
    number = make_source(user, "by_hand", name="Letters <i>sent</i>")
    measure(make_metric(number), sundays(WEEK, [1, 2]), origin="typed_in")
    finished(user, WEEK)
    return figures_for_week(user, WEEK, now=NOW)


def test_nothing_chosen_prints_what_the_form_prints(figures):
    blocks = passages(WORDS)
    form = PlacementForm(blocks, figures, QueryDict("nothing=sent"))
    assert form.is_valid()
    rows = [f'<div class="item">{one.label_tag(label_suffix="")}\n{one}</div>' for one in form]
    assert print_places(blocks, figures) == "".join(rows)
    assert "Letters &lt;i&gt;sent&lt;/i&gt;" in rows[0]


def test_a_passage_that_is_said_twice_is_asked_for_once(figures):
    printed = print_places(passages(WORDS), figures)
    assert printed.count("<select") == 2
    assert printed.count("Passage 3, “Once more.…”") == 1
