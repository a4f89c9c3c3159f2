"""Whose line it is, where one name begins or ends as another one does.

| the line names            | of these names                          | it is of           |
|---------------------------|-----------------------------------------|--------------------|
| the longer one            | one begins as the other, in a word      | the longer one     |
| the longer one            | one is the first words of the other     | the longer one     |
| the longer one            | one is the last words of the other      | the longer one     |
| the shorter one           | the same                                | the shorter one    |
| both                      | the same                                | both               |
| a word that a name begins | that name                               | nobody             |
"""

import pytest

from incidents.names.generated_lines import whole_names

pytestmark = pytest.mark.once

SAM, WOOD = "Sam Green", "Sam Greenwood"
DOUBLE = "Sam Green-Wood"
ALI, KHAN, MARY = "Ali", "Ali Khan", "Mary Ali Khan"
LINE = "Parents of {} informed on 3 May 2026."


@pytest.mark.parametrize(
    ("said", "names", "found"),
    [
        (WOOD, {SAM, WOOD}, {WOOD}),
        (DOUBLE, {SAM, DOUBLE}, {DOUBLE}),
        ("Alice", {ALI, "Alice"}, {"Alice"}),
        (KHAN, {ALI, KHAN}, {KHAN}),
        (MARY, {ALI, KHAN, MARY}, {MARY}),
        (ALI, {ALI, KHAN, MARY}, {ALI}),
        (SAM, {SAM, WOOD}, {SAM}),
        ("Sam G.", {"Sam G.", SAM}, {"Sam G."}),
        (f"{WOOD} and {SAM}", {SAM, WOOD}, {SAM, WOOD}),
        (f"{KHAN}, then {ALI}", {ALI, KHAN}, {ALI, KHAN}),
        ("Alicia", {ALI}, set()),
        ("Somali", {ALI}, set()),
        (SAM, {""}, set()),
        (SAM, set(), set()),
    ],
)
def test_a_line_is_of_those_whom_it_names_in_whole(said, names, found):
    assert whole_names(LINE.format(said), names) == found
