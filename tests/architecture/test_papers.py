"""The papers say what the code does: processes, variables, vendored files."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest
import yaml

from tests.support.variables import ROOT, names_in, settings_variables

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {"release", "web", "worker", "beat"}
# Read by the Procfile's shell and by compose itself, never by the settings.
OUTSIDE = {"POSTGRES_PASSWORD", "PUBLISH"}


def procfile(name: str = "Procfile") -> dict[str, str]:
    lines = (ROOT / name).read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if line)


def documented() -> set[str]:
    text = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^#?\s?([A-Z][A-Z_]+)=", text, re.MULTILINE))


def test_compose_has_the_processes_of_the_procfile_and_two_stores() -> None:
    assert set(SERVICES) == set(procfile()) | {"db", "redis"}
    assert set(procfile()) == OURS


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_runs_the_procfile_s_command(name: str) -> None:
    command = [part.replace("$$", "$") for part in SERVICES[name]["command"]]
    assert command == ["sh", "-c", procfile()[name]]


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_knows_every_variable_that_it_is_given(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= settings_variables()


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_is_built_from_the_one_dockerfile(name: str) -> None:
    assert SERVICES[name]["build"] == "."


@pytest.mark.parametrize("name", ["web", "worker", "beat", "db", "redis"])
def test_a_service_that_stays_up_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_what_is_stored_lies_on_a_named_volume() -> None:
    stores = [volume.split(":")[0] for volume in SERVICES["db"]["volumes"]]
    assert set(stores) <= set(COMPOSE["volumes"])


def test_every_variable_is_documented_and_no_other() -> None:
    assert documented() - OUTSIDE == settings_variables()


def test_compose_passes_on_what_env_example_names() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert set(re.findall(r"\$\{([A-Z_]+)", text.replace("$$", ""))) <= documented()


def test_variables_are_found_in_every_form_of_call() -> None:
    source = 'env.str("A")\nenv.db("B" if x else "C", default=y)\nother.str("D")'
    assert names_in(source) == {"A", "B", "C"}


@pytest.mark.parametrize("folder", ["tests/browser/vendor", "static/vendor"])
def test_a_vendored_file_is_the_one_recorded(folder: str) -> None:
    record = ROOT / folder / "vendor.json"
    if not record.exists():
        assert not (ROOT / folder).exists()
        return
    for package in json.loads(record.read_text()).values():
        for name, digest in package["files"].items():
            assert hashlib.sha256((ROOT / folder / name).read_bytes()).hexdigest() == digest
