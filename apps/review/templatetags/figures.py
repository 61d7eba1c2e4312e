"""`{% figure figure "cell" %}`: a number, its words, or a way to it; and what trends repeat."""

from __future__ import annotations

from django import template

from apps.review.placement_form import print_places
from apps.review.printing import print_figure
from apps.review.trend_printing import print_multiple, print_row

register = template.Library()
register.simple_tag(print_figure, name="figure")
register.simple_tag(print_row, name="trend_row")
register.simple_tag(print_multiple, name="trend_multiple")
register.simple_tag(print_places, name="places")
