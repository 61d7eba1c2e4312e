"""Words in the form in which they are looked for: one form for every database and every spelling.

Case, accents and width go; ß is ss and ł is l; apostrophes, hyphens and other signs part words;
scripts without spaces are cut into characters; an emoji is a word. Nothing else is known of any
language: no stop words and no stems.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 64
"""The characters of a folded word that count."""

_LETTERS = str.maketrans(
    {
        "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h",
        "ı": "i", "ŋ": "n", "ŧ": "t", "ĸ": "k", "ɨ": "i", "ʉ": "u", "ƶ": "z",
    }
)  # fmt: skip

# Signs above, below and through a letter. Vowel signs of other scripts are letters here.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
# Written without spaces, or with endings that cling: Thai to Burmese, Khmer, kana, Han, Hangul.
_CUT = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u318f"
    "\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U00016fe0-\U00018fff\U0001b000-\U0001b2ff\U00020000-\U0003ffff]"
)
_NO_WIDTH_SPACE = "\u200b"


class _Folds(dict[int, str]):
    """What becomes of each character, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", apart)).translate(_LETTERS)
    return "".join(map(_part, plain))


def _part(char: str) -> str:
    """Return a letter or digit as it is, what is a word by itself between spaces, else a gap."""
    category = unicodedata.category(char)
    if char == _NO_WIDTH_SPACE:
        return " "
    if category == "So" or (category[0] in "LMN" and _CUT.fullmatch(char)):
        return f" {char} "
    if category[0] in "LMN":
        return char
    return "" if category == "Cf" else " "


_FOLDS = _Folds()


def tokens(text: str) -> list[str]:
    """Return the folded words of a text in order."""
    spaced = unicodedata.normalize("NFKC", text).translate(_FOLDS)
    return [word[:LONGEST] for word in spaced.split()]


def fold(text: str) -> str:
    """Return the folded words with a space before and after each; one space when there is none."""
    return " ".join(["", *tokens(text), ""])


def located(text: str) -> list[tuple[str, int, int]]:
    """Return the folded words with where each begins and ends in `text`.

    Where characters make one only together, the words get the bounds of the whole text.
    """
    pieces = [char.translate(_FOLDS) for char in text]
    places = [at for at, piece in enumerate(pieces) for _ in piece]
    found = []
    for one in re.finditer(r"\S+", "".join(pieces)):
        end = places[one.end() - 1] + 1
        while end < len(text) and not pieces[end]:
            end += 1
        found.append((one[0][:LONGEST], places[one.start()], end))
    words = tokens(text)
    if [word for word, _, _ in found] == words:
        return found
    return [(word, 0, len(text)) for word in words]
