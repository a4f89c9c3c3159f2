"""Every verb asks again whether it may happen, under the lock; and a page that is refused keeps what was typed."""

import pytest

from core.access import Refused
from incidents.actions import record_parents
from incidents.models import Entry
from incidents.statement import Named
from tests.incidents.browser_form import sent_by

NOT_INFORMED = {"parents": "not_informed", "parents_reason": "They told us."}


def test_a_stranger_does_not_refer(incident, stranger, referral):
    with pytest.raises(Refused, match="Only somebody who handles this incident can refer it"):
        incident.notify_authorities(by=stranger, **referral)

    assert incident.referrals.count() == 0


def test_a_stranger_does_not_decide_not_to_refer(log_incident, stranger):
    illegal = log_incident(may_be_illegal=True)

    with pytest.raises(Refused, match="The safeguarding lead or the head decides"):
        illegal.decide_not_to_refer(by=stranger, agency="police", reason="No.")

    assert illegal.referrals.count() == 0


def test_a_stranger_does_not_write_down_the_answer(referred, stranger):
    with pytest.raises(Refused, match="The safeguarding lead or the head records the answer"):
        referred.record_answer(
            by=stranger, answer="finished", answer_text="Done.", reference="", answered_by="PC Quince"
        )

    assert referred.referrals.get().answer == ""


def test_a_stranger_does_not_record_that_parents_were_informed(incident, stranger):
    with pytest.raises(Refused, match="Only somebody who handles this incident can record this"):
        record_parents(incident, [(incident.involvements.get(), NOT_INFORMED)], by=stranger)

    assert incident.involvements.get().parents == ""


def test_a_stranger_does_not_choose_a_row_nor_add_an_entry(reviewed, stranger):
    with pytest.raises(Refused, match="Only somebody who handles this incident can choose its policy row"):
        reviewed.choose_row(by=stranger, user_action=None, reason="No.")
    with pytest.raises(Refused, match="Only somebody who handles this incident can add an entry"):
        reviewed.add_entry(by=stranger, text="No.")

    reviewed.refresh_from_db()
    assert reviewed.user_action.key == "bypass_filtering"
    assert not Entry.objects.filter(by=stranger).exists()


def test_the_parents_of_somebody_in_another_incident_are_refused(incident, log_incident, coordinator, other_pupil):
    own, other = incident.involvements.get(), log_incident(people=[Named(part="target", person=other_pupil)])
    answers = [(own, NOT_INFORMED), (other.involvements.get(), NOT_INFORMED)]

    with pytest.raises(Refused, match="Somebody here is not a part of this incident"):
        record_parents(incident, answers, by=coordinator)

    assert [person.involvements.get().parents for person in (incident, other)] == ["", ""]


@pytest.mark.both
@pytest.mark.parametrize(
    ("verb", "said", "sentence"),
    [
        ("entry", {"text": "Kept as typed"}, "An incident that is withdrawn takes no entries"),
        ("row", {"reason": "Kept as typed"}, "The policy row is chosen while the incident is under review."),
        ("close", {"rationale": "Kept as typed"}, "An incident that is withdrawn cannot be closed."),
        ("withdraw", {"reason": "Kept as typed"}, "An incident that is withdrawn cannot be withdrawn."),
        ("refer", {"reason": "Kept as typed"}, "An incident that is withdrawn cannot be referred to the authorities."),
        ("parents", {"pupil-{pk}-parents_reason": "Kept as typed"}, "An incident that is withdrawn cannot be changed"),
    ],
)
def test_what_was_typed_stays_on_the_page_when_somebody_else_was_faster(
    reviewed, coordinator, headteacher, signed_in, verb, said, sentence
):
    browser, url = signed_in(coordinator), f"{reviewed.get_absolute_url()}{verb}/"
    record_parents(reviewed, [(reviewed.involvements.get(), NOT_INFORMED)], by=coordinator)
    said = {name.format(pk=reviewed.involvements.get().pk): text for name, text in said.items()}
    tab = sent_by(browser.get(url), next(iter(said))) | said
    reviewed.withdraw(by=headteacher, reason="Twice.")
    entries = reviewed.entries.count()

    page = browser.post(url, tab)

    assert page.status_code == 403
    assert sentence in page.content.decode()
    assert sent_by(page, next(iter(said))).items() >= said.items()
    assert reviewed.entries.count() == entries


def test_a_second_review_is_refused_with_what_was_typed(incident, coordinator, headteacher, signed_in):
    browser, url = signed_in(coordinator), f"{incident.get_absolute_url()}review/"
    tab = sent_by(browser.get(url), "reason") | {"branch": "unsuitable", "reason": "Kept as typed"}
    incident.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="First.")

    page = browser.post(url, tab)

    assert page.status_code == 403
    assert "An incident that is under review cannot be reviewed." in page.content.decode()
    assert sent_by(page, "reason")["reason"] == "Kept as typed"
    incident.refresh_from_db()
    assert incident.handler == headteacher


def test_a_refused_page_that_is_only_opened_says_why_without_a_form(incident, coordinator, signed_in):
    page = signed_in(coordinator).get(f"{incident.get_absolute_url()}close/")

    assert page.status_code == 403
    assert "An incident that is reported cannot be closed." in page.content.decode()
    assert 'name="rationale"' not in page.content.decode()
