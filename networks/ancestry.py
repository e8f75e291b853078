"""Where a network comes from and what it went over into, as one line in time."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from publishing.likeness import told_rows

from .models import Network, Succession


@dataclass(frozen=True)
class Step:
    """One network (or funding programme) on the line; `happened` and `how` say how the line reached it."""

    label: str
    url: str
    lifespan: str
    is_current: bool
    happened: str
    how: str


def lineage(network: Network) -> list[Step]:
    """Return the line of ancestors, the network itself and its successors, oldest first; empty without any.

    One query: successions are few, and all of them are read.
    """
    links = list(Succession.objects.select_related("predecessor", "predecessor_fund", "successor"))
    told = told_rows(network, "ancestry")
    if told is not None:
        links = [link for link in links if link.successor_id != network.pk] + told
    before, after = _ancestors(network, links), _successors(network, links)
    if not before and not after:
        return []
    return [*before, _step(network, links, is_current=True), *after]


def _ancestors(network: Network, links: list[Succession]) -> list[Step]:
    steps: list[Step] = []
    seen, todo = {network.pk}, [network.pk]
    while todo:
        current = todo.pop(0)
        for link in links:
            if link.successor_id != current:
                continue
            other = link.predecessor
            if other is None:
                steps.append(Step(str(link.predecessor_fund), "", _("funding programme"), False, "", ""))
            elif other.pk not in seen and other.is_published:
                seen.add(other.pk)
                todo.append(other.pk)
                steps.append(_step(other, links))
    return steps[::-1]


def _successors(network: Network, links: list[Succession]) -> list[Step]:
    steps: list[Step] = []
    seen, todo = {network.pk}, [network.pk]
    while todo:
        current = todo.pop(0)
        for link in links:
            other = link.successor
            if link.predecessor_id == current and other.pk not in seen and other.is_published:
                seen.add(other.pk)
                todo.append(other.pk)
                steps.append(_step(other, links))
    return steps


def _step(network: Network, links: list[Succession], is_current: bool = False) -> Step:
    reached = next((link for link in links if link.successor_id == network.pk), None)
    return Step(
        label=str(network),
        url="" if is_current else network.get_absolute_url(),
        lifespan=network.lifespan,
        is_current=is_current,
        happened=reached.happened if reached else "",
        how=reached.note if reached else "",
    )
