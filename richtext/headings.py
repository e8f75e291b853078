"""Levels of headings: whatever levels a text was written with, 3 and 4 are left, and none is skipped."""

from collections import Counter

from .tree import Block, Heading


def ranked(blocks: list[Block]) -> list[Block]:
    """Return `blocks` with the highest level in use as 3 and all lower ones as 4.

    A level 1 that occurs once beside level 2 is the title of the whole and counts with it. The first is always a 3.
    """
    headings = [block for block in blocks if isinstance(block, Heading)]
    uses = Counter(heading.level for heading in headings)
    levels = sorted(uses)
    if levels[:2] == [1, 2] and uses[1] == 1:
        levels.pop(0)
    for number, heading in enumerate(headings):
        heading.level = 3 if number == 0 or heading.level <= levels[0] else 4
    return blocks
