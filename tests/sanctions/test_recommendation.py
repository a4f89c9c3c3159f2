"""What the table recommends: exactly its cells."""

from policies.models import Cell, Row
from sanctions.actions import choose_misuse, table_for
from sanctions.models import SanctionsTable
from sanctions.queries import actions_of


def recommended(involvement):
    return table_for(involvement).actions_for(Row.objects.filter(misuses__involvement=involvement))


def test_the_table_in_force_when_it_happened_is_asked(involvement, pupil_table):
    assert table_for(involvement).pk == pupil_table.pk


def test_one_misuse_recommends_its_row_of_the_table(involvement, coordinator, misuse_row):
    choose_misuse(involvement, [misuse_row("P3")], by=coordinator)

    found = [(a.column.key, a.value) for a in recommended(involvement)]

    assert found == [
        ("class_teacher", "yes"),
        ("parents", "conditional"),
        ("warning", "yes"),
        ("further", "yes"),
    ]


def test_of_two_misuses_the_stronger_recommendation_wins(involvement, coordinator, misuse_row):
    choose_misuse(involvement, [misuse_row("P3"), misuse_row("P15")], by=coordinator)

    found = {a.column.key: a.value for a in recommended(involvement)}

    assert found["parents"] == "yes"
    assert set(found) == {
        "class_teacher", "middle_leader", "headteacher", "technical", "parents", "warning", "further",
    }  # fmt: skip


def test_an_undecided_cell_and_a_no_recommend_nothing(involvement, coordinator, misuse_row, action):
    choose_misuse(involvement, [misuse_row("P2")], by=coordinator)
    Cell.objects.filter(row=misuse_row("P2"), column=action("warning")).delete()

    found = [a.column.key for a in recommended(involvement)]

    assert found == ["class_teacher", "further"]


def test_a_person_whom_no_table_covers_gets_no_recommendation(involvement):
    involvement.kind = "other"

    assert table_for(involvement) is None


def test_the_page_and_the_rule_agree_on_what_is_open(involvement, coordinator, misuse_row):
    choose_misuse(involvement, [misuse_row("P3")], by=coordinator)
    incident = involvement.incident

    shown = sum(len(person.open) for person in actions_of(incident))

    assert shown == 4
    assert [point.text for point in incident.missing_for_closure if point.anchor == "actions"] == [
        "decide 4 recommended actions"
    ]


def test_only_sanctions_matrices_are_sanctions_tables(version):
    kinds = set(SanctionsTable.objects.filter(version=version).values_list("kind", flat=True))

    assert kinds == {"pupil_sanctions", "staff_sanctions"}
    assert Row.objects.filter(group__matrix__version=version, group__matrix__kind="user_actions").exists()
