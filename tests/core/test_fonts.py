from __future__ import annotations

import base64
import hashlib
import re

from django.conf import settings

FOLDER = settings.BASE_DIR / "static" / "fonts"


def test_each_font_is_the_file_that_its_package_brought():
    recorded = dict(
        re.findall(r"\| (\S+\.woff2) \|.*`(\S+)` \|", (FOLDER / "README.md").read_text())
    )
    found = {
        path.name: base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()
        for path in FOLDER.glob("*.woff2")
    }
    assert found == recorded
