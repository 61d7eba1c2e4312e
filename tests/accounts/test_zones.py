from __future__ import annotations

import os
import subprocess
import sys
from zoneinfo import available_timezones

from apps.accounts.zones import zone_choices, zone_names
from tests.support.variables import ROOT


def test_every_zone_of_the_machine_can_be_chosen_once():
    offered = [name for _, zones in zone_choices() for name, _ in zones]
    assert sorted(offered) == sorted(zone_names())
    assert available_timezones() - zone_names() <= {"Factory", "localtime"}


def test_utc_comes_first():
    assert zone_choices()[0][1][0] == ("UTC", "UTC")


def test_a_place_is_said_without_underscores():
    america = dict(dict(zone_choices())["America"])
    assert america["America/Argentina/Buenos_Aires"] == "Argentina, Buenos Aires"


def test_zones_are_known_on_a_machine_that_has_none_of_its_own():
    asked = "from apps.accounts.zones import zone_names; print(len(zone_names()) > 400)"
    bare = {**os.environ, "PYTHONTZPATH": ""}
    command = [sys.executable, "-c", asked]
    said = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=True)
    assert said.stdout == "True\n"
