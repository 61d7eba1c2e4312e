"""Figures of a run that are worth keeping: bench/results, one file a drill or benchmark."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from typing import Any

from tests.support.variables import ROOT

RESULTS = ROOT / "bench" / "results"


def keep_figures(name: str, figures: dict[str, Any]) -> None:
    """Write what was measured, with when and on what kind of machine, in place of the last run."""
    where = {
        "run_on": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_at_the_end": round(os.getloadavg()[0], 1),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps({**where, **figures}, indent=2) + "\n")
