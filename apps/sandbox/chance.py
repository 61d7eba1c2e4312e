"""Chance that is the same on every machine: numbers that the words given alone decide."""

from __future__ import annotations

from hashlib import blake2b


def unit(*parts: object) -> float:
    """A number in 0..1 that the parts alone decide."""
    text = "|".join(str(part) for part in parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest()) / (1 << 56)


def between(low: float, high: float, *parts: object) -> float:
    """A number between two others that the parts alone decide."""
    return low + (high - low) * unit(*parts)


def base32(number: int) -> str:
    """Thirteen characters that sort as the number does, as atproto's record keys do."""
    letters = "234567abcdefghijklmnopqrstuvwxyz"
    return "".join(letters[(number >> shift) & 31] for shift in range(60, -1, -5))
