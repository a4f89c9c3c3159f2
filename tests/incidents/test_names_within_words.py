"""A word that may hold a name is listed for a person to look at; an ordinary word is not."""

import pytest

from incidents.names.redaction import Known, Redaction

pytestmark = pytest.mark.once

SET_APART = ["2012mia", "MIAland", "xXMiaXx", "McMia", "MiasPhone", "mia4ever", "5mias2"]
BESIDE_WORDS = ["miasphone", "miaphone", "notmia", "iamnotmia", "xxmiaxx", "itsmiaxoxo", "miagaming12", "TheMiaFan"]
MIA, ALI, LONG = "Mia Green", "Ali Khan", "Katarzyna Nowak"


def left_of(text, name):
    """What is listed. The text has the name in no way that is replaced."""
    redaction = Redaction([Known(name, "Pupil A")])
    assert redaction(text) == text
    return set(redaction.so_far.left)


@pytest.mark.parametrize("word", [*SET_APART, *BESIDE_WORDS])
def test_a_name_that_something_sets_apart_is_listed(word):
    assert left_of(f"She wrote to {word}, she says.", MIA) == {word}


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("@mialand wrote", {"mialand"}),
        ("tiktok.example/@the.mialand", {"mialand"}),
        ("at mialand@mail.example", {"mialand"}),
        ("old.mialand@mail.example", {"mialand"}),
        ("x@mialand.example", set()),
        ("@ mialand", set()),
        ("mialand, then @somebody", set()),
    ],
)
def test_in_a_user_name_or_an_address_it_is_listed_whatever_stands_beside_it(text, listed):
    assert left_of(text, MIA) == listed


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The alibi of the Somali and Italian qualities, finally", ALI),
        ("Miami and mialand", MIA),
        ("The evergreen greenhouse", MIA),
        ("A relevant answer", "Evan Lim"),
        ("Walk across the street", "Ross Lim"),
        ("The reporter had supporters", "Zed Porter"),
        ("Kingdom of a province, province of freedom", "Dom Vince"),
        ("A prolonged hearing", "Zed Long"),
        ("Her smartphone", "Zed Smart"),
    ],
)
def test_an_ordinary_word_that_holds_one_is_not(text, name):
    assert left_of(text, name) == set()


def test_nor_what_holds_the_name_of_whom_the_copy_is_for():
    redaction = Redaction([Known(MIA, None), Known(ALI, "Pupil B")])

    redaction("2012mia, xxmiagreenxx and 2012ali")

    assert redaction.so_far.left == {"2012ali": 1}


def test_a_long_name_is_listed_in_any_word():
    assert left_of("katarzynaland and xnowakx", LONG) == {"katarzynaland"}
