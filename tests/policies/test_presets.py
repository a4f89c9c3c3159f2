"""Where a policy can start from: what each preset holds, and what it leaves open."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access import Refused
from policies.models import Cell, Column, Decision, Lock, Matrix, Policy, PolicyVersion, Row
from policies.presets import build, ensure_standard_set
from policies.presets.files import all_presets, marks

pytestmark = pytest.mark.django_db


@pytest.fixture
def built():
    """`built("primary-2020", …)`: a draft filled from these sources."""

    def make(*sources: str) -> PolicyVersion:
        policy = Policy.objects.create(title="E-safety policy", slug=f"policy-{Policy.objects.count()}")
        version = PolicyVersion.objects.create(policy=policy, number=1)
        build(version, sources)
        return version

    return make


def decisions(version: PolicyVersion, kind: str, group: str) -> dict[str, str]:
    found = Decision.objects.filter(row__matrix__version=version, row__matrix__kind=kind, group__key=group)
    return dict(found.values_list("row__key", "column__key"))


def cells(version: PolicyVersion, row: str) -> dict[str, str]:
    return dict(
        Cell.objects.filter(row__matrix__version=version, row__key=row)
        .order_by("column__position")
        .values_list("column__key", "value")
    )


def sizes(version: PolicyVersion) -> dict[str, tuple[int, int]]:
    return {
        matrix.kind: (matrix.all_rows.count(), Column.objects.filter(group__matrix=matrix).count())
        for matrix in version.matrices.all()
    }


def test_the_standard_set_is_there_after_migrating_with_all_five_tables():
    version = PolicyVersion.objects.get(policy__is_standard=True)

    assert (version.number, version.status) == (1, "approved")
    assert sizes(version) == {
        "user_actions": (24, 5),
        "communications": (10, 8),
        "devices": (6, 2),
        "pupil_sanctions": (16, 9),
        "staff_sanctions": (16, 8),
    }


def test_the_standard_set_decides_what_it_prints_and_leaves_the_rest_open():
    version = PolicyVersion.objects.get(policy__is_standard=True)

    assert Counter(decisions(version, "user_actions", "use").values()) == {"unacceptable": 11, "illegal": 5}
    assert decisions(version, "communications", "adults") == {}
    assert decisions(version, "devices", "in_school") == {}
    assert cells(version, "P1") == {"middle_leader": "yes", "headteacher": "yes", "police": "yes"}
    assert cells(version, "S1") == {"headteacher": "yes", "local_authority": "yes", "police": "yes"}
    assert Cell.objects.filter(row__matrix__version=version).count() == 6


def test_the_standard_set_is_created_once():
    ensure_standard_set()

    assert PolicyVersion.objects.filter(policy__is_standard=True).count() == 1


def test_the_standard_set_costs_little_where_it_is_there():
    with CaptureQueriesContext(connection) as queries:
        ensure_standard_set()

    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 2


def test_rows_fixed_in_every_school_are_locked_whole():
    rows = Row.objects.filter(matrix__version__policy__is_standard=True, fixed__isnull=False)

    assert Counter(rows.values_list("fixed__key", flat=True)) == {"unacceptable": 8, "illegal": 5}
    assert all(row.fixed.group.matrix_id == row.matrix_id for row in rows.select_related("fixed__group"))


def test_every_lock_gives_its_reason():
    locks = Lock.objects.filter(row__matrix__version__policy__is_standard=True)

    assert Counter(locks.values_list("column__key", flat=True)) == {
        "acceptable": 3,
        "certain_times": 3,
        "nominated_users": 3,
        "illegal": 8,
    }
    assert not locks.filter(reason="").exists()


def test_what_the_program_must_know_is_in_flags():
    rows = Row.objects.filter(matrix__version__policy__is_standard=True)

    def keys(**flag: bool) -> set[str]:
        return set(rows.filter(**flag).values_list("key", flat=True))

    illegal = {"csam", "grooming", "obscene_to_child", "extreme_pornography", "criminally_racist", "P1", "S1"}
    assert keys(illegal=True) == illegal
    assert keys(safeguarding=True) == {"csam", "grooming", "obscene_to_child", "extremism"}
    assert keys(no_files=True) == {"csam", "extreme_pornography"}
    assert keys(data_breach=True) == {"confidential_information", "S5", "S6"}
    assert keys(continued=True) == {"P11", "S16"}


def test_the_policy_of_2020_has_no_sanctions_tables(built):
    version = built("primary-2020")

    assert list(sizes(version)) == ["user_actions", "communications", "devices"]
    assert decisions(version, "communications", "pupils")["blogs"] == "staff_permission"
    assert decisions(version, "devices", "in_school")["pupil_owned"] == "not_allowed"
    assert len(decisions(version, "communications", "adults")) == 8  # two are blank in the source


def test_a_doubtful_row_stays_undecided_and_says_why(built):
    version = built("primary-2020")

    doubtful = Row.objects.filter(matrix__version=version).exclude(remark="")

    assert set(doubtful.values_list("key", flat=True)) == {
        "gaming_educational",
        "gaming_other",
        "file_sharing",
        "video_broadcasting",
    }
    assert not Decision.objects.filter(row__in=doubtful).exists()


def test_the_policy_of_2016_lost_its_marks_and_has_the_row_that_protects_everywhere(built):
    version = built("federation-2016")

    assert list(sizes(version)) == ["user_actions", "communications", "pupil_sanctions", "staff_sanctions"]
    assert Row.objects.get(matrix__version=version, key="extremism").locks.count() == 3
    assert decisions(version, "communications", "pupils") == {}
    assert not Cell.objects.filter(row__matrix__version=version).exists()


def test_headings_are_those_of_the_first_source_that_has_the_table(built):
    first, second = built("federation-2016", "primary-2020"), built("primary-2020", "federation-2016")

    def heading(version: PolicyVersion, group: str, key: str) -> str:
        return Column.objects.get(group__matrix__version=version, group__key=group, key=key).label

    assert heading(first, "pupils", "allowed") == "Allowed (securely stored)"
    assert heading(second, "pupils", "allowed") == "Allowed"
    assert heading(second, "actions", "line_manager") == "Refer to School Business Manager"


def test_the_first_source_that_decides_a_cell_wins_and_is_remembered(built):
    version = built("primary-2020", "worked-example")

    found = {
        decision.row.key: (decision.column.key, decision.provenance)
        for decision in Decision.objects.filter(row__matrix__version=version).select_related("row", "column")
    }

    assert found["gambling"] == ("unacceptable", "primary-2020")
    assert found["gaming_other"] == ("certain_times", "worked-example")
    assert found["csam"] == ("illegal", "standard")
    assert found["extremism"] == ("unacceptable", "primary-2020")


def test_the_worked_example_is_complete_what_it_does_not_name_is_no(built):
    version = built("standard", "worked-example")

    assert Cell.objects.filter(row__matrix__version=version).count() == 16 * 9 + 16 * 8
    assert cells(version, "P3") == {
        "class_teacher": "yes",
        "middle_leader": "no",
        "headteacher": "no",
        "police": "no",
        "technical": "no",
        "parents": "conditional",
        "remove_access": "no",
        "warning": "yes",
        "further": "yes",
    }
    assert set(cells(version, "S12").values()) == {"no"}
    assert Cell.objects.get(row__matrix__version=version, row__key="P1", column__key="police").provenance == "standard"


def test_a_version_is_filled_once(built):
    version = built("standard")

    with pytest.raises(Refused, match="already has its tables"):
        build(version, ["standard"])


def test_a_source_that_does_not_exist_is_refused(built):
    with pytest.raises(Refused, match="There is no preset “nowhere”"):
        built("nowhere")


def test_every_record_has_a_history_that_names_who_started_it(coordinator):
    version = PolicyVersion.objects.create(policy=Policy.objects.create(title="Policy", slug="policy"), number=1)

    build(version, ["standard"], by=coordinator)

    told = Row.history.filter(matrix__version=version)
    assert told.count() == 72
    assert set(told.values_list("history_user", "history_user_name", "history_change_reason")) == {
        (coordinator.pk, "Cora Coordinator", "Started from a preset")
    }


def test_a_version_is_built_with_as_many_queries_however_large(built):
    with CaptureQueriesContext(connection) as small:
        built("primary-2020")
    with CaptureQueriesContext(connection) as large:
        built("standard", "worked-example")

    assert len(small) < 40
    assert len(large) < 60


def test_the_files_agree_with_the_kinds_of_matrix():
    assert [preset.kind for preset in all_presets()] == list(Matrix.Kind.values)


def test_marks_in_brackets_are_if_appropriate():
    assert marks("1 (6) 8") == {1: False, 6: True, 8: False}
