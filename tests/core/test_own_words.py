"""What somebody wrote is told from what a page showed them."""

import pytest

from core.own_words import own_words

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": "Spoke to the class."}, ["Spoke to the class."]),
        ({"pupil-3-reason": " They told us. "}, ["They told us."]),
        ({"description": "What the record says"}, []),  # a page may fill it in
        ({"initial-voice": "", "voice": "I was asked to."}, ["I was asked to."]),
        ({"initial-voice": "As it stands.", "voice": "As it stands."}, []),
        ({"initial-voice": "The old line.", "voice": "The old line.\nA new line."}, ["A new line."]),
        ({"initial-reason": "Of the record, too", "reason": ""}, []),
        ({"reason": "one-word-is-a-key"}, []),
    ],
)
def test_only_what_was_written_is_shown_again(sent, words):
    assert own_words(sent) == words


def test_a_page_names_more_fields_that_it_does_not_fill_in():
    assert own_words({"answer": "It was the tablet."}, ("answer",)) == ["It was the tablet."]
