"""Names taken out of texts."""

import pytest

from incidents.names.redaction import Known, Redaction

pytestmark = pytest.mark.once

MIA = Known("Mia Green", "Pupil A")
WILL = Known("Will O’Brien", "Pupil B")
ZOE = Known("Zoë Anne-Marie Adeyemi", "Pupil C")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mia Green did it.", "Pupil A did it."),
        ("MIA GREEN and mia", "Pupil A and Pupil A"),
        ("It was Green, Mia.", "It was Pupil A."),
        ("Mia's phone", "Pupil A's phone"),
        ("Mia’s phone, not Miami", "Pupil A’s phone, not Miami"),
        ("mia_green12 and miagreen@mail.example", "Pupil A and Pupil A@mail.example"),
        ("Mia12 wrote", "Pupil A wrote"),
        ("will o'brien said", "Pupil B said"),
        ("O'BRIEN and O’Brien", "Pupil B and Pupil B"),
        ("Zoe told Anne-Marie", "Pupil C told Pupil C"),
        ("Zoe\u0308 Adeyemi", "Pupil C"),
        ("Green’s and\nMia\nGreen", "Pupil A’s and\nPupil A"),
        ("Nobody was named.", "Nobody was named."),
        ("", ""),
    ],
)
def test_whole_words_go_in_any_capitalisation(text, expected):
    assert Redaction([MIA, WILL, ZOE])(text) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Mia Green-O'Neill", "O'Neill, then Green; Neill: Green-O’Neill", "***, then ***; ***: ***"),
        ("Mia Green-O'Neill", "oneill: miagreen@mail.example and GreenONeill", "***: ***@mail.example and ***"),
        ("Anne-Marie Dubois", "Anne saw it, Marie too; Annemarie", "*** saw it, *** too; ***"),
        ("José Smith-Jones", "Smith's phone: Jose Jones", "***'s phone: ***"),
        ("Łukasz Ødegård", "Lukasz and odegard and Łukasz", "*** and *** and ***"),
        ("T J Smith", "TJ Smith and T.J. Smith", "*** and ***"),
        ("TJ Smith", "T J Smith", "***"),
        ("Mia Green", "Mias phone, Mia\u02bcs, Mia Greens, MIAS", "***s phone, ***\u02bcs, ***s, ***S"),
        ("Mia Green", "M\u200bia G\u00adreen and Mia\u2011Green", "*** and ***"),
        ("Mia Green", "greenmia and GREENMIA", "*** and ***"),
        ("李小龙", "李小龙说他, 和李小龙在一起", "***说他, 和***在一起"),
        ("김 민수", "김치, 민수가", "김치, ***가"),
        ("मीरा", "यह मीरा है", "यह *** है"),
        ("So-Young Al-Amin", "So he saw al and Amin; then So-young", "So he saw al and ***; then ***"),
        ("An Le", "An took an apple", "*** took an apple"),
        ("Thi Ha", "This has to go; he says yes", "This has to go; he says yes"),
    ],
)
def test_a_name_goes_in_every_way_it_is_written(name, text, expected):
    assert Redaction([Known(name, "***")])(text) == expected


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("IMG_MiaGreen.png", {}),
        ("IMGMiaGreen", {"IMGMiaGreen": 1}),
        ("Mia4ever", {"Mia4ever": 1}),
        ("xxmiagreenxx", {"xxmiagreenxx": 1}),
        ("mias phone", {"mias": 1}),
        ("the greens", {"greens": 1}),
        ("\u202eneerG aiM\u202c", {"neerG": 1, "aiM": 1}),
        ("A maiden from Miami in evergreen", {}),
    ],
)
def test_a_word_that_may_hold_a_name_is_listed(text, left):
    redaction = Redaction([MIA])

    redaction(text)

    assert redaction.so_far.left == left


def test_half_a_name_of_somebody_else_on_the_register_goes_too():
    redaction = Redaction([MIA, Known("Zora Hurst-Vane", "another pupil", is_involved=False)])

    assert redaction("Zora Hurst saw Vane") == "another pupil saw another pupil"


def test_a_name_that_is_a_word_too_is_left_in_small_letters_and_listed():
    redaction = Redaction([WILL])

    assert redaction("He will come. Will came, WILL did.") == "He will come. Pupil B came, Pupil B did."
    assert redaction.so_far.left == {"will": 1}
    assert redaction.so_far.replaced == {("Will", "Pupil B"): 1, ("WILL", "Pupil B"): 1}


def test_a_month_in_a_date_is_no_name():
    redaction = Redaction([Known("May Lin", "Pupil A")])

    assert redaction("On 3 May 2026 May said") == "On 3 May 2026 Pupil A said"


def test_the_name_of_whom_it_is_about_stays_and_so_does_a_surname_that_both_bear():
    redaction = Redaction([Known("Mia Green", None), Known("Tom Green", "Pupil B")])

    assert redaction("Mia Green, Tom Green and Green; Tom") == "Mia Green, Pupil B and Green; Pupil B"


def test_what_two_of_those_involved_are_called_says_both():
    redaction = Redaction([MIA, Known("Tom Green", "Pupil B")])

    assert redaction("Green was there.") == "Pupil A or Pupil B was there."


def test_others_of_the_register_go_too_but_who_acts_in_their_work_stays():
    redaction = Redaction(
        [MIA, Known("Leo Lane", "another pupil", is_involved=False), Known("Cora Lane", None, is_involved=False)]
    )

    text = redaction("Leo saw Mia. Cora Lane and Mrs Lane came, then Lane went.")

    assert text == "another pupil saw Pupil A. Cora Lane and Mrs Lane came, then another pupil went."
    assert redaction.so_far.left == {"Mrs Lane": 1}


def test_of_a_description_only_the_words_in_capitals_are_names():
    redaction = Redaction([Known("An account that calls itself Sky", "Adult A"), Known("the player in red", "Adult B")])

    assert redaction("An account that Sky calls a player. That is the player in red.") == (
        "An account that Adult A calls a player. That is Adult B."
    )


def test_a_name_that_begins_like_an_article_is_a_name():
    assert Redaction([Known("An Nguyen", "Pupil A")])("Nguyen asked An.") == "Pupil A asked Pupil A."


def test_of_what_was_typed_for_somebody_unknown_the_words_stay():
    redaction = Redaction([Known("A boy in Year 5", "Pupil A"), Known("Mrs J. Lane", "Adult A")])

    assert redaction("a boy in year 5: a girl in Year 4, J Lane") == "Pupil A: a girl in Year 4, Adult A"


def test_a_fingerprint_is_no_name():
    sha256 = "ed1a7f" * 10

    assert Redaction([Known("Ed Al", "Pupil A")])(sha256) == sha256


OFFICER = "PC Ade Lawal"
ADE, LAWAL = Known("Ade Green", "Pupil A"), Known("Tom Lawal", "another pupil", is_involved=False)


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("Then PC Ade Lawal came.", {"PC Ade Lawal"}),
        ("Ade said so.", {"Ade"}),
        ("Yesterday Ade cried. Later Ade laughed.", {"Ade"}),
        ("we saw Mr Ade Okoro", {"Mr Ade Okoro"}),
        ("Mr Ade", {"Mr Ade"}),
        ("Ade Green, Year 5", {"Ade Green"}),
    ],
)
def test_a_name_is_listed_with_the_name_that_it_is_a_part_of(text, within):
    redaction = Redaction([ADE])

    redaction(text)

    assert {one.within for one in redaction.so_far.found} == within


def test_what_is_somebody_elses_name_stays_where_it_stands_so_and_nowhere_else():
    redaction = Redaction([ADE, LAWAL], as_written=[OFFICER, "Nobody Here"])

    text = redaction("PC Ade Lawal wrote to Ade; then Ade Green and Lawal.")

    assert text == "PC Ade Lawal wrote to Pupil A; then Pupil A and another pupil."
    assert redaction.so_far.left_as_written == [OFFICER]
    assert redaction.so_far.replaced == {
        ("Ade", "Pupil A"): 1,
        ("Ade Green", "Pupil A"): 1,
        ("Lawal", "another pupil"): 1,
    }


def test_the_list_that_was_seen_is_the_same_list_whatever_is_left_in_it():
    plain, left = Redaction([ADE]), Redaction([ADE], as_written=[OFFICER])

    for redaction in (plain, left):
        redaction("PC Ade Lawal wrote.")

    assert plain.so_far.fingerprint == left.so_far.fingerprint
