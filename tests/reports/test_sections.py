"""Which sections a report has, and what each says of its figures: true of what is published, and of nothing else."""

import pytest

from reports.figures import figures_of
from reports.published import Published
from reports.saying import largest, most
from reports.sections import SECTIONS, sections_of
from reports.tables import Row, Table

from .conftest import YEAR

# What statutory and local guidance asks governors to see, in its order.
ORDER = [
    "Summary",
    "Incidents over time",
    "Areas of risk",
    "What happened",
    "Who was involved",
    "Where and how",
    "Actions taken",
    "Referrals to outside agencies",
    "How quickly",
    "Repeat infringements",
    "Examples",
    "Filtering and monitoring",
    "Training",
    "Agreements signed",
    "Surveys",
    "Policies and their tables",
    "Data breaches and access requests",
    "What was improved",
    "How these figures are made",
]


def published(school, **how):
    return Published(figures_of([school], YEAR, **how) | {"complete": True, "months": 12})


def said(school):
    return {section.title: section.content.says for section in sections_of(published(school))}


def test_the_sections_stand_in_the_order_of_the_guidance():
    assert [section.title for section in SECTIONS] == ORDER


def test_each_section_of_a_busy_year_says_what_its_figures_show(busy_year, school):
    found = said(school)

    assert {title: found[title] for title in ORDER[:6]} == {
        "Summary": "69 incidents were logged, 69 more than the year before. Every one was reviewed within five school "
        "days.",
        "Incidents over time": "69 incidents were logged, 69 more than the year before.",
        "Areas of risk": "No area stands out among the 69 incidents.",
        "What happened": "“Got round the filter (proxy, VPN, hotspot)” was reported in 33 of the 69 incidents, more "
        "than any other kind.",
        "Who was involved": "Key stage 2 is the phase in 54 of the 69 occasions on which a pupil was alleged to be an "
        "instigator, more than any other phase.",
        "Where and how": "Classroom is the place of 42 of the 69 incidents, more than any other place.",
    }
    assert found["How quickly"] == (
        "100% of the incidents were reviewed by the next school day, and 69 were still open when this was prepared."
    )


def test_a_year_without_incidents_has_every_section_and_says_so(school):
    assert said(school) == {
        "Summary": "No incidents were logged, as many as the year before.",
        "Incidents over time": "No incidents were logged, as many as the year before.",
        "Areas of risk": "No incidents were logged.",
        "What happened": "No incidents were logged.",
        "Who was involved": "No pupil is alleged to be an instigator.",
        "Where and how": "No incidents were logged.",
        "Actions taken": "No actions about pupils had to be decided.",
        "Referrals to outside agencies": "An outside agency was told of 0 to 4 incidents: as long as the number is "
        "small it is shown like this, whether or not there was any (the year before: 0 to 4).",
        "How quickly": "No incidents were logged, so none had to be reviewed.",
        "Repeat infringements": "Occasions on which a pupil was alleged to have done something again after a warning "
        "or sanction: 0 to 4 (the year before: 0 to 4).",
        "Examples": "No examples were written for this report.",
        "Filtering and monitoring": "No records are kept here yet.",
        "Training": "No records are kept here yet.",
        "Agreements signed": "No signatures were recorded.",
        "Surveys": "No records are kept here yet.",
        "Policies and their tables": "No new version of a policy or agreement was approved in this period.",
        "Data breaches and access requests": "Breaches of personal data that were found out: 0 to 4 (the year before: "
        "0 to 4).",
        "What was improved": "Incidents after which rules, teaching, supervision or filtering were changed: 0 to 4 "
        "(the year before: 0 to 4).",
        "How these figures are made": "",
    }


def test_of_so_few_incidents_no_section_says_a_number(logged, school):
    logged(3, group="5", what_changed="Tablets are handed in at noon.")
    found = said(school)
    del found["Data breaches and access requests"]  # a register of its own: its band tells of no incident

    assert found["Summary"].startswith("A few incidents were logged")
    assert not [text for title, text in found.items() if any(letter.isdigit() for letter in text)]


def a_table(*cells):
    rows = tuple(Row(f"row{place}", f"Row {place}", (f"row{place}",), (cell,)) for place, cell in enumerate(cells))
    return Table("kinds", (("this", "This year"),), rows, (40,))


@pytest.mark.parametrize(
    ("cells", "is_certain"),
    [((20, 15, 5), True), ((25, "c", "c"), True), ((15, "c", "c"), False), ((20, "c", "c"), False)],
)
def test_a_row_is_the_largest_only_where_no_withheld_one_can_be_larger(cells, is_certain):
    row, number, certain = largest(a_table(*cells), "this")

    assert (row.label, number, certain) == ("Row 0", cells[0], is_certain)


def test_no_row_is_the_largest_where_two_have_as_many():
    assert largest(a_table(20, 20), "this") is None
    assert most(a_table(20, 20), "this", "{row}", "kind", "None") == "No kind stands out among the 40 incidents."


def test_rows_without_any_are_named_in_one_sentence(logged, school):
    logged(30, kind="bypass")

    shown = published(school).shown("kinds", "Incidents by kind", "Kind", fold=True)

    assert not [label for label, cells in shown.rows if set(cells) == {0}]
    assert "Cyber-bullying" in next(note for note in shown.notes if note.startswith("None at all: "))


def test_where_nothing_was_logged_the_kinds_are_named_and_nothing_is_drawn(school):
    found = published(school)

    sections = {section.key: section.content for section in sections_of(found)}

    kinds = sections["kinds"].exhibits[0].table
    assert (kinds.rows, kinds.total) == ([], [0, 0])
    assert "Cyber-bullying" in kinds.notes[-1]
    charted = [exhibit for content in sections.values() for exhibit in content.exhibits if exhibit.chart]
    assert len(charted) == 4
    assert not any(exhibit.is_drawn for exhibit in charted)


def test_short_tables_stand_beside_each_other_and_charts_beside_their_own(busy_year, school):
    sections = {section.key: section.content for section in sections_of(published(school))}

    reviewed, beside = sections["speed"].shelves

    assert [exhibit.is_drawn for exhibit in reviewed] == [True]
    assert [exhibit.table.caption for exhibit in beside] == [
        "From report to closing",
        "Parents informed, for each pupil in each incident",
    ]
    assert [len(shelf) for shelf in sections["kinds"].shelves] == [1, 1]


def test_a_report_that_is_older_than_a_section_says_so(busy_year, school):
    older = published(school)
    for key in ("referred", "repeats", "policies"):
        del older.data[key]
    del older.tables["agreements"]

    found = {section.title: section.content.says for section in sections_of(older)}

    named = ("Referrals to outside agencies", "Repeat infringements", "Agreements signed", "Policies and their tables")
    assert {found[title] for title in named} == {"This report is older than this figure."}


def test_a_row_that_is_all_there_is_is_not_compared_with_others():
    assert most(a_table(40, 0), "this", "{row} has {part}", "kind", "None") == "Row 0 has all 40 incidents."
