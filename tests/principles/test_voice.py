"""What Sidenote says is plain: no praise, no playing down, no raised voice."""

import re

import pytest

from tests.support.variables import ROOT

WORDS = r"just|only|unfortunately|simply|oops|sorry|great|awesome|journey|insights?|performance"
UNWANTED = re.compile(rf"\b(?:{WORDS}|engagement|average user)\b|!", re.IGNORECASE)
IN_CODE = re.compile(r'\b(?:gettext_lazy|n?gettext|_)\(\s*((?:f?"[^"\n]*"[\s,]*)+)')
IN_PAGES = re.compile(
    r"{% translate (\"[^\"]*\"|'[^']*')|{% blocktranslate[^%]*%}(.*?){% (?:endblock|plural)",
    re.DOTALL,
)
ASKED = ROOT / "apps/journal/prompts.py"
"""Questions to write from: they sound as people do."""
MEANT = {"This is your only way in."}
CODE = sorted({*(ROOT / "apps").rglob("*.py")} - {ASKED})
PAGES = sorted(
    path for path in (ROOT / "templates").rglob("*.*") if path.suffix in (".html", ".txt")
)


def said(path):
    """Every text of a file that people read."""
    found = (IN_CODE if path.suffix == ".py" else IN_PAGES).findall(path.read_text())
    return [text for one in found for text in ([one] if isinstance(one, str) else one) if text]


@pytest.mark.parametrize("folder", [CODE, PAGES], ids=["code", "pages"])
def test_nothing_is_played_down_praised_or_shouted(folder):
    every = [text for path in folder for text in said(path)]
    loud = [text for text in every if UNWANTED.search(text)]
    assert [text for text in loud if not any(one in text for one in MEANT)] == []
    assert len(every) > 300
