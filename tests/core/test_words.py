"""Words that follow a number, and sentences that end."""

import pytest

from core.words import counted, ended


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (1, "pupil", "1 pupil"), (0, "pupil", "0 pupils"), (1204, "pupil", "1,204 pupils"), (1, "person", "1 person"),
        (2, "person", "2 people"), (3, "address", "3 addresses"),
    ],
)  # fmt: skip
def test_the_noun_follows_the_number(number, noun, said):
    assert counted(number, noun) == said


@pytest.mark.parametrize(
    ("typed", "said"), [("Locked away", "Locked away."), ("Locked away.", "Locked away."), ("Where?", "Where?")]
)
def test_a_sentence_ends_once(typed, said):
    assert ended(typed) == said
