# `make run` and `make test` need make and Python 3.11 or later; the rest is installed in .venv.
.PHONY: help run install lint format test drill audit screenshots bench bench-pages bench-collect ready ready-tests

PY = .venv/bin/python

help:
	@echo "make run          start Sidenote on http://localhost:8000 (PORT=8080 make run for another port)"
	@echo "make test         lint, types, every test on SQLite, PostgreSQL, Redis and Chromium"
	@echo "make install      the whole environment in .venv, the tests' part included"
	@echo "make lint         style, types, templates, settings, migrations"
	@echo "make format       put the code in order"
	@echo "make drill        the long fault drills, with limits in seconds"
	@echo "make audit        known weaknesses of what is installed, and keys left in files"
	@echo "make screenshots  each page of the demo person, as pictures"
	@echo "make bench        how long pages take"
	@echo "make bench-pages  how long pages take beside bare views, on both databases"
	@echo "make bench-collect how fast numbers are collected, beside a bare loop"

ready:
	@python=$$(sh bin/find-python) && "$$python" bin/install.py

ready-tests:
	@python=$$(sh bin/find-python) && "$$python" bin/install.py --tests

run: ready
	@exec $(PY) bin/run.py

install: ready-tests

lint: ready-tests
	@exec $(PY) bin/test.py lint

format: ready-tests
	@$(PY) -m ruff check --fix-only --quiet .
	@exec $(PY) -m ruff format .

test: ready-tests
	@exec $(PY) bin/test.py

drill: ready-tests
	@exec $(PY) bin/test.py drill

audit: ready-tests
	@$(PY) -m pytest -q tests/security/test_secrets.py
	@command -v pip-audit >/dev/null || { echo "pip-audit is missing: pipx install pip-audit" >&2; exit 1; }
	@exec pip-audit --disable-pip --require-hashes -r requirements.txt -r requirements-dev.txt

screenshots: ready-tests
	@exec $(PY) bin/screenshots.py

bench: ready-tests
	@exec $(PY) bench/run.py

bench-pages: ready-tests
	@exec $(PY) bench/pages.py

bench-collect: ready-tests
	@exec $(PY) bench/collect.py
