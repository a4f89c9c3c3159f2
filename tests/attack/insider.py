"""A reader who leads or works at one of the schools, and knows every number of it."""

from typing import Any

from .knowledge import Knowledge
from .worlds import World


class Insider(Knowledge):
    """Knows all that any reader knows, and each count of the own school: nothing small of the others may be left."""

    def __init__(self, world: World, school: int, **given: Any) -> None:
        super().__init__(world, **given)
        own = {cell for row, _, _ in self.rows for cell in row if cell[1] == school}
        figures = [frozenset(row) for row, _, _ in self.rows if set(row.values()) == {1.0}]
        others = {cells - own for cells in (*figures, *(cells for cells, _ in self.secrets.values()))}
        self.secrets = {
            f"beside school {school}: {sorted(cells)}": (cells, 1)
            for cells in others
            if 0 < self._truth(cells) < self.limit
        }
        self.left = set(self.secrets)
        self.rows += [({cell: 1.0}, self._true(cell), self._true(cell)) for cell in sorted(own)]
