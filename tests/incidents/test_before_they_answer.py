"""What an incident's page says while the authorities are asked, and what it keeps of their answers."""

from incidents.progress import lanes
from incidents.statement import Named
from tests.pages import said

FIRST_GUESS = "Judging by the report: no child is at immediate risk"
UNASKED = "Write down what was said unasked"
AT_REFERRAL, AT_REPORT = "When it was referred this was written", "When it was reported this was written"


def test_before_a_referral_nobody_has_said_how_it_came_to_this(log_incident, safeguarding_lead, signed_in):
    incident = log_incident(may_be_illegal=True)

    page = said(signed_in(safeguarding_lead).get(incident.get_absolute_url()))

    assert FIRST_GUESS in page
    assert AT_REPORT in page
    assert AT_REFERRAL not in page


def test_after_it_the_way_is_said_and_the_device_is_as_it_was_referred(referred, safeguarding_lead, signed_in):
    page = said(signed_in(safeguarding_lead).get(referred.get_absolute_url()))

    assert FIRST_GUESS not in page
    assert AT_REFERRAL in page


def test_until_they_answer_only_what_was_said_unasked_is_written_down(
    log_incident, pupil, safeguarding_lead, referral, signed_in
):
    incident = log_incident(may_be_illegal=True, people=[Named(part="target", person=pupil)])
    incident.notify_authorities(by=safeguarding_lead, **referral)
    browser, url = signed_in(safeguarding_lead), incident.get_absolute_url()

    assert UNASKED in browser.get(url).content.decode()

    incident.record_answer(
        by=safeguarding_lead, answer="finished", answer_text="Done.", reference="", answered_by="PC Quince"
    )

    assert UNASKED not in browser.get(url).content.decode()


def test_what_was_confirmed_stays_said_when_they_have_finished(referred, safeguarding_lead):
    def answer(said):
        referred.record_answer(
            by=safeguarding_lead, answer=said, answer_text="They rang.", reference="", answered_by="PC Quince"
        )
        referred.refresh_from_db()
        return lanes(referred)[1][1]

    assert answer("confirmed").label == "Their investigation awaited"
    assert answer("finished").text == "Illegal activity or material was confirmed; their investigation is finished"


def test_without_a_confirmation_they_have_only_finished(referred, safeguarding_lead):
    referred.record_answer(
        by=safeguarding_lead, answer="finished", answer_text="They rang.", reference="", answered_by="PC Quince"
    )
    referred.refresh_from_db()

    assert lanes(referred)[1][1].text == "Their investigation is finished"


def test_parents_refused_too_early_are_refused_in_one_place(log_incident, pupil, safeguarding_lead, signed_in):
    incident = log_incident(may_be_illegal=True, people=[Named(part="target", person=pupil)])
    field, browser = f"pupil-{incident.involvements.get().pk}-parents", signed_in(safeguarding_lead)

    before = browser.get(f"{incident.get_absolute_url()}parents/").content.decode()
    after = browser.post(f"{incident.get_absolute_url()}parents/", {field: "informed"}).content.decode()

    assert "Do not inform them yet." in before
    assert "Do not inform them yet." not in after
    assert "Informing the parents waits until" in after
