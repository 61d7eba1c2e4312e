"""Bring the database up to date, and in local mode make the demo person when there is none."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

DEMO_EMAIL = "wren@example.com"


def main() -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    if settings.LOCAL and not get_user_model().objects.filter(email=DEMO_EMAIL).exists():
        print("Making the demo person, two years of weeks", flush=True)
        call_command("demo")


if __name__ == "__main__":
    main()
