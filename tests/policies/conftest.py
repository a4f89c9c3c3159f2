"""A school's policy: draft 1 with a few open cells, or approved."""

from datetime import date

import pytest

from policies.actions import new_draft, start_policy
from policies.models import Decision, Matrix, Policy, PolicyVersion, Row, Section
from policies.models.obstacles import Reading
from policies.models.parts import ASKS
from policies.queries import Agreement
from policies.states import Status

from .again import Again

SOURCES = ("primary-2020", "worked-example")
APPROVED_ON = date(2026, 7, 8)
IN_FORCE_FROM = date(2026, 9, 1)
REVIEW_DUE = date(2027, 7, 8)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-19 09:00", tick=False)


@pytest.fixture(scope="session")
def again() -> Again:
    return Again()


@pytest.fixture
def draft(school, administrator, again) -> PolicyVersion:
    def start() -> PolicyVersion:
        return start_policy(title="E-safety policy", schools=[school], by=administrator, sources=SOURCES)

    return again(start, school, administrator)


@pytest.fixture
def decide_all(administrator):
    """`decide_all(version)`: what is still open gets the first decision that may be chosen, and a note if it asks."""

    def decide(version: PolicyVersion) -> PolicyVersion:
        reading = Reading(list(version.matrices.all()))
        for matrix in reading.tables:
            matrix.version = version
            groups = reading.groups[matrix.pk]
            for row in reading.undecided(matrix):
                for group in groups:
                    if not row.has_decided(group):
                        open_ = [column for column in group.columns.all() if not row.never(column)]
                        for column in open_ if group.choice == "many" else open_[:1]:
                            matrix.put(row, column, by=administrator, value="no")
        for decision in Decision.objects.filter(row__matrix__version=version, column__meaning__in=ASKS, note=""):
            decision.note = "After lessons, if a teacher allows it"
            decision.save_as(administrator)
        return version

    return decide


@pytest.fixture
def submit(administrator):
    """`submit(version)`: put before the board."""

    def put(version: PolicyVersion, by=administrator) -> PolicyVersion:
        version.submit(by=by)
        return version

    return put


@pytest.fixture
def approve(headteacher, submit, administrator):
    """`approve(version)`: submitted by the administrator; the board approved it in July, in force from September."""

    def record(version: PolicyVersion, submitted_by=administrator, **changes) -> PolicyVersion:
        if version.status == "draft":
            submit(version, by=submitted_by)
        version.approve(
            **{
                "by": headteacher,
                "approving_body": "The board of governors",
                "approved_on": APPROVED_ON,
                "effective_from": IN_FORCE_FROM,
                "review_due": REVIEW_DUE,
            }
            | changes,
        )
        return version

    return record


@pytest.fixture
def approved(draft, decide_all, approve) -> PolicyVersion:
    return approve(decide_all(draft))


@pytest.fixture
def second_draft(approved, administrator) -> PolicyVersion:
    return new_draft(approved.policy, by=administrator)


@pytest.fixture
def user_actions(draft) -> Matrix:
    return draft.matrices.get(kind=Matrix.Kind.USER_ACTIONS)


@pytest.fixture
def pupil_sanctions(draft) -> Matrix:
    return draft.matrices.get(kind=Matrix.Kind.PUPIL_SANCTIONS)


@pytest.fixture
def communications(draft) -> Matrix:
    return draft.matrices.get(kind=Matrix.Kind.COMMUNICATIONS)


@pytest.fixture
def part():
    """`part(matrix, "gambling", "illegal")`: a row and a column by their keys."""

    def find(matrix: Matrix, row: str, column: str):
        columns = [each for group in matrix.column_groups.all() for each in group.columns.all() if each.key == column]
        return Row.objects.get(matrix=matrix, key=row), columns[0]

    return find


class Agreeing:
    """`agree(kind)`: an agreement of the school in force since September; `agree.again(it)`: its next version."""

    def __init__(self, school) -> None:
        self.school = school

    def __call__(self, kind, *schools) -> Agreement:
        policy = Policy(kind=kind, title=kind.label, slug=kind.value.replace("_", "-"))
        policy.save_as(None)
        for school in schools or [self.school]:
            policy.cover(school, by=None, starts_on=IN_FORCE_FROM)
        return self._version(Agreement(PolicyVersion(policy=policy, number=0), (schools or [self.school])[0]))

    def again(self, agreement: Agreement, **changes) -> PolicyVersion:
        return self._version(agreement, **changes).version

    def _version(self, agreement: Agreement, **changes) -> Agreement:
        said = {"status": Status.APPROVED, "approved_on": APPROVED_ON, "effective_from": IN_FORCE_FROM} | changes
        earlier = agreement.version
        if earlier.pk and said["status"] == Status.APPROVED:
            earlier.status = Status.SUPERSEDED
            earlier.save_as(None)
        version = PolicyVersion(policy=earlier.policy, number=earlier.number + 1, **said)
        version.save_as(None)
        Section(version=version, key="promise", title="What I promise", body="I *think* before I send.").save_as(None)
        return Agreement(version, agreement.school)


@pytest.fixture
def agree(school) -> Agreeing:
    return Agreeing(school)
