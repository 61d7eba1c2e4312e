"""Is the web process well, or the clock? For the health checks of docker-compose.yml.

`python bin/healthcheck.py web` asks /healthz under the site's own name, past the proxy.
`python bin/healthcheck.py beat` looks at when the clock last left its note. Exits 1 if not well.
"""

import os
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

QUIET = 15 * 60  # seconds; the clock leaves its note every minute


def web() -> bool:
    host = urllib.parse.urlsplit(os.environ.get("SITE_URL", "http://localhost")).hostname
    address = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}/healthz"
    request = urllib.request.Request(address, headers={"Host": host or "localhost"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return bool(answer.status == 200)


def beat() -> bool:
    notes = Path(os.environ.get("VAR_DIR") or "var").glob("beat*")
    return any(time.time() - file.stat().st_mtime < QUIET for file in notes)


if __name__ == "__main__":
    try:
        well = {"web": web, "beat": beat}[sys.argv[1]]()
    except OSError as error:
        sys.exit(str(error))
    sys.exit(not well)
