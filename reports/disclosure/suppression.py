"""Which counts are withheld, so that no small one can be worked out.

A table with totals is a network: each count flows from one total to another, and what enters a total leaves it.
Whoever reads the published counts knows every flow that agrees with them. A count from 1 to `limit` - 1 is
withheld, and further ones are, until among those flows it can still be anything from 1 to `limit` - 1. In a network
the values that one count can take have no gaps, so its smallest and its greatest decide.

The reader is taken to know that a withheld count is not zero (zero is published), and that a banded one is at most
`limit` - 1.
"""

import heapq
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

Key = tuple[str, ...]


class CannotProtect(Exception):  # noqa: N818  an answer, not an error: this layout is too fine
    """Whatever else is withheld, some small count could be worked out."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A count, from one total (`tail`) to another (`head`).

    `band`: shown as "0 to 4" whatever it is. `shown`: published already, so it cannot be withheld any more.
    `hidden`: withheld already.
    """

    key: Key
    tail: Hashable
    head: Hashable
    count: int
    band: bool = False
    shown: bool = False
    hidden: bool = False

    def is_small(self, limit: int) -> bool:
        return 0 < self.count < limit and not self.band


def withheld(flows: Sequence[Flow], limit: int) -> set[Key]:
    """Keys of the counts to withhold: the small ones, and few others, as many as are needed to protect them.

    Totals that no flow stands for (the source and the drain of the network) are taken to be published.
    """
    network = _Network(flows, limit)
    for place, flow in enumerate(flows):
        if flow.is_small(limit) or flow.band:
            network.free(place, at_least=0 if flow.band else 1, up_to=limit - 1)
    return {flows[place].key for place in network.open if not flows[place].band}


class _Network:
    """The flows, and which of them the reader does not know (`open`)."""

    def __init__(self, flows: Sequence[Flow], limit: int) -> None:
        self.flows = flows
        self.limit = limit
        self.open = {place for place, flow in enumerate(flows) if flow.is_small(limit) or flow.band or flow.hidden}
        self.at: dict[Hashable, list[int]] = defaultdict(list)
        for place, flow in enumerate(flows):
            self.at[flow.tail].append(place)
            self.at[flow.head].append(place)

    def free(self, place: int, *, at_least: int, up_to: int) -> None:
        """Open further counts until this one can be anything in between."""
        count = self.flows[place].count
        self._stretch(place, up_to - count, up=True)
        self._stretch(place, count - at_least, up=False)

    def _stretch(self, place: int, by: int, *, up: bool) -> None:
        """Let one count move by so much; whatever else must move with it is opened."""
        amounts = [flow.count for flow in self.flows]
        flow = self.flows[place]
        start, goal = (flow.head, flow.tail) if up else (flow.tail, flow.head)
        while by > 0:
            steps = self._cheapest_way(start, goal, place, amounts)
            if steps is None:
                raise CannotProtect
            self.open.update(step for step, _ in steps)
            moved = min([by, *(self._room(step, rises, amounts) for step, rises in steps)])
            for step, rises in steps:
                amounts[step] += moved if rises else -moved
            by -= moved

    def _room(self, place: int, rises: bool, amounts: list[int]) -> int:
        """How far a count may move, once the reader does not know it."""
        flow = self.flows[place]
        if rises:
            return self.limit - 1 - amounts[place] if flow.band else self.limit
        return amounts[place] - (0 if flow.band else 1)

    def _price(self, place: int) -> int | None:
        """What is lost when this count is withheld; None where it cannot be."""
        flow = self.flows[place]
        if place in self.open:
            return 0
        return None if flow.shown or flow.count == 0 else flow.count

    def _cheapest_way(
        self, start: Hashable, goal: Hashable, without: int, amounts: list[int]
    ) -> list[tuple[int, bool]] | None:
        """Counts that rise or fall together to lead from one total to the other, losing as little as possible."""
        best: dict[Hashable, tuple[int, int]] = {start: (0, 0)}
        came: dict[Hashable, tuple[Hashable, int, bool]] = {}
        queue: list[tuple[int, int, int, Hashable]] = [(0, 0, 0, start)]
        pushed = 0
        while queue:
            lost, length, _, node = heapq.heappop(queue)
            if node == goal:
                return _steps(came, start, goal)
            for place in self.at[node]:
                flow, price = self.flows[place], self._price(place)
                rises = flow.tail == node
                if place == without or price is None or self._room(place, rises, amounts) <= 0:
                    continue
                following = flow.head if rises else flow.tail
                cost = (lost + price, length + 1)
                if following not in best or cost < best[following]:
                    best[following], came[following] = cost, (node, place, rises)
                    pushed += 1
                    heapq.heappush(queue, (*cost, pushed, following))
        return None


def _steps(came: dict[Hashable, tuple[Hashable, int, bool]], start: Hashable, goal: Hashable) -> list[tuple[int, bool]]:
    steps = []
    while goal != start:
        goal, place, rises = came[goal]
        steps.append((place, rises))
    return steps
