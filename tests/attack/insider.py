"""A reader who leads or works at one of the schools, or at some, and knows every number of them."""

from typing import Any

from .knowledge import Knowledge
from .worlds import World


class Insider(Knowledge):
    """Knows all that any reader knows, and each count of the own schools: nothing small of the others may be left."""

    def __init__(self, world: World, *schools: int, **given: Any) -> None:
        super().__init__(world, **given)
        own = {cell for row, _, _ in self.rows for cell in row if cell[1] in schools}
        figures = [frozenset(row) for row, _, _ in self.rows if set(row.values()) == {1.0}]
        others = {cells - own for cells in (*figures, *(cells for cells, _ in self.secrets.values()))}
        self.secrets = {
            f"beside schools {schools}: {sorted(cells)}": (cells, 1)
            for cells in others
            if 0 < self._truth(cells) < self.limit
        }
        self.left = set(self.secrets)
        self.rows += [({cell: 1.0}, self._true(cell), self._true(cell)) for cell in sorted(own)]
