"""Settings with an error that `check --deploy` finds; for test_soundness.py."""

from config.settings import *  # noqa: F403

SECURE_REFERRER_POLICY = "whatever"
