"""`{% figure figure "cell" %}`: a number, its words, or a way to it."""

from __future__ import annotations

from django import template

from apps.review.printing import print_figure

register = template.Library()
register.simple_tag(print_figure, name="figure")
