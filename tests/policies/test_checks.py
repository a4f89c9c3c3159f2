"""Whether a school's policies stand up to the guidance: each check, who sees it, and what it costs."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from people.models import School
from people.roles import Role
from policies import home
from policies.actions import new_draft, start_policy
from policies.checks import reports
from policies.models import Column, Decision, Policy, PolicyVersion, Row, Signature
from tests.homes import blocks_of

pytestmark = pytest.mark.once

ADDRESS = "/policies/checks/"


@pytest.fixture
def found(headteacher):
    """`found("review")`: what the check says to the head, or None where all is well."""

    def ask(key: str) -> str | None:
        [report] = reports(headteacher)
        [result] = [each for each in report.results if each.key == key]
        return result.finding.what if result.finding else None

    return ask


@pytest.fixture
def link(headteacher):
    """`link("rows")`: where the head is led to mend it."""

    def ask(key: str) -> str:
        [report] = reports(headteacher)
        return next(result.finding.url for result in report.found if result.key == key)

    return ask


@pytest.fixture
def in_force(draft) -> PolicyVersion:
    """The school's own policy, in force, with its review in July 2027; here nobody asks what is undecided."""
    draft.status, draft.approved_on = "approved", date(2026, 7, 8)
    draft.effective_from, draft.review_due = date(2026, 9, 1), date(2027, 7, 8)
    draft.save()
    draft.policy.coverages.update(starts_on=date(2020, 9, 1))
    return draft


def decide(version, row, key, note="", group=None):
    """Write one decision of a version."""
    row = Row.objects.get(matrix__version=version, key=row)
    column = Column.objects.filter(group__matrix=row.matrix, key=key).exclude(group__key="adults").get()
    Decision.objects.update_or_create(row=row, group=column.group, defaults={"column": column, "note": note})


def test_without_a_policy_in_force_the_draft_is_named(draft, headteacher):
    [report] = reports(headteacher)
    finding = report.found[0].finding

    assert finding.what == "No e-safety policy of your own is in force."
    assert "Draft 1 is being written." in finding.why
    assert finding.url == draft.get_absolute_url()


def test_a_policy_in_force_is_fine(in_force, found):
    assert found("policy") is None


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2027-05-08", None),
        ("2027-05-09", "The next review is due by 8 July 2027."),
        ("2027-07-10", "The review was due on 8 July 2027: 2 days overdue."),
    ],
)
def test_a_review_is_told_sixty_days_ahead(in_force, found, time_machine, day, said):
    time_machine.move_to(f"{day} 09:00")

    assert found("review") == said


@pytest.mark.parametrize(
    ("row", "key", "note", "is_told"),
    [
        ("phones_in_school", "allowed", "", True),
        ("phones_in_school", "allowed", "Handed in at the office", True),
        ("phones_in_lessons", "certain_times", "", True),
        ("pupil_owned", "allowed", "", True),
        ("pupil_owned", "not_allowed", "", False),
        ("blogs", "allowed", "", False),
    ],
)
def test_phones_of_pupils_are_told_where_they_are_carried_or_used(in_force, found, row, key, note, is_told):
    decide(in_force, row, key, note)

    assert bool(found("phones")) is is_told


def test_a_phone_that_is_handed_in_is_not_carried_whatever_the_column_is_called(in_force, found, link):
    decide(in_force, "phones_in_school", "allowed")
    assert link("phones") == "/policies/e-safety-policy/1/matrices/communications/"

    Column.objects.filter(group__matrix__version=in_force, key="allowed").update(meaning="handed_in")

    assert found("phones") is None


def test_a_row_is_about_phones_where_its_flag_says_so(in_force, found):
    decide(in_force, "blogs", "allowed")
    assert found("phones") is None

    Row.objects.filter(matrix__version=in_force, key="blogs").update(pupils_phones=True)

    assert found("phones") == "Pupils may carry or use phones: “Using blogs”."


def test_adults_may_carry_phones(in_force, found):
    adults = Decision.objects.filter(row__matrix__version=in_force, row__key="phones_in_school", group__key="adults")

    assert adults.get().column.key == "allowed"
    assert found("phones") is None


@pytest.mark.parametrize(
    ("key", "role", "nobody"),
    [
        ("filtering_lead", Role.SENIOR_LEADER, "No senior leader is named for filtering and monitoring."),
        ("filtering_governor", Role.GOVERNOR, "No governor is named for filtering and monitoring."),
    ],
)
def test_who_answers_for_filtering_is_named_and_still_there(school, appoint, administrator, found, key, role, nobody):
    before = found(key)
    user = appoint(role, school, "Una Usher")
    school.configure(by=administrator, **{key: user})
    named = found(key)
    user.memberships.update(ends_on=date(2026, 7, 31))
    left = found(key)

    assert (before, named) == (nobody, None)
    assert left.startswith("Una Usher, who is named for filtering and monitoring, no longer holds a role here")


def test_a_safeguarding_lead_counts_once_confirmed(school, found, safeguarding_lead):
    confirmed = found("safeguarding_lead")
    safeguarding_lead.memberships.update(confirmed_by=None)

    assert confirmed is None
    assert found("safeguarding_lead") == "Nobody is safeguarding lead today."


def test_a_safeguarding_lead_of_the_federation_counts_at_each_school(sister_schools, federation, appoint):
    head = appoint(Role.HEADTEACHER, sister_schools[0])
    appoint(Role.SAFEGUARDING_LEAD, federation)

    [report] = reports(head)

    assert "safeguarding_lead" in {result.key for result in report.fine}


def test_agreements_that_are_missing_are_named(school, found, administrator):
    for kind in Policy.Kind:
        if kind not in (Policy.Kind.E_SAFETY, Policy.Kind.VISITORS_AGREEMENT, Policy.Kind.YOUNGER_PUPILS_AGREEMENT):
            agreement = Policy.objects.create(kind=kind, title=kind.label, slug=kind.replace("_", "-"))
            agreement.cover(school, by=administrator, starts_on=date(2026, 9, 1))
            PolicyVersion.objects.create(
                policy=agreement,
                number=1,
                status="approved",
                approved_on=date(2026, 9, 1),
                effective_from=date(2026, 9, 1),
            )
    primary = found("agreements")
    School.objects.update(phase=School.Phase.SECONDARY)
    secondary = found("agreements")

    assert primary.endswith("are not in force: for younger pupils (to Year 2), visitors.")
    assert secondary.endswith("is not in force: for visitors.")


def test_signatures_that_are_missing_are_counted(school, found, administrator, pupil):
    agreement = Policy.objects.create(kind="parents_agreement", title="For parents", slug="for-parents")
    agreement.cover(school, by=administrator, starts_on=date(2026, 9, 1))
    version = PolicyVersion.objects.create(
        policy=agreement, number=1, status="approved", approved_on=date(2026, 9, 1), effective_from=date(2026, 9, 1)
    )
    before = found("signatures")
    Signature.objects.create(
        version=version,
        school=school,
        person=pupil,
        name=pupil.name,
        how="paper",
        signed_on=date(2026, 9, 2),
        recorded_by=administrator,
        recorded_at=clock.now(),
    )

    assert before == "Signatures are missing: “For parents”, 1 of 1."
    assert found("signatures") is None


def test_rows_that_the_standard_set_has_by_now_are_told_unless_they_were_taken_out(in_force, found):
    assert found("rows") is None
    gambling = Row.objects.get(matrix__version=in_force, key="gambling")
    gambling.key = "betting"
    gambling.save()

    assert found("rows") == "Your tables lack 1 row of the standard set: “Online gambling”."


def test_it_is_mended_in_the_draft_and_where_there_is_none_in_a_new_one(in_force, administrator, time_machine, link):
    Row.objects.filter(matrix__version=in_force, key="gambling").update(key="betting")
    time_machine.move_to("2027-07-10 09:00")
    before = link("rows"), link("review")
    second = new_draft(in_force.policy, by=administrator)

    assert before == ("/policies/e-safety-policy/draft/",) * 2
    assert link("rows") == "/policies/e-safety-policy/2/matrices/user_actions/shape/"
    assert link("review") == second.get_absolute_url()
    PolicyVersion.objects.filter(pk=second.pk).update(status="submitted")
    assert link("rows") == second.get_absolute_url()


def test_an_agreement_that_is_missing_is_started_and_then_read(school, administrator, link):
    kinds = [kind for kind in Policy.Kind if kind != Policy.Kind.E_SAFETY]
    before = link("agreements")
    drafts = [start_policy(title=kind.label, schools=[school], kind=kind, by=administrator) for kind in kinds]

    assert before == f"/policies/start/{kinds[0].value}/"
    assert link("agreements") == drafts[0].get_absolute_url()


class TestPage:
    @pytest.mark.parametrize("who", ["coordinator", "headteacher", "governor", "chair", "administrator"])
    def test_those_who_answer_for_policies_see_it(self, request, signed_in, who):
        response = signed_in(request.getfixturevalue(who)).get(ADDRESS)

        assert response.status_code == 200
        assert "Ashdown Primary" in response.content.decode()

    def test_a_colleague_is_told_why_not(self, teacher, signed_in):
        response = signed_in(teacher).get(ADDRESS)

        assert response.status_code == 403
        assert "Checks are for the coordinator" in response.content.decode()

    def test_a_stranger_sees_their_own_schools_alone(self, school, stranger, signed_in):
        page = signed_in(stranger).get(ADDRESS).content.decode()

        assert "Birchwood Primary" in page
        assert "Ashdown Primary" not in page

    def test_only_who_may_mend_is_led_there(self, school, administrator, governor, signed_in):
        link = 'href="/settings/ASH/#id_filtering_lead"'
        pages = [signed_in(user).get(ADDRESS).content.decode() for user in (administrator, governor)]

        assert [link in page for page in pages] == [True, False]
        assert "The head or the administrator does this in the settings." in pages[1]

    def test_what_is_fine_is_listed_too(self, in_force, headteacher, signed_in):
        page = signed_in(headteacher).get(ADDRESS).content.decode()

        assert "4 of 8 fine" in page
        assert "An e-safety policy of your own is in force." in page
        assert "Nobody’s signature is missing." not in page

    def test_the_list_of_policies_and_the_home_page_lead_there(self, school, headteacher, teacher, signed_in):
        pages = [signed_in(user).get("/policies/").content.decode() for user in (headteacher, teacher)]
        [block] = [block for block in blocks_of(home, headteacher) if block.key == "policy-checks"]

        assert [f'href="{ADDRESS}"' in page for page in pages] == [True, False]
        assert block.count == 5
        assert block.url == ADDRESS

    def test_it_costs_the_same_for_one_school_and_for_three(self, school, headteacher, appoint, signed_in):
        browser = signed_in(headteacher)
        with CaptureQueriesContext(connection) as one:
            browser.get(ADDRESS)
        for code in ("AA", "BB"):
            appoint(Role.HEADTEACHER, School.objects.create(name=code, code=code), user=headteacher)
        with CaptureQueriesContext(connection) as three:
            page = browser.get(ADDRESS)

        assert len(page.context["reports"]) == 3
        assert len(one) == len(three) == 10
