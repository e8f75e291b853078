"""The outlines of Europe's countries for the map, drawn once from Natural Earth's public-domain data."""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "data" / "europe.json"
JOINED = {"CYN": "CYP", "ALA": "FIN"}


@dataclass(frozen=True)
class Europe:
    """Width and height of the drawing, and the outline (SVG path) and middle of each country by its ISO code."""

    width: int
    height: int
    paths: dict[str, str]
    middles: dict[str, tuple[int, int]]


@functools.cache
def shapes() -> Europe:
    """Return the outlines; parts that belong together are drawn as one country."""
    data = json.loads(FILE.read_text())
    paths: dict[str, str] = {}
    for code, shape in data["countries"].items():
        own = JOINED.get(code, code)
        paths[own] = paths.get(own, "") + shape["d"]
    middles = {code: tuple(shape["c"]) for code, shape in data["countries"].items() if code not in JOINED}
    return Europe(data["w"], data["h"], paths, middles)
