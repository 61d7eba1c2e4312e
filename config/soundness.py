"""What has to be right before a process answers or works: Django's own checks, each time it starts.

In production those of `check --deploy` are among them. A warning is for `make lint`; an error stops
the start, with what is wrong on standard error.
"""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured


def refuse_unsound() -> None:
    """Raise ImproperlyConfigured when a check finds an error."""
    found = run_checks(include_deployment_checks=not settings.LOCAL)
    told = [str(one) for one in found if one.is_serious() and not one.is_silenced()]
    if told:
        sys.stderr.write("\n".join(["Sidenote does not start:", *told, ""]))
        raise ImproperlyConfigured("the checks found errors")


def stop_unsound(**_of_the_signal: Any) -> None:
    """The same for Celery, whose signals go on after any other exception."""
    try:
        refuse_unsound()
    except ImproperlyConfigured:
        raise SystemExit(1) from None
