"""What drawings of boxes and lines share. Every figure is a whole number in units of the drawing."""

from dataclasses import dataclass

LINE = 18  # from one line of writing in a box to the next
LETTER, BOLD = 7, 8  # the width of a letter, of a bold one: what is too long for its box is cut


@dataclass(frozen=True)
class Box:
    """A box with a few lines of writing, the first one bold and, where `url` is given, a link."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    url: str = ""
    is_current: bool = False

    @property
    def writing(self) -> list[tuple[int, int, str]]:
        """Where each line of writing begins, and the line, cut to the width of the box."""
        top = self.y + (self.height - LINE * len(self.lines)) // 2 + 14
        room = self.width - 20
        return [
            (self.x + 10, top + LINE * number, cut(line, room // (LETTER if number else BOLD)))
            for number, line in enumerate(self.lines)
        ]


def cut(text: str, room: int) -> str:
    """Return `text`, cut to `room` letters."""
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def curve(x1: int, y1: int, x2: int, y2: int) -> str:
    """Return the path of a line that leaves and arrives level."""
    middle = (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
