"""Three ways to begin a week's page, and how what a frame asked is found again in the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from apps.accounts.models import User
from apps.core.text import is_blank
from apps.core.weeks import Week
from apps.journal.deck_models import ChosenFrame
from apps.journal.prompts import BEFORE_YOU_LOOK

Name = ChosenFrame.Frame
WHAT, SO_WHAT, NOW_WHAT = _("What?"), _("So what?"), _("Now what?")


@dataclass(frozen=True)
class Frame:
    """A way to begin: `opening` goes into an empty body, `questions` stand beside the page."""

    opening: tuple[str | Promise, ...]
    questions: tuple[str | Promise, ...]

    @property
    def text(self) -> str:
        """The opening with room to write under each line."""
        return "\n\n\n".join(str(line) for line in self.opening) + "\n\n" if self.opening else ""


FRAMES = {
    Name.BLANK: Frame((), (BEFORE_YOU_LOOK.text,)),
    Name.WHAT: Frame(
        (WHAT, SO_WHAT, NOW_WHAT),
        (
            _("What? What happened, and who was there?"),
            _("So what? Why does it stay with you?"),
            _("Now what? What would you like to do with it, if anything?"),
        ),
    ),
    Name.LETTER: Frame(
        (_("Dear friend,"),),
        (_("What would you tell a friend who was not there, and in which tone?"),),
    ),
}


def chosen_frame(user: User, week: Week) -> tuple[Name, bool]:
    """Return the week's frame, else the one chosen last, and whether it was for this week."""
    is_here = Case(When(year=week.year, number=week.number, then=Value(1)), default=Value(0))
    rows = ChosenFrame.objects.filter(user=user).annotate(is_here=is_here)
    found = rows.order_by("-is_here", "-chosen_at", "-pk").first()
    return (Name(found.frame), found.week == week) if found else (Name.BLANK, False)


def choose_frame(*, user: User, week: Week, frame: Name, now: datetime) -> None:
    """Remember how the person began a week."""
    ChosenFrame.objects.update_or_create(
        user=user,
        year=week.year,
        number=week.number,
        defaults={"frame": frame, "chosen_at": now},
    )


def with_opening(body: str, frame: Name) -> str:
    """Return the body with the frame's opening where it is empty, or has another opening alone."""
    bare = body.strip()
    is_untouched = is_blank(body) or any(bare == one.text.strip() for one in FRAMES.values())
    return FRAMES[frame].text if is_untouched else body


def now_what(body: str) -> str:
    """Return what stands under the last "Now what?" of a body, as it was written; else nothing.

    The line may have been made a heading, emphasised or lost its question mark. What stands under
    it ends with the body, or where the frame's first questions are asked again.
    """
    lines = body.split("\n")
    asked = [_bare(line) for line in lines]
    third, others = _said(NOW_WHAT), _said(WHAT, SO_WHAT)
    starts = [n for n, line in enumerate(asked) if line in third]
    if not starts:
        return ""
    first = starts[-1] + 1
    end = next((n for n in range(first, len(lines)) if asked[n] in others), len(lines))
    words = "\n".join(lines[first:end]).strip()
    return "" if is_blank(words) else words


def _bare(line: str) -> str:
    """Return a line without the marks of a heading or of emphasis, and its closing mark."""
    return re.sub(r"^[#>*_\s]+|[*_\s:?.…？]+$", "", line).casefold()


def _said(*asked: Promise) -> set[str]:
    """Return how lines of a frame may stand in a body: in the page's language, and in English."""
    here = {_bare(str(line)) for line in asked}
    with override("en-gb"):
        return here | {_bare(str(line)) for line in asked}
