from __future__ import annotations

from zoneinfo import available_timezones

from apps.accounts.zones import zone_choices, zone_names


def test_every_zone_of_the_machine_can_be_chosen_once():
    offered = [name for _, zones in zone_choices() for name, _ in zones]
    assert sorted(offered) == sorted(zone_names())
    assert available_timezones() - zone_names() <= {"Factory", "localtime"}


def test_utc_comes_first():
    assert zone_choices()[0][1][0] == ("UTC", "UTC")


def test_a_place_is_said_without_underscores():
    america = dict(dict(zone_choices())["America"])
    assert america["America/Argentina/Buenos_Aires"] == "Argentina, Buenos Aires"
