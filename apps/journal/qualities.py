"""The qualities a person values: five to start with, theirs to change."""

from __future__ import annotations

from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.journal.models import Entry, PastName, Quality


def first_five(user: User) -> list[Quality]:
    """Return the five that everybody starts with, not saved."""
    words = [
        ("compassionate", _("Compassionate"), _("Towards others, or yourself.")),
        ("fun", _("Fun"), _("What made you laugh, or play.")),
        ("interesting", _("Interesting"), _("What you’d tell a friend about.")),
        ("open", _("Open"), _("What you let be seen.")),
        ("thought-provoking", _("Thought-provoking"), _("What is still turning over.")),
    ]
    return [
        Quality(user=user, key=key, name=name, hint=hint, position=position)
        for position, (key, name, hint) in enumerate(words, start=1)
    ]


def ensure_qualities(user: User) -> list[Quality]:
    """Return all the person's qualities in order, retired ones too; the first five if none."""
    found = list(Quality.objects.for_user(user).order_by("position", "pk"))
    if found:
        return found
    Quality.objects.bulk_create(first_five(user), ignore_conflicts=True)
    return list(Quality.objects.for_user(user).order_by("position", "pk"))


def qualities_for(user: User, entry: Entry | None) -> list[Quality]:
    """Return what a week's page asks about: current qualities, and retired ones with words there.

    Writes nothing: before anything was saved, the first five are not in the database.
    """
    wanted = Q(retired_at__isnull=True)
    if entry is not None:
        wanted |= Q(pk__in=entry.quality_lines.values("quality"))
    found = list(Quality.objects.for_user(user).order_by("position", "pk").filter(wanted))
    if found or Quality.objects.for_user(user).exists():
        return found
    return first_five(user)


def past_name(at: Combinable, *, of: str = "pk") -> Subquery:
    """Return what a quality was called at a moment; null where it bears that name still.

    `of` is where a row has its quality's id.
    """
    later = PastName.objects.filter(quality=OuterRef(of), until__gt=at).order_by("until", "pk")
    return Subquery(later.values("name")[:1])


def called_then(name: str, then: str | None) -> str:
    """Return the words that an old week says of a quality that bears another name by now."""
    if not then or then == name:
        return ""
    return _("called %(name)s then") % {"name": then}
