"""Words come first, and no word is lost because a number was."""

import re

from django.apps import apps
from django.db import models
from django.urls import reverse

from apps.metrics.models import Metric, Source
from apps.review.models import FrozenReading, Placement
from tests.principles.conftest import LAST_DAY
from tests.support.pages import read

ROOMS = ("journal", "goals", "review")
WRITTEN = (models.CharField, models.TextField, models.JSONField)


def words():
    """Every text of the rooms that hold words, by model and row; a kept reading is a number."""
    found = {}
    for room in ROOMS:
        for model in set(apps.get_app_config(room).get_models()) - {FrozenReading}:
            names = [one.name for one in model._meta.fields if isinstance(one, WRITTEN)]
            for row in model.objects.values("pk", *names):
                found[model.__name__, row.pop("pk")] = row
    return found


def test_in_every_week_words_stand_before_their_numbers(client, every_page):
    seen = 0
    for page in read(client, every_page["review:week"]).values():
        for passage in re.findall(r'<section class="row passage.*?</section>', page, re.S):
            if "<data" in passage:
                assert 0 <= passage.index('class="text"') < passage.index('class="margin"')
                assert passage.index('class="margin"') < passage.index("<data")
                seen += 1
        if "<data" in page:
            assert page.index("<h1") < page.index('class="row passage') < page.index("<data")
    assert seen > 2


def test_no_word_is_lost_when_every_source_is_erased(wren, client, every_page):
    entry = wren.entries.written().newest_first()[0]
    metric = Metric.objects.filter(source__user=wren)[0]
    Placement.objects.create(
        entry=entry, metric=metric, metric_label=metric.full_label, block="0" * 64
    )
    before = words()
    for source in Source.objects.filter(user=wren):
        client.post(reverse("metrics:source_remove", args=[source.pk]), {"numbers": "erase"})
    assert list(Metric.objects.filter(source__user=wren)) == []
    assert words() == before
    names = ("review:week", "review:first_take", "review:goal_list", "review:goal")
    pages = read(client, [one for name in names for one in every_page[name]])
    assert all("<data" not in page for page in pages.values())


def test_a_sidenote_is_read_on_its_week_when_its_number_is_gone(wren, client):
    note = wren.sidenotes.filter(last_day__lte=LAST_DAY).order_by("-last_day")[0]
    Source.objects.filter(user=wren).delete()
    week = note.last_day.isocalendar()
    page = client.get(f"/weeks/{week.year}-W{week.week:02d}/").content.decode()
    assert note.text.split("’")[0] in page
