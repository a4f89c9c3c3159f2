"""Taking an incident over, choosing another row of the policy, adding an entry."""

from datetime import timedelta

import pytest

from core import clock
from core.access import Refused
from incidents.codes import Branch
from incidents.queries import rows_in_force
from incidents.states import Status
from tests.incidents.browser_form import sent_by


@pytest.fixture
def row(incident):
    """`row("extremism")`: a row of the policy in force when it happened."""
    rows = {row.key: row for row in rows_in_force(incident)[1]}
    return rows.__getitem__


def said_in_review(**changed):
    return {
        "branch": Branch.UNSUITABLE,
        "user_action": None,
        "safeguarding": False,
        "reason": "Seen.",
    } | changed


def test_a_colleague_takes_over_and_the_chronology_says_so(reviewed, headteacher):
    reviewed.take_over(by=headteacher)

    reviewed.refresh_from_db()
    assert reviewed.handler == headteacher
    assert reviewed.entries.first().text == "Hattie Head takes over."
    assert reviewed.entries.first().by == headteacher
    assert reviewed.history.first().history_user == headteacher


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("stranger", "Only somebody who handles this incident can take it over"),
        ("safeguarding_lead", "Only somebody who handles this incident can take it over"),
        ("coordinator", "You are its handler"),
    ],
)
def test_taking_over_is_refused_to_strangers_and_to_the_handler(reviewed, request, coordinator, name, sentence):
    with pytest.raises(Refused, match=sentence):
        reviewed.take_over(by=request.getfixturevalue(name))

    reviewed.refresh_from_db()
    assert reviewed.handler == coordinator
    assert not reviewed.entries.filter(verb="take_over").exists()


def test_what_nobody_reviewed_is_not_taken_over(incident, coordinator):
    with pytest.raises(Refused, match="taken over while it is under review or with the authorities"):
        incident.take_over(by=coordinator)


def test_the_page_takes_over(reviewed, headteacher, signed_in):
    browser, url = signed_in(headteacher), f"{reviewed.get_absolute_url()}take-over/"

    shown = browser.get(url)
    page = browser.post(url, sent_by(shown, "handler"), follow=True)

    assert "Take it over" in shown.content.decode()
    assert "You are its handler now." in page.content.decode()
    reviewed.refresh_from_db()
    assert reviewed.handler == headteacher


@pytest.mark.parametrize(("key", "flag"), [("confidential_information", "data_breach"), ("extremism", "safeguarding")])
def test_a_row_brings_its_flags_and_another_row_does_not_clear_them(reviewed, headteacher, row, key, flag):
    before = getattr(reviewed, flag)
    reviewed.choose_row(by=headteacher, user_action=row(key), reason="It was this.")
    reviewed.choose_row(
        by=headteacher, user_action=row("copyright"), reason="It was not.", why_not_police="It was not."
    )

    reviewed.refresh_from_db()
    assert (before, getattr(reviewed, flag)) == (False, True)
    assert reviewed.user_action == row("copyright")


def test_a_row_about_images_of_children_says_no_files(log_incident, safeguarding_lead, row):
    illegal = log_incident(may_be_illegal=True)
    illegal.review(by=safeguarding_lead, **said_in_review(branch=Branch.ILLEGAL))
    before = illegal.images_of_children

    illegal.choose_row(by=safeguarding_lead, user_action=row("csam"), reason="The Police said so.")

    illegal.refresh_from_db()
    assert (before, illegal.images_of_children, illegal.safeguarding) == (False, True, True)
    assert illegal.four_c == row("csam").four_c


def test_a_row_that_is_a_safeguarding_matter_hands_over_and_who_chose_it_keeps_reading(reviewed, coordinator, row):
    before = reviewed.user_action

    reviewed.choose_row(by=coordinator, user_action=row("extremism"), reason="It was this.")

    reviewed.refresh_from_db()
    assert (reviewed.route, reviewed.handler) == ("safeguarding", None)
    assert reviewed.standing_of(coordinator) == (True, False, False, False, False)
    assert [entry.text for entry in reviewed.entries.all()][:2] == [
        "It goes to the Designated Safeguarding Lead or the Headteacher.",
        f"Policy row: from {before} to {row('extremism')}. It was this.",
    ]


def test_an_illegal_row_is_not_chosen_on_the_unsuitable_branch(reviewed, coordinator, row):
    before = reviewed.user_action

    with pytest.raises(Refused, match="is illegal: refer the incident to the authorities first"):
        reviewed.choose_row(by=coordinator, user_action=row("csam"), reason="It was this.")

    reviewed.refresh_from_db()
    assert reviewed.user_action == before
    assert not reviewed.images_of_children


def test_an_illegal_row_is_not_reviewed_as_unsuitable(incident, coordinator, row):
    with pytest.raises(Refused, match="is illegal: it goes to the illegal branch"):
        incident.review(by=coordinator, **said_in_review(user_action=row("csam")))

    incident.refresh_from_db()
    assert incident.status == Status.REPORTED


def test_the_review_page_names_the_branch_where_an_illegal_row_is_called_unsuitable(
    incident, coordinator, signed_in, row
):
    said = {"branch": "unsuitable", "user_action": "csam", "reason": "Kept as typed"}

    page = signed_in(coordinator).post(f"{incident.get_absolute_url()}review/", said)

    assert page.context["form"].errors == {"branch": [f"“{row('csam')}” is illegal: answer yes, or choose another row"]}
    assert "Kept as typed" in page.content.decode()
    incident.refresh_from_db()
    assert incident.status == Status.REPORTED


def test_a_row_is_chosen_on_its_page(reviewed, coordinator, signed_in):
    browser, url = signed_in(coordinator), f"{reviewed.get_absolute_url()}row/"
    shown = sent_by(browser.get(url), "user_action")

    page = browser.post(url, shown | {"user_action": "copyright", "reason": "A film."}, follow=True)

    reviewed.refresh_from_db()
    assert shown["user_action"] == "bypass_filtering"
    assert "The policy row has been changed." in page.content.decode()
    assert reviewed.user_action.key == "copyright"
    assert reviewed.history.first().history_change_reason == "A film."


def test_another_row_needs_a_reason(reviewed, coordinator, signed_in):
    page = signed_in(coordinator).post(f"{reviewed.get_absolute_url()}row/", {"user_action": "copyright"})

    assert page.context["form"].errors == {"reason": ["Say why"]}
    reviewed.refresh_from_db()
    assert reviewed.user_action.key == "bypass_filtering"


def test_the_row_is_chosen_only_under_review(incident, coordinator):
    with pytest.raises(Refused, match="The policy row is chosen while the incident is under review"):
        incident.choose_row(by=coordinator, user_action=None, reason="No.")


def test_the_same_entry_by_the_same_person_within_a_minute_is_one(reviewed, coordinator, headteacher):
    for by in (coordinator, coordinator, headteacher):
        reviewed.add_entry(by=by, text="Rang home.")

    assert [entry.by for entry in reviewed.entries.filter(verb="")] == [headteacher, coordinator]


def test_the_same_words_later_are_another_entry(reviewed, coordinator):
    reviewed.add_entry(by=coordinator, text="Rang home.")
    with clock.set_to(clock.now() + timedelta(seconds=61)):
        reviewed.add_entry(by=coordinator, text="Rang home.")

    assert reviewed.entries.filter(verb="").count() == 2
