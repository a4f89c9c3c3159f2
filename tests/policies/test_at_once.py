"""Two people who do something with one version at the same moment, for real."""

import threading
from datetime import date
from functools import partial

import pytest
from django.db import connection

from core.access import Refused
from policies.actions import record, sign
from policies.models import Matrix, Policy, PolicyVersion
from policies.queries import Agreement

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_once():
    """`at_once(one, other)`: both at the same moment; what each came to, the sentence where it was refused."""

    def run(*verbs):
        gate, results = threading.Barrier(len(verbs)), []

        def do(verb):
            gate.wait()
            try:
                verb()
                results.append("done")
            except Refused as refused:
                results.append(str(refused))
            finally:
                connection.close()

        threads = [threading.Thread(target=do, args=[verb]) for verb in verbs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(results)

    return run


@pytest.fixture
def whole(draft, decide_all):
    return decide_all(draft)


def again(record):
    """As another browser has read it."""
    return type(record).objects.get(pk=record.pk)


def test_of_two_submissions_one_succeeds(whole, coordinator, at_once):
    results = at_once(*(partial(again(whole).submit, by=again(coordinator)) for _ in range(2)))

    assert results == ["This draft is already submitted.", "done"]
    assert PolicyVersion.history.filter(id=whole.pk, status="submitted").count() == 1


def test_of_two_approvals_one_succeeds(whole, submit, headteacher, governor, at_once):
    submit(whole)
    decided = {
        "approving_body": "The board",
        "approved_on": date(2026, 11, 18),
        "effective_from": date(2026, 12, 1),
        "review_due": date(2027, 11, 18),
    }

    results = at_once(*(partial(again(whole).approve, by=by, **decided) for by in (headteacher, governor)))

    assert results == ["A version that is approved cannot be approved.", "done"]
    assert PolicyVersion.history.filter(id=whole.pk, status="approved").count() == 1


def test_a_draft_is_withdrawn_while_somebody_decides_in_it(whole, part, coordinator, administrator, at_once):
    matrix = whole.matrices.get(kind=Matrix.Kind.USER_ACTIONS)
    row, column = part(matrix, "gambling", "acceptable")

    results = at_once(
        partial(again(whole).withdraw, by=administrator, reason="Not now."),
        partial(matrix.decide, row, column, by=coordinator),
    )

    assert results in (["A version that is withdrawn cannot be edited: make a new draft.", "done"], ["done", "done"])
    assert again(whole).status == "withdrawn"
    assert row.decisions.get().history.count() == results.count("done")


def test_two_who_record_the_same_class_record_each_pupil_once(agree, pupil, other_pupil, administrator, at_once):
    agreement = agree(Policy.Kind.OLDER_PUPILS_AGREEMENT)
    both = [f"person-{each.pk}" for each in (pupil, other_pupil)]

    def write():
        mine = Agreement(again(agreement.version), agreement.school)
        record(mine, both, by=again(administrator), how="classroom", signed_on=date(2026, 11, 19))

    assert at_once(write, write) == ["done", "done"]
    assert agreement.version.signatures.count() == 2


def test_a_double_click_signs_once(agree, teacher, at_once):
    agreement = agree(Policy.Kind.STAFF_AGREEMENT)

    def click():
        sign(Agreement(again(agreement.version), agreement.school), by=again(teacher))

    assert at_once(click, click) == ["done", "done"]
    assert agreement.version.signatures.count() == 1
