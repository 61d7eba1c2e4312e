"""What is kept, where, for how long, and who can see it: from the settings that decide it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from apps.journal import bin as binned
from apps.portability import exporting, leaving

BACKUP_DAYS = 30
"""What docs/self-hosting.md asks operators to keep to."""


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is kept."""

    slug: str
    name: str
    what: str
    where: str
    how_long: str
    who: str


@dataclass(frozen=True)
class KeptPage:
    """Everything that the page says."""

    operator: str
    host: str
    is_local: bool
    kinds: list[Kept]
    bin_days: int
    leaving_days: int
    backup_days: int


def kept_page() -> KeptPage:
    """Compose the page from this copy's own settings."""
    return KeptPage(
        operator=settings.SITE_OPERATOR,
        host=settings.SITE_URL.partition("//")[2],
        is_local=settings.LOCAL,
        kinds=[_words(), _numbers(), _keys(), _signing_in(), _browser(), _mail(), _log(), _file()],
        bin_days=binned.KEPT_FOR.days,
        leaving_days=leaving.DAYS_TO_STAY.days,
        backup_days=BACKUP_DAYS,
    )


def _database() -> str:
    if connection.vendor == "sqlite":
        return (
            _("In one SQLite file on this machine.") if settings.LOCAL else _("In a SQLite file.")
        )
    return _("In a PostgreSQL database.")


def _you_and_operator() -> str:
    if settings.LOCAL:
        return _("You, and whoever can open files on this machine.")
    return _(
        "You. No page shows it to anybody else. Whoever runs the machine can read the database."
    )


def _words() -> Kept:
    return Kept(
        "words",
        _("Your words"),
        _("Weeks with their versions and first takes, moments, goals, check-ins, notes, prompts."),
        _database(),
        _("Until you delete them. A page in the bin goes after %(days)s days.")
        % {"days": binned.KEPT_FOR.days},
        _you_and_operator(),
    )


def _numbers() -> Kept:
    return Kept(
        "numbers",
        _("Numbers"),
        _(
            "What your places told on each day, your own posts of those weeks, and how each visit"
            " ended. Of other people nothing is kept: no followers, no names."
        ),
        _database(),
        _("Until you erase a source’s numbers, or leave."),
        _you_and_operator(),
    )


def _keys() -> Kept:
    return Kept(
        "keys",
        _("Keys that you give"),
        _("The key or token of a place that wants one."),
        _("In the database, locked with a key that is kept outside it."),
        _(
            "Until you replace it, forget it, or remove the source. When you leave, until the place"
            " has revoked it, a day at most."
        ),
        _("Nobody is shown it again, you included. It is sent to that place alone."),
    )


def _signing_in() -> Kept:
    return Kept(
        "signing-in",
        _("Signing in"),
        _(
            "Your e-mail address, a name if you gave one, your time zone and preferences; your"
            " password as a hash; which browsers are signed in; counts of attempts, under a hash."
        ),
        _database(),
        _("The account until you leave. A sign-in lasts %(days)s days; counts last minutes.")
        % {"days": settings.SESSION_COOKIE_AGE // 86_400},
        _("You. Administrators see that there is an account, and never what is written in it."),
    )


def _browser() -> Kept:
    return Kept(
        "browser",
        _("In your browser"),
        _(
            "A cookie that says who is signed in, one against forged forms, one for light or dark;"
            " and words that could not be sent yet."
        ),
        _("In this browser, on your device."),
        _("Unsent words until they are sent, seven days at most after you sign out."),
        _("Whoever uses this browser. There are no cookies of anybody else’s, and no counting."),
    )


def _mail() -> Kept:
    return Kept(
        "mail",
        _("Mail"),
        _(
            "Mail about signing in, a reminder if you ask for one, and about leaving. No words and"
            " no numbers of yours are ever in it."
        ),
        _("In files in the folder var/mail on this machine.")
        if settings.LOCAL
        else _("Handed to %(host)s and not kept here.") % {"host": settings.EMAIL_HOST},
        _("Until you delete the files.") if settings.LOCAL else _("Here, not at all."),
        _("You.") if settings.LOCAL else _("You, and whoever runs the mail servers on the way."),
    )


def _log() -> Kept:
    return Kept(
        "log",
        _("The log"),
        _(
            "Of each request its kind, the name of the page, numbers of rows, and how long it took."
            " No addresses, no searches, no words."
        ),
        _("Printed on this machine.") if settings.LOCAL else _("Wherever the operator keeps logs."),
        _("As long as the operator keeps it."),
        _("Whoever runs the machine."),
    )


def _file() -> Kept:
    return Kept(
        "file",
        _("The file with everything"),
        _("If you ask for it: all of the above that is yours, in one file. No keys are in it."),
        _("In a folder that this program alone may read."),
        _("%(hours)s hours, or until you fetch it.")
        % {"hours": round(exporting.KEPT_FOR.total_seconds() / 3600)},
        _("You, once."),
    )
