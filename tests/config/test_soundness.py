"""A process with an error in its settings says which, and does not start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.config.starting import PRODUCTION
from tests.support.variables import ROOT, settings_variables

WEB = "import config.wsgi"
SIGNAL = """
import django
django.setup()
import config.celery
from celery.signals import beat_init, worker_init
{}.send(sender=None)
"""
PROCESSES = {
    "web": WEB,
    "worker": SIGNAL.format("worker_init"),
    "clock": SIGNAL.format("beat_init"),
}


def start(tmp_path, code, settings):
    inherited = {k: v for k, v in os.environ.items() if k not in settings_variables()}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            **inherited,
            **PRODUCTION,
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": settings,
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", PROCESSES)
def test_an_error_stops_the_start_and_is_named(tmp_path, name):
    done = start(tmp_path, PROCESSES[name], "tests.config.unsound")
    assert done.returncode == 1
    assert "Sidenote does not start:" in done.stderr
    assert "(security.E023)" in done.stderr


def test_the_settings_of_production_start(tmp_path):
    done = start(tmp_path, WEB, "config.settings")
    assert (done.returncode, "does not start" in done.stderr) == (0, False)
