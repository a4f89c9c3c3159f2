"""The pages about policies: who reads them, what they say, and what they cost."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import School
from people.roles import Role
from policies import home
from policies.actions import new_draft, start_policy
from policies.models import Coverage, Decision, Matrix, Policy, Row, RowGroup
from tests.homes import blocks_of
from tests.pages import said

SLUG = "e-safety-policy"
CODES = ["AA", "BB", "CC"]
VERSION = reverse("policies:version", args=[SLUG, 1])
READING = [VERSION, *(reverse("policies:matrix", args=[SLUG, 1, kind]) for kind in Matrix.Kind.values)]
EDITING = [
    reverse("policies:draft", args=[SLUG]),
    *(reverse(f"policies:{verb}", args=[SLUG, 1]) for verb in ("submit", "send-back", "withdraw", "approve")),
    reverse("policies:matrix-rest", args=[SLUG, 1, "pupil_sanctions"]),
    *(reverse("policies:matrix-edit", args=[SLUG, 1, kind]) for kind in Matrix.Kind.values),
]


@pytest.mark.parametrize("address", READING)
def test_everybody_at_the_school_reads_its_policy(address, draft, teacher, governor, signed_in):
    assert [signed_in(user).get(address).status_code for user in (teacher, governor)] == [200, 200]


@pytest.mark.parametrize("address", READING + EDITING)
def test_for_a_stranger_the_policy_does_not_exist(address, draft, stranger, signed_in):
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(stranger).post(address).status_code in (404, 405)


@pytest.mark.parametrize("address", EDITING)
def test_a_colleague_who_may_not_is_told_why(address, draft, teacher, signed_in):
    response = signed_in(teacher).get(address)

    assert response.status_code == 403
    assert any(
        sentence in said(response)
        for sentence in ("Drafts are", "The approval is recorded by", "A version is sent back by")
    )


@pytest.mark.parametrize("kind", Matrix.Kind.values)
def test_an_approved_table_cannot_be_edited_by_any_address(kind, approved, coordinator, signed_in):
    address = reverse("policies:matrix-edit", args=[SLUG, 1, kind])
    before = Decision.history.count()

    for response in (
        signed_in(coordinator).get(address),
        signed_in(coordinator).post(address, {"gambling.use": "acceptable"}),
    ):
        assert response.status_code == 403
        assert "A version that is approved cannot be edited: make a new draft." in said(response)
    assert Decision.history.count() == before


def test_the_edit_link_is_for_those_who_may_edit(draft, coordinator, teacher, signed_in):
    address = reverse("policies:matrix", args=[SLUG, 1, "user_actions"])

    assert "Edit this table" in said(signed_in(coordinator).get(address))
    assert "Edit this table" not in said(signed_in(teacher).get(address))


@pytest.mark.parametrize(
    "address", ["nowhere/1/", f"{SLUG}/99/", f"{SLUG}/99999999999999999999/", f"{SLUG}/1/matrices/nonsense/"]
)
def test_what_is_not_there_is_not_found(address, draft, coordinator, signed_in):
    assert signed_in(coordinator).get(f"/policies/{address}").status_code == 404


def test_everybody_with_a_role_reads_the_standard_set(stranger, signed_in):
    page = said(signed_in(stranger).get("/policies/standard-set/1/matrices/user_actions/"))

    assert "8 rows are left to each school." in page
    assert "Edit this table" not in page


def test_the_list_of_a_school_without_a_policy_says_what_applies(school, coordinator, teacher, signed_in):
    page = said(signed_in(coordinator).get("/policies/"))

    assert "Your school has no policy of its own yet" in page
    assert 'href="/policies/start/"' in page
    assert 'href="/policies/start/"' not in said(signed_in(teacher).get("/policies/"))


def test_the_list_says_what_is_in_force_where_and_since_when(approved, second_draft, teacher, signed_in):
    Coverage.objects.update(starts_on=date(2020, 9, 1))
    Decision.objects.filter(row__matrix__version=second_draft, row__key="gambling").delete()

    page = said(signed_in(teacher).get("/policies/"))

    assert "Ashdown Primary, since 1 September 2026" in page
    assert "1 cell undecided" in page
    assert "The next review is due by 8 July 2027." in page
    assert page.index("E-safety policy") < page.index("Standard set")


def test_an_overdue_review_is_said_in_words(approved, teacher, signed_in, time_machine):
    time_machine.move_to("2027-07-10 09:00")

    assert "The review was due on 8 July 2027: 2 days overdue." in said(signed_in(teacher).get("/policies/"))


def test_a_version_tells_its_schedule_its_tables_and_its_versions(approved, second_draft, teacher, signed_in):
    Decision.objects.filter(row__matrix__version=second_draft, row__key="gambling").delete()

    page = said(signed_in(teacher).get(VERSION))

    assert "The board of governors, 8 July 2026" in page
    assert "Recorded by Hattie Head" in page
    assert "Draft 2 is being written." in page
    assert "1 cell is undecided" in page
    assert "16 rows, 9 actions" in page


def test_a_draft_says_how_much_differs_from_the_version_before(second_draft, part, coordinator, signed_in):
    matrix = second_draft.matrices.get(kind="user_actions")
    matrix.decide(*part(matrix, "gambling", "acceptable"), by=coordinator)

    page = said(signed_in(coordinator).get(reverse("policies:version", args=[SLUG, 2])))

    assert page.count('data-label="Changed">1 cell<') == 1
    assert page.count('data-label="Changed">No change<') == 4


def test_a_draft_is_compared_with_what_was_approved_not_with_what_was_withdrawn(
    second_draft, administrator, coordinator, signed_in
):
    second_draft.withdraw(by=administrator, reason="Not now.")
    new_draft(second_draft.policy, by=administrator)

    page = said(signed_in(coordinator).get(reverse("policies:version", args=[SLUG, 3])))

    assert "Changed from version 1" in page


def test_an_agreement_says_nothing_of_cells_and_tables(agree, administrator, teacher, signed_in):
    version = agree(Policy.Kind.STAFF_AGREEMENT).version
    new_draft(version.policy, by=administrator)

    page = said(signed_in(teacher).get(version.get_absolute_url()))

    assert "Read draft 2</a>" in page
    assert "Every cell is decided" not in page
    assert '<h2 id="tables">' not in page


def test_a_table_shows_decisions_as_words_too(draft, part, user_actions, coordinator, signed_in):
    user_actions.decide(*part(user_actions, "gambling", "certain_times"), by=coordinator, note="At lunch")

    page = said(signed_in(coordinator).get(reverse("policies:matrix", args=[SLUG, 1, "user_actions"])))

    assert page.count('<span class="es-word visually-hidden">Unacceptable and illegal</span>') == 5
    assert "At lunch" in page


def test_a_table_with_two_sides_says_which(draft, coordinator, signed_in):
    page = said(signed_in(coordinator).get(reverse("policies:matrix", args=[SLUG, 1, "communications"])))

    assert "Pupils: Allowed with staff permission" in page


# Queries that concern policies; what every page asks about its reader comes on top, and is counted elsewhere.
QUERIES = {"matrix": 11, "matrix-edit": 10, "version": 24, "list": 10}


def policy_queries(browser, address) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return sum('"policies_' in query["sql"] for query in queries)


def _more_rows(matrix: Matrix, count: int) -> None:
    group = RowGroup.objects.filter(matrix=matrix).first()
    for number in range(count):
        row = Row.objects.create(matrix=matrix, group=group, key=f"own-{number}", label=f"Row {number}", position=50)
        side = matrix.column_groups.prefetch_related("columns").first()
        Decision.objects.create(row=row, group=side, column=side.columns.all()[0])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("page", ["matrix", "matrix-edit", "version"])
def test_a_page_takes_as_many_queries_however_many_rows(page, count, draft, user_actions, coordinator, signed_in):
    _more_rows(user_actions, count)
    address = VERSION if page == "version" else reverse(f"policies:{page}", args=[SLUG, 1, "user_actions"])

    assert policy_queries(signed_in(coordinator), address) == QUERIES[page]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_however_many_policies(count, federation, appoint, signed_in):
    schools = [School.objects.create(name=f"School {code}", code=code, federation=federation) for code in CODES[:count]]
    head = appoint(Role.HEADTEACHER, federation)
    for school in schools:
        start_policy(title=f"Policy of {school}", schools=[school], by=head)

    assert policy_queries(signed_in(head), "/policies/") == QUERIES["list"]
    assert said(signed_in(head).get("/policies/")).count("Being written</span>") == count


def versions_of(user):
    """The blocks of the home page about versions: checks have tests of their own."""
    return [block for block in blocks_of(home, user) if block.key != "policy-checks"]


def test_home_shows_drafts_with_open_cells_to_those_who_edit_or_approve_them(draft, coordinator, teacher, governor):
    [written], [read] = versions_of(coordinator), versions_of(governor)

    assert (written.key, written.items[0].text) == ("policy-drafts", "E-safety policy: 2 cells are undecided.")
    assert (written.items[0].verb, read.items[0].verb) == ("Edit", "Read")
    assert versions_of(teacher) == []


def test_home_says_what_a_decided_draft_waits_for(draft, decide_all, submit, coordinator, governor):
    decide_all(draft)
    [ready] = versions_of(coordinator)
    submit(draft)
    draft.send_back(by=governor, reason="Say more.")
    [returned] = versions_of(type(coordinator).objects.get(pk=coordinator.pk))

    assert ready.items[0].text == "E-safety policy: nothing is undecided; submit it once its text is right."
    assert returned.items[0].text == "E-safety policy: it was sent back: its page says why."


def test_the_list_has_agreements_in_a_part_of_their_own(draft, school, administrator, teacher, signed_in):
    start_policy(title="Rules for staff", schools=[school], by=administrator, kind="staff_agreement")

    response = signed_in(teacher).get("/policies/")

    assert [str(each.policy) for each in response.context["agreements"]] == ["Rules for staff"]
    assert "Not yet: nobody can sign it" in said(response)


def test_the_list_leads_to_a_policy_whose_only_draft_was_withdrawn(draft, administrator, teacher, signed_in):
    draft.withdraw(by=administrator, reason="Not now.")

    page = said(signed_in(teacher).get("/policies/"))

    assert f'href="{VERSION}">E-safety policy' in page
    assert '<span class="es-tag">Withdrawn</span>' in page


def test_home_shows_what_is_submitted_to_those_who_record_the_approval(
    draft, decide_all, submit, coordinator, governor
):
    submit(decide_all(draft))

    [block] = versions_of(governor)

    assert (block.title, [item.label for item in block.items]) == ("Policies to approve", ["Draft 1"])
    assert versions_of(coordinator) == []


def test_home_shows_a_review_that_is_due_to_the_head_and_the_governors(approved, governor, teacher, time_machine):
    assert versions_of(governor) == []

    time_machine.move_to("2027-07-10 09:00")

    assert [block.key for block in versions_of(type(governor).objects.get(pk=governor.pk))] == ["policy-reviews"]
    assert versions_of(type(teacher).objects.get(pk=teacher.pk)) == []
