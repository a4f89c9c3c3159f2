"""What differs between two texts, and how long finding it may take."""

import random
import time

import pytest

from core.differences import Passage, Piece, likeness, passages

LONG = 20_000  # characters


def shown(pieces) -> str:
    return " ".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in pieces)


def test_words_put_in_and_taken_out_are_marked_on_their_own_side():
    [passage] = passages(
        "Pupils’ phones are switched off during the whole of the school day.",
        "Pupils’ phones are handed in at the office during the whole of the school day.",
    )

    assert shown(passage.before) == "Pupils’ phones are [switched off] during the whole of the school day."
    assert shown(passage.after) == "Pupils’ phones are [handed in at the office] during the whole of the school day."


def test_paragraphs_that_are_the_same_are_counted_and_not_shown():
    assert passages("One.\n\nTwo.\n\nThree.", "One.\n\nTwo.\n\nThree.\n\nFour.") == [
        Passage(same=3),
        Passage(after=(Piece("Four.", is_changed=True),)),
    ]


def test_a_paragraph_that_has_little_in_common_is_told_whole():
    [passage] = passages("Phones stay in bags.", "Every child hands in what it brought.")

    assert (shown(passage.before), shown(passage.after)) == (
        "[Phones stay in bags.]",
        "[Every child hands in what it brought.]",
    )


def test_a_word_alike_between_two_changes_is_no_island():
    [passage] = passages(
        "We ask all the pupils to be kind and to read this every day.",
        "We ask all the parents to stay kind and to read this every day.",
    )

    assert shown(passage.after) == "We ask all the [parents to stay] kind and to read this every day."


def test_blank_lines_and_spaces_at_the_ends_of_lines_are_no_difference():
    assert passages("One. \r\n\r\n\r\nTwo.", "One.\nTwo.") == [Passage(same=2)]


def test_nothing_against_something():
    assert passages("", "New.") == [Passage(after=(Piece("New.", is_changed=True),))]
    assert passages("", "") == []


def test_likeness_is_the_share_of_words_in_common():
    assert likeness("a b c d", "a b c e") == 0.75


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_lost_on_either_side(seed):
    chance = random.Random(seed)  # noqa: S311  no secret: texts to compare
    old = [chance.choice("abcdefgh\n") for _ in range(400)]
    new = [each for each in old if chance.random() > 0.2]

    before, after = " ".join(old), " ".join(new)
    told = passages(before, after)

    taken_out = sum(len(piece.text.split()) for passage in told for piece in passage.before)
    put_in = sum(len(piece.text.split()) for passage in told for piece in passage.after)
    assert len(after.split()) - put_in == len(before.split()) - taken_out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a\n" * (LONG // 2), "b\na\n" * (LONG // 4), id="many short paragraphs"),
        pytest.param("a b " * (LONG // 4), "a c " * (LONG // 4), id="one paragraph of short words"),
        pytest.param(
            "\n".join(f"{n} a" for n in range(590)),
            "\n".join(f"{n} {'a' if n % 2 else 'b'}" for n in range(590)),
            id="every second paragraph",
        ),
        pytest.param(
            " ".join(f"w{n} the" for n in range(490)),
            " ".join(f"w{n} {'the' if n % 2 else 'a'}" for n in range(490)),
            id="every fourth word",
        ),
    ],
)
def test_the_worst_that_fits_into_a_section_takes_under_a_second(before, after):
    started = time.process_time()

    passages(before, after)

    assert time.process_time() - started < 1
