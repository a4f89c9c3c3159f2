"""What a new table is held against: each thing that a reader of several reports can add up or subtract."""

from collections import Counter

import pytest

from reports.disclosure.differencing import Beside, insiders_of
from reports.disclosure.statements import INCIDENTS, Period, Statement
from reports.disclosure.suppression import CannotProtect
from reports.statistics import Counts
from reports.tables import WITHHELD, Row, Table

pytestmark = pytest.mark.once
YEAR, AUTUMN = Period(2025), Period(2025, "usual", frozenset({"autumn"}))
TERMS = {"usual": ("autumn", "spring", "summer")}
SPRING = Period(2025, "usual", frozenset({"spring"}))
THE_YEAR = Period(2025, "usual")  # as a report divides it
HERE, THERE = frozenset({1}), frozenset({2})
BOTH = HERE | THERE


def said(family, figure, *codes, schools=HERE, period=YEAR):
    """What an earlier report says; without codes the total, which is of all incidents."""
    row = "+".join(codes)
    what = family if codes else INCIDENTS
    return Statement(what, period, schools, frozenset(codes) or None, figure, (family, row, "this"), 5, report=1)


def table(key, total=None, **rows):
    """A table of one column. `ab=7`: the codes a and b together."""
    lines = tuple(Row(covers, covers, tuple(covers), (number,)) for covers, number in rows.items())
    return Table(key, (("this", "This year"),), lines, () if total is None else (total,))


@pytest.fixture
def fitted():
    """`fitted(table, happened, *released)`: as shown. `happened`: `(school, term, family, code)` → how often.

    `own`: tables of the same report, made before. `insiders`: sets of schools of which a reader knows the numbers.
    """

    def fit(new, happened, *released, schools=HERE, period=THE_YEAR, own=(), insiders=()):
        def count(among, of):
            counts = Counts()
            for (school, term, family, code), number in happened.items():
                if school in among and (of.terms is None or term in of.terms):
                    getattr(counts, family)[code] += number
                    if family == "terms":
                        counts.total += number
            return counts

        beside = Beside(schools, period, 5, released, TERMS, count, insiders)
        for each in own:
            beside.publish(each, with_before=False)
        made = beside.fitted(new, with_before=False)
        return {row.key: row.cells[0] for row in made.rows}

    return fit


def at(school=1, term="autumn", **families):
    """`at(places={"a": 7})`, and as many incidents of that term."""
    found = Counter({(school, term, family, code): n for family, own in families.items() for code, n in own.items()})
    incidents = max((sum(own.values()) for own in families.values()), default=0)
    return found + Counter({(school, term, "terms", term): incidents})


def test_a_table_that_nothing_is_beside_stays_as_it_is(fitted):
    assert fitted(table("places", 9, a=9), at(places={"a": 9})) == {"a": 9}


def test_a_school_less_than_its_federation(fitted):
    happened = at(1, places={"a": 17, "b": 9}) + at(2, places={"a": 3, "b": 9})
    released = said("places", 17, "a"), said("places", 9, "b"), said("places", 0, "c")

    shown = fitted(table("places", 38, a=20, b=18, c=0), happened, *released, schools=BOTH)

    assert shown == {"a": WITHHELD, "b": WITHHELD, "c": 0}


def test_two_schools_together_that_a_third_leaves(fitted):
    """Each of the two can be anything from 1 to 4, but both together would be known to be 4."""
    happened = at(1, places={"a": 17, "b": 9}) + at(2, places={"a": 2, "b": 9}) + at(3, places={"a": 2, "b": 9})
    released = said("places", 17, "a"), said("places", 9, "b"), said("places", 11, "a", "b", schools=THERE)

    shown = fitted(table("places", 48, a=21, b=27), happened, *released, schools=BOTH | {3})

    assert shown == {"a": WITHHELD, "b": WITHHELD}


def test_a_term_less_than_its_year(fitted):
    happened = at(term="autumn", places={"a": 17, "b": 9}) + at(term="summer", places={"a": 3, "b": 9})
    released = said("places", 20, "a"), said("places", 18, "b")

    shown = fitted(table("places", 26, a=17, b=9), happened, *released, period=AUTUMN)

    assert shown == {"a": WITHHELD, "b": WITHHELD}


def test_a_term_of_all_schools_less_than_two(fitted):
    """At most 4 in the autumn, so at least 2 in the spring: of both schools, which no report shows."""
    happened = at(1, "autumn", places={"a": 4}) + at(1, "spring", places={"a": 1})
    happened += at(2, "spring", places={"a": 1})
    happened += at(1, "summer", places={"a": 30}) + at(2, "summer", places={"a": 30})
    released = [said("terms", WITHHELD, schools=schools, period=AUTUMN) for schools in (HERE, BOTH)]
    rows = Row("both", "", ("autumn", "spring"), (6,)), Row("summer", "", ("summer",), (60,))
    new = Table("terms", (("this", "This year"),), rows, (66,))

    assert fitted(new, happened, *released, schools=BOTH) == {"both": WITHHELD, "summer": WITHHELD}


def test_a_row_less_than_one_that_held_more(fitted):
    happened = at(places={"a": 17, "b": 3, "c": 9})

    assert fitted(table("places", 29, a=17, bc=12), happened, said("places", 20, "a", "b"))["a"] == WITHHELD


def test_incidents_are_as_many_however_they_are_divided(fitted):
    """The rows of the autumn add up to all its incidents, and the year's are known: 3 are left for the spring."""
    happened = at(term="autumn", places={"a": 17}) + at(term="spring", places={"a": 3})

    shown = fitted(table("places", a=17), happened, said("terms", 20), said("places", 20, "a"), period=AUTUMN)

    assert shown == {"a": WITHHELD}


def test_a_total_beside_the_rows_of_an_earlier_report(fitted):
    """All rows of one school are out, so the federation's total tells how few the other had."""
    happened = at(1, places={"a": 17}) + at(2, places={"a": 3})

    with pytest.raises(CannotProtect):
        fitted(table("kinds", 20), happened, said("places", 17, "a"), schools=BOTH)


def test_that_there_was_none_is_kept_too_where_one_would_tell(fitted):
    """Contact is where grooming would be: nobody learns that the other school had none of it."""
    happened = at(1, areas={"contact": 9, "conduct": 9}) + at(2, areas={"conduct": 9})
    new = Table(
        "areas", (("this", "This year"),),
        (Row("contact", "", ("contact",), (9,)), Row("conduct", "", ("conduct",), (18,))), (27,),
    )  # fmt: skip

    shown = fitted(new, happened, said("areas", 9, "contact"), said("areas", 9, "conduct"), schools=BOTH)

    assert shown == {"contact": WITHHELD, "conduct": WITHHELD}


def test_what_an_earlier_report_withheld_is_not_told_by_a_later_one(fitted):
    happened = at(places={"a": 3, "b": 9, "c": 17})
    released = said("places", WITHHELD, "a"), said("places", WITHHELD, "b"), said("places", 17, "c"), said("places", 29)

    assert fitted(table("places", ab=12, c=17), happened, *released) == {"ab": 12, "c": 17}
    assert fitted(table("places", 29, ac=20, b=9), happened, *released) == {"ac": WITHHELD, "b": WITHHELD}


def test_what_it_withholds_itself_is_not_told_by_an_earlier_one(fitted):
    happened = at(places={"a": 3, "b": 9, "c": 17})

    shown = fitted(table("places", 29, a=WITHHELD, b=WITHHELD, c=17), happened, said("places", 9, "b"))

    assert shown == dict.fromkeys("abc", WITHHELD)


def test_two_tables_of_one_report(fitted):
    """How many recommended actions were taken, and how many of them were warnings."""
    happened = at(decisions={("warning", "yes", True): 17, ("inform_parents", "yes", True): 3})
    decisions = Table("decisions", (("this", ""),), (Row("taken", "", ("taken",), (20,)),), (20,))
    actions = Table("actions", (("taken", ""),), (Row("warning", "", ("warning",), (17,)),))

    assert fitted(actions, happened) == {"warning": 17}
    assert fitted(actions, happened, own=[decisions]) == {"warning": WITHHELD}


@pytest.mark.parametrize(
    ("figure", "codes", "least", "most"),
    [
        (7, "a", 7, 7),
        (WITHHELD, "a", 1, None),  # others are withheld with the small ones, however large they are
        (WITHHELD, "", 1, 4),  # a total is withheld only where it is small itself
        ("0 to 4", "a", 0, 4),
    ],
)
def test_what_a_mark_says(figure, codes, least, most):
    mark = said("places", figure, *codes)

    assert (mark.least, mark.most) == (least, most)


def test_a_band_is_kept_within_its_band(fitted):
    happened = at(places={"a": 0, "b": 17})

    with pytest.raises(CannotProtect):
        fitted(table("places", 17), happened, said("places", "0 to 4", "a"), said("places", 17, "b"))


def test_what_is_not_true_any_more_is_left_out(fitted):
    happened = at(places={"a": 20, "b": 12, "c": 3, "d": 9})
    new = {"a": 20, "b": 12, "c": WITHHELD, "d": WITHHELD}

    assert fitted(table("places", 44, **new), happened, said("places", 12, "c")) == new


def test_what_an_untrue_figure_was_of_is_there_nevertheless(fitted):
    """One device and one kind are as many as was said less one: the other rows do not add up to all incidents."""
    out = [said("devices", 20, "a", period=AUTUMN), said("devices", 28, "b", period=AUTUMN)]
    out += [said("kinds", 25, "k", period=AUTUMN), said("kinds", "0 to 4", "rest", period=AUTUMN)]
    out += [said("kinds", 23, "l", period=AUTUMN)]
    happened = at(devices={"a": 20, "b": 27}, kinds={"k": 24, "l": 23}) + at(term="spring", places={"p": 9, "q": 8})

    assert fitted(table("places", 17, p=9, q=8), happened, *out, period=SPRING) == {"p": 9, "q": 8}


def test_a_figure_that_changed_by_a_few_is_not_shown(fitted):
    happened = at(places={"a": 20, "b": 12})

    with pytest.raises(CannotProtect):
        fitted(table("places", 32, a=20, b=12), happened, said("places", 18, "a"))


def test_rows_together_that_changed_by_a_few_are_not_shown_either(fitted):
    happened = at(places={"a": 20, "b": 12})

    with pytest.raises(CannotProtect):
        fitted(table("places", 32, ab=32), happened, said("places", 18, "a"), said("places", 12, "b"))
    with pytest.raises(CannotProtect):
        fitted(table("places", 32, a=20, b=12), happened, said("places", 30, "a", "b"))


class TestInsiders:
    """Who knows one school exactly, and reads of several, learns nothing small of the others."""

    HAPPENED = at(1, places={"a": 17, "b": 9, "c": 20}) + at(2, places={"a": 3, "b": 9, "c": 20})

    def test_what_is_left_without_the_own_school(self, fitted):
        new = table("places", 78, a=20, b=18, c=40)

        assert fitted(new, self.HAPPENED, schools=BOTH) == {"a": 20, "b": 18, "c": 40}
        assert fitted(new, self.HAPPENED, schools=BOTH, insiders=[THERE]) == {"a": 20, "b": 18, "c": 40}
        assert fitted(new, self.HAPPENED, schools=BOTH, insiders=[HERE]) == {"a": WITHHELD, "b": 18, "c": WITHHELD}

    def test_two_figures_are_withheld_for_two_insiders(self, fitted):
        happened = self.HAPPENED + at(1, places={"d": 2}) + at(2, places={"d": 9})

        shown = fitted(table("places", 89, a=20, b=18, c=40, d=11), happened, schools=BOTH, insiders=[HERE, THERE])

        assert shown == {"a": WITHHELD, "b": 18, "c": 40, "d": WITHHELD}

    def test_a_total_that_tells_how_little_the_other_had(self, fitted):
        happened = at(1, places={"a": 17}) + at(2, places={"a": 3})

        with pytest.raises(CannotProtect):
            fitted(table("places", 20), happened, schools=BOTH, insiders=[HERE])

    def test_a_band_of_which_the_own_part_is_known(self, fitted):
        happened = at(1, places={"a": 2, "b": 20}) + at(2, places={"a": 1, "b": 20})

        with pytest.raises(CannotProtect):
            fitted(table("places", 43, a="0 to 4", b=40), happened, schools=BOTH, insiders=[HERE])

    def test_the_other_school_in_a_term(self, fitted):
        happened = at(1, "autumn", places={"a": 9}) + at(2, "autumn", places={"a": 3})
        happened += at(1, "summer", places={"a": 9}) + at(2, "summer", places={"a": 9})
        rows = [Row(term, "", (term,), (number,)) for term, number in (("autumn", 12), ("spring", 0), ("summer", 18))]
        new = Table("terms", (("this", "This year"),), tuple(rows), (30,))

        shown = fitted(new, happened, schools=BOTH, insiders=[HERE])

        assert shown == {"autumn": WITHHELD, "spring": 0, "summer": WITHHELD}

    def test_what_the_other_school_withholds_in_its_own_report(self, fitted):
        """With the federation's figure out, its own may tell at one school what it tells nowhere else."""
        released = [said("places", number, code, schools=BOTH) for code, number in (("a", 26), ("b", 18), ("c", 40))]
        new = table("places", 38, a=WITHHELD, b=9, c=WITHHELD)
        happened = self.HAPPENED + at(1, places={"a": 6})

        assert fitted(new, happened, *released, schools=THERE)["b"] == 9
        with pytest.raises(CannotProtect):
            fitted(new, happened, *released, schools=THERE, insiders=[HERE])

    def test_who_knows_two_schools_of_three_learns_nothing_of_the_third(self, fitted):
        happened = sum((at(school, places={"a": 10, "b": 12, "c": 15}) for school in (1, 2)), Counter())
        happened += at(3, places={"a": 3, "b": 12, "c": 15})
        new, three = table("places", 104, a=23, b=36, c=45), frozenset({1, 2, 3})

        shown = fitted(new, happened, schools=three, insiders=[HERE, THERE])
        assert shown == {"a": 23, "b": 36, "c": 45}
        assert fitted(new, happened, schools=three, insiders=[BOTH])["a"] == WITHHELD

    def test_who_knows_two_schools_knows_each_of_them(self, fitted):
        """So a report of one of the two with the third must not tell of the third."""
        happened = at(1, places={"a": 9, "b": 20}) + at(2, places={"a": 20, "b": 20}) + at(3, places={"a": 2, "b": 20})
        new, whole = table("places", 51, a=11, b=40), frozenset({1, 3})
        released = [said("places", WITHHELD, "a", schools=frozenset({1, 2, 3}))]

        assert fitted(new, happened, *released, schools=whole, insiders=[BOTH])["a"] == WITHHELD

    def test_what_is_left_of_a_report_without_the_own_schools(self, fitted):
        """Two schools together had 4, though another report tells the two apart."""
        happened = at(1, places={"a": 9, "b": 20}) + at(4, places={"a": 4, "b": 20}) + at(3, places={"b": 20})
        new, whole = table("places", 73, a=13, b=60), frozenset({1, 3, 4})
        released = [said("places", WITHHELD, "a", schools=frozenset({3, 5}))]
        happened += at(5, places={"a": 9, "b": 20})

        assert fitted(new, happened, *released, schools=whole, insiders=[BOTH])["a"] == WITHHELD


A, B, C, D = (frozenset({school}) for school in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("reports", "held", "insiders"),
    [
        ([A], [A | B], []),
        ([A | B], [], [A, B]),
        ([A | B], [A | B], [A, B]),
        ([A | B | C], [A, A | B, A | B | C], [A, B, C, A | B]),
        ([A | B | C], [A | B | D], [A, B, C, A | B]),
        ([A, A | B | C], [A | B, B | C], [B, C, B | C]),
        ([A | B, A | B | C], [A | B, B | C], [A, B, C, B | C]),
        ([C | D, A | B | C], [A | D], [A, B, C, D, A | D]),
    ],
)
def test_who_counts_as_an_insider(reports, held, insiders):
    """`reports`: the schools of each, the new one first; `held`: the sets of schools whose numbers an account sees."""
    assert insiders_of(reports, held) == insiders


def three_terms(**autumn):
    return (
        at(kinds=autumn)
        + at(term="spring", kinds={"a": 10, "b": 9, "c": 8})
        + at(term="summer", kinds={"a": 7, "b": 9, "c": 9})
    )


SUMMER = Period(2025, "usual", frozenset({"summer"}))
OF_TERMS = [
    said("kinds", number, code, period=period)
    for period, numbers in ((AUTUMN, (6, 8, 11)), (SPRING, (10, 9, 8)), (SUMMER, (7, 9, 9)))
    for code, number in zip("abc", numbers, strict=True)
]


def test_a_year_that_its_terms_make_up_is_shown(fitted):
    assert fitted(table("kinds", 77, a=23, b=26, c=28), three_terms(a=6, b=8, c=11), *OF_TERMS) == {
        "a": 23, "b": 26, "c": 28,
    }  # fmt: skip


def test_of_what_changed_by_one_since_the_reports_of_its_terms_a_year_tells_nothing(fitted):
    moved = three_terms(a=5, b=9, c=11)

    shown = fitted(table("kinds", 77, a=22, b=27, c=28), moved, *OF_TERMS)

    assert shown == {"a": WITHHELD, "b": WITHHELD, "c": 28}


def test_nor_the_last_term_that_comes_after_its_year(fitted):
    moved = three_terms(a=5, b=9, c=11)
    year = [said("kinds", number, code) for code, number in zip("abc", (23, 26, 28), strict=True)]

    shown = fitted(table("kinds", 25, a=5, b=9, c=11), moved, *OF_TERMS[3:], *year, period=AUTUMN)

    assert shown == {"a": WITHHELD, "b": WITHHELD, "c": 11}


def test_a_total_that_would_tell_of_one_that_was_withdrawn_is_not_shown(fitted):
    gone = three_terms(a=5, b=8, c=11)
    totals = [said("kinds", number, period=period) for number, period in ((25, AUTUMN), (27, SPRING), (25, SUMMER))]

    with pytest.raises(CannotProtect):
        fitted(table("terms", 76), gone, *totals)
    assert fitted(table("kinds", a=22, b=26, c=28), gone, *totals, *OF_TERMS) == {"a": WITHHELD, "b": 26, "c": 28}


def test_a_change_of_as_many_as_are_shown_is_shown(fitted):
    assert fitted(table("kinds", a=28, b=26, c=28), three_terms(a=11, b=8, c=11), *OF_TERMS) == {
        "a": 28, "b": 26, "c": 28,
    }  # fmt: skip


def test_nor_do_schools_tell_what_changed_since_the_report_of_their_federation(fitted):
    happened = at(1, places={"a": 17, "b": 9}) + at(2, places={"a": 12, "b": 10})
    federation = said("places", 28, "a", schools=BOTH), said("places", 20, "b", schools=BOTH)
    here = said("places", 17, "a"), said("places", 9, "b")

    shown = fitted(table("places", 22, a=12, b=10), happened, *federation, *here, schools=THERE)

    assert shown == {"a": WITHHELD, "b": WITHHELD}
