"""What docker-compose.yml sets for itself, whatever .env says."""

from __future__ import annotations

import yaml

from tests.support.variables import ROOT

SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_the_web_service_listens_where_compose_looks_for_it():
    inside = SERVICES["web"]["ports"][0].rpartition(":")[2]
    assert SERVICES["web"]["environment"]["PORT"] == inside


def test_the_web_service_shares_the_others_environment():
    rest = {k: v for k, v in SERVICES["web"]["environment"].items() if k != "PORT"}
    assert rest == SERVICES["worker"]["environment"]
