"""The family of a practice: what it goes back to, who took it over, and who took that over in turn."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from index.query import IndexUnavailable, read
from practices.models import Practice

from .charts import Box, curve
from .models import Adoption

MOST = 40  # members that are drawn and listed
BOX, HEIGHT, GAP, STEP, EDGE = 240, 84, 12, 50, 8


@dataclass(frozen=True)
class Tie:
    """A published adoption by its key, the practice it takes over and the one it is recorded as; None for none."""

    adoption: int
    practice: int | None
    recorded_as: int | None


@dataclass
class Member:
    """One of the family: the origin, or an adoption with what is told of it. `practice` is its own record, if any."""

    label: str
    url: str = ""
    note: str = ""
    told: tuple[str, ...] = ()  # the note as the lines of a box
    practice: Practice | None = None
    is_current: bool = False
    children: list["Member"] = field(default_factory=list)


class Family:
    """The tree to which a practice belongs, from its origin on; no more members than can be taken in."""

    def __init__(self, practice: Practice, adoptions: list[Adoption]):
        self.practice = practice
        self._of, self._born_of = defaultdict(list), {}
        for adoption in sorted(adoptions, key=lambda one: (one.since_from is None, one.since_from, one.pk)):
            if adoption.practice_id:
                self._of[adoption.practice_id].append(adoption)
            if adoption.recorded_as_id:
                self._born_of[adoption.recorded_as_id] = adoption
        self.root = self._root()
        everybody = self._grow()
        self.members = everybody[:MOST]
        self.left_out = len(everybody) - len(self.members)
        _prune(self.members)

    @property
    def list_url(self) -> str:
        """The address of all adoptions of the practice itself."""
        return f"{reverse('events:adoption-list')}?practice={self.practice.slug}"

    def _root(self) -> Member:
        """Go up as far as readers may see, and return the origin there."""
        top, seen = self.practice, set()
        while (born := self._born_of.get(top.pk)) and top.pk not in seen:
            seen.add(top.pk)
            if not born.practice or not born.practice.is_published:
                origin = born.origin_text or _("An origin that is not told here")
                return Member(origin, children=[self._member(born)])
            top = born.practice
        return Member(top.title, top.get_absolute_url(), practice=top, is_current=top.pk == self.practice.pk)

    def _member(self, adoption: Adoption) -> Member:
        own = adoption.recorded_as
        is_current = own is not None and own.pk == self.practice.pk
        own = own if own and (own.is_published or is_current) else None
        told = tuple(line for line in (adoption.where_and_when, capfirst(str(adoption.get_status_display()))) if line)
        return Member(adoption.adopter_label, adoption.get_absolute_url(), adoption.standing, told, own, is_current)

    def _grow(self) -> list[Member]:
        """Give each member its children, generation after generation, and return all in this order."""
        members, seen = [self.root, *self.root.children], set()
        for member in members:  # which grows meanwhile
            practice = member.practice
            if practice is None or practice.pk in seen:
                continue
            seen.add(practice.pk)
            for adoption in self._of[practice.pk]:
                child = self._member(adoption)
                member.children.append(child)
                members.append(child)
        return members

    # The drawing: one column a generation, each member level with the middle of its children

    @cached_property
    def _placed(self) -> list[tuple[Member, int, int, Member | None]]:
        """Each member with its column, its height and its parent."""
        placed: list = []
        self._place(self.root, 0, EDGE, None, placed)
        return placed

    def _place(self, member: Member, column: int, top: int, parent: Member | None, placed: list) -> tuple[int, int]:
        """Place a member and all that comes of it from `top` on; return its height and where the next one begins."""
        heights, below = [], top
        for child in member.children:
            height, below = self._place(child, column + 1, below, member, placed)
            heights.append(height)
        y = (heights[0] + heights[-1]) // 2 if heights else top
        placed.append((member, column, y, parent))
        return y, max(below, y + HEIGHT + GAP)

    @property
    def boxes(self) -> list[Box]:
        return [
            Box(
                EDGE + column * (BOX + STEP), y, BOX, HEIGHT, tuple(_lines(member)), member.url,
                member.is_current,
            )
            for member, column, y, _parent in reversed(self._placed)
        ]  # fmt: skip

    @property
    def lines(self) -> list[str]:
        """The paths of the lines from parents to children."""
        at = {id(member): (column, y) for member, column, y, _parent in self._placed}
        paths = []
        for _member, column, y, parent in self._placed:
            if parent:
                x, start = EDGE + column * (BOX + STEP), at[id(parent)][1]
                paths.append(curve(x - STEP, start + HEIGHT // 2, x, y + HEIGHT // 2))
        return paths

    @property
    def width(self) -> int:
        return 2 * EDGE + (1 + max(column for _m, column, _y, _p in self._placed)) * (BOX + STEP) - STEP

    @property
    def height(self) -> int:
        return EDGE + HEIGHT + max(y for _m, _c, y, _p in self._placed)


def _prune(members: list[Member]) -> None:
    """Take out the children that are not among the members."""
    kept = {id(member) for member in members}
    for member in members:
        member.children = [child for child in member.children if id(child) in kept]


def _lines(member: Member) -> list[str]:
    """Return what stands in the box: who, where and since when, and its own record as a practice."""
    own = [member.practice.title] if member.practice and member.note else []
    return [member.label, *member.told, *own]


def family_of(practice: Practice) -> Family | None:
    """Return the family of a practice, or None where nobody took it over and it goes back to nothing.

    One query where there is a family, none where there is none.
    """
    keys = _kin(practice.pk, _ties())
    if not keys:
        return None
    rows = Adoption.objects.published().filter(pk__in=keys)
    return Family(practice, list(rows.select_related("practice", "recorded_as", "country", "adopter")))


def _kin(practice: int, ties: list[Tie]) -> set[int]:
    """Return the keys of all adoptions that hang together with a practice."""
    by_practice = defaultdict(list)
    for tie in ties:
        for end in (tie.practice, tie.recorded_as):
            if end:
                by_practice[end].append(tie)
    found, seen, todo = set(), {practice}, [practice]
    while todo:
        for tie in by_practice.get(todo.pop(), ()):
            found.add(tie.adoption)
            ends = {end for end in (tie.practice, tie.recorded_as) if end} - seen
            seen |= ends
            todo.extend(ends)
    return found


def _ties() -> list[Tie]:
    """Return the ties of all published adoptions; read anew when something changed."""

    def ask(view):
        if "adoption ties" not in view.kept:
            view.kept["adoption ties"] = _ties_now()
        return view.kept["adoption ties"]

    try:
        return read(ask)
    except IndexUnavailable:
        return _ties_now()


def _ties_now() -> list[Tie]:
    rows = Adoption.objects.published().order_by("pk")
    return [Tie(*row) for row in rows.values_list("pk", "practice", "recorded_as")]
