"""What the web process does about languages before it answers."""

from __future__ import annotations

import threading
from typing import Any

from django.conf import settings
from django.utils.translation import trans_real


def leave_out_empty_catalogues() -> None:
    """Look up no string where there are no words.

    Behind British English stand the English catalogues of Django and of each app, all of them
    empty, since English is what the code is written in. Asking five of them in vain for each of a
    page's three hundred strings took a twentieth of its time.
    """
    for code, _name in settings.LANGUAGES:
        link: Any = trans_real.translation(code)
        while (behind := link._fallback) is not None:  # there is no public way
            if any(behind._catalog.keys()):  # the header alone has an empty key
                link = behind
            else:
                link._fallback = behind._fallback


def keep_language_by_thread() -> None:
    """Keep the language that is on in a thread's own storage.

    Django keeps it where tasks of one thread would not see each other's, at eight times the price;
    a page asks for it five hundred times, and each of our threads answers one request at a time.
    """
    trans_real._active = threading.local()  # type: ignore[attr-defined]  # there is no public way
