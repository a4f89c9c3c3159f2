"""Each of the three ways into the illegal branch asks for its first step, and says which is still needed."""

from datetime import timedelta

import pytest

from core import clock
from core.access import Refused
from incidents.codes import Branch, WayIn
from incidents.models import Incident
from incidents.printing.record import agreements, referrals
from incidents.progress import first_steps, lanes
from incidents.states import Status
from incidents.ways_in import FIRST_STEPS
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

MEETING = "record the strategy meeting, or why none was called"
ASKED = {  # what each way still asks for once the Police were told
    WayIn.NO_IMMEDIATE_RISK: [],
    WayIn.CHILD_AT_RISK: [
        "tell children's social care or the local authority safeguarding officer, or say why not",
        MEETING,
    ],
    WayIn.ADULT_INVOLVED: ["tell the LADO, or say why not", MEETING],
}
NO_MEETING = {"held": False, "text": "Social care saw no need."}


@pytest.fixture
def told():
    """What is said of an agency that is told besides."""
    return {
        "agency": "childrens_services",
        "at": clock.now() - timedelta(minutes=2),
        "spoke_to": "Sam to the duty social worker",
        "reason": "A child at risk.",
        "reference": "S-1",
    }


@pytest.fixture
def by_way(log_incident, safeguarding_lead, referral):
    """`by_way(WayIn.CHILD_AT_RISK)`: referred to the Police in this way."""

    def make(way):
        incident = log_incident(may_be_illegal=True)
        incident.notify_authorities(by=safeguarding_lead, **referral | {"way_in": way})
        return incident

    return make


def needed(incident):
    incident = Incident.objects.get(pk=incident.pk)
    return [point.text for point in incident.missing_for_closure if point.anchor == "stands"]


@pytest.mark.parametrize("way", WayIn)
def test_each_way_is_recorded_and_asks_for_its_own_first_step(by_way, way):
    incident = by_way(way)

    assert Incident.objects.get().way_in == way
    assert needed(incident) == ASKED[way]


def test_it_is_not_withdrawn_without_them_either(by_way, safeguarding_lead, coordinator):
    incident = by_way(WayIn.CHILD_AT_RISK)
    incident.record_answer(
        by=safeguarding_lead, answer="not_confirmed", answer_text="No.", reference="", answered_by="PC Quince"
    )

    with pytest.raises(Refused) as refused:
        incident.withdraw(by=coordinator, reason="In error.")

    assert str(refused.value) == "Before it is withdrawn: " + "; ".join(ASKED[WayIn.CHILD_AT_RISK]) + "."


def test_every_way_has_a_first_step():
    assert set(FIRST_STEPS) == set(WayIn)


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ({}, WayIn.NO_IMMEDIATE_RISK),
        ({"child_in_danger": True}, WayIn.CHILD_AT_RISK),
        ({"about_headteacher": True, "child_in_danger": True}, WayIn.ADULT_INVOLVED),
    ],
)
def test_what_was_reported_suggests_the_way(log_incident, chair, said, way):
    assert log_incident(may_be_illegal=True, **said).likely_way_in == way


def test_whoever_is_told_besides_and_the_meeting_are_what_a_child_at_risk_asks_for(by_way, safeguarding_lead, told):
    incident = by_way(WayIn.CHILD_AT_RISK)

    incident.tell_agency(by=safeguarding_lead, **told)
    incident.record_meeting(by=safeguarding_lead, held=True, met_at=clock.now(), present="Sam, PC Brown", text="Wait.")

    assert needed(incident) == []
    assert incident.status == Status.WITH_AUTHORITIES
    assert [entry.text for entry in incident.entries.all()][:2] == [
        "Strategy meeting with Sam, PC Brown. Wait.",
        "Children's social care told. A child at risk.",
    ]


def test_the_reasons_why_not_are_too(by_way, safeguarding_lead):
    incident = by_way(WayIn.ADULT_INVOLVED)
    incident.record_answer(
        by=safeguarding_lead, answer="finished", answer_text="Done.", reference="", answered_by="PC Quince"
    )

    incident.record_meeting(by=safeguarding_lead, **NO_MEETING)
    incident.decide_not_to_refer(by=safeguarding_lead, agency="lado", reason="A stranger: none of our staff.")

    assert needed(incident) == []
    assert incident.branch == Branch.ILLEGAL


def test_it_came_to_this_in_another_way_and_that_asks_for_its_own_step(by_way, safeguarding_lead):
    incident = by_way(WayIn.NO_IMMEDIATE_RISK)

    incident.choose_way_in(by=safeguarding_lead, way_in=WayIn.ADULT_INVOLVED, reason="It was a coach.")

    assert needed(incident) == ASKED[WayIn.ADULT_INVOLVED]


def test_the_incident_shows_which_first_steps_are_taken(by_way, safeguarding_lead, signed_in):
    incident = by_way(WayIn.CHILD_AT_RISK)

    page = signed_in(safeguarding_lead).get(incident.get_absolute_url())

    assert [(point.text, point.is_done) for point in page.context["first_steps"]] == [
        ("Tell children's social care or the local authority safeguarding officer", False),
        ("Tell the Police or CEOP", True),
        ("Call a strategy meeting", False),
    ]
    assert "Take the first steps (2 still needed)." in page.content.decode()


def test_before_it_is_referred_the_likely_way_is_shown(log_incident):
    incident = log_incident(may_be_illegal=True)

    assert [point.url.split("/")[-2] for point in first_steps(incident)] == ["refer"]


def test_the_other_branch_has_no_first_steps(incident):
    assert first_steps(incident) == []


def test_while_the_police_are_silent_no_other_answer_ends_the_wait(by_way, safeguarding_lead, told):
    incident = by_way(WayIn.CHILD_AT_RISK)
    incident.tell_agency(by=safeguarding_lead, **told)
    said = {"answer_text": "Nothing for us.", "answered_by": "PC Quince", "reference": ""}

    incident.record_answer(by=safeguarding_lead, agency="childrens_services", answer="not_confirmed", **said)

    assert (incident.status, incident.authority_outcome) == (Status.WITH_AUTHORITIES, "")
    assert incident.referrals.get(agency="childrens_services").answer == "not_confirmed"

    incident.record_answer(by=safeguarding_lead, agency="police", answer="not_confirmed", **said)

    assert incident.status == Status.UNDER_REVIEW


def test_an_answer_comes_from_somebody_who_was_told(by_way, safeguarding_lead):
    incident = by_way(WayIn.NO_IMMEDIATE_RISK)

    with pytest.raises(Refused, match="Choose an agency that was told"):
        incident.record_answer(
            by=safeguarding_lead,
            agency="lado",
            answer="finished",
            answer_text="Done.",
            reference="",
            answered_by="PC Quince",
        )


def test_the_form_asks_whose_answer_it_is_where_several_were_told(by_way, safeguarding_lead, told, signed_in):
    incident = by_way(WayIn.CHILD_AT_RISK)
    browser, url = signed_in(safeguarding_lead), f"{incident.get_absolute_url()}answer/"

    alone = browser.get(url).context["form"].fields
    incident.tell_agency(by=safeguarding_lead, **told)
    asked = browser.get(url).context["form"].fields["agency"].choices

    assert alone["agency"].widget.is_hidden
    assert [key for key, _ in asked] == ["", "police", "childrens_services"]


def test_to_tell_the_police_of_what_is_under_review_is_a_referral(incident, coordinator, told):
    incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")

    with pytest.raises(Refused, match="To tell the Police is a referral"):
        incident.tell_agency(by=coordinator, **told | {"agency": "police"})


def test_what_may_be_illegal_is_referred_before_anybody_else_is_told(log_incident, safeguarding_lead, told):
    incident = log_incident(may_be_illegal=True)

    with pytest.raises(Refused, match="It may be illegal: refer it first"):
        incident.tell_agency(by=safeguarding_lead, **told)


def test_to_tell_an_agency_of_an_ordinary_incident_refers_nothing(reviewed, coordinator, told):
    reviewed.tell_agency(by=coordinator, **told | {"agency": "it_provider"})

    assert (reviewed.status, reviewed.was_referred) == (Status.UNDER_REVIEW, False)


@pytest.fixture
def told_then_referred(reviewed, coordinator, told, referral):
    """First the IT provider was told of it, later it was referred to the Police."""
    reviewed.tell_agency(by=coordinator, **told | {"agency": "it_provider"})
    reviewed.notify_authorities(by=coordinator, **referral)
    return Incident.objects.get(pk=reviewed.pk)


def test_who_was_only_told_is_never_said_to_have_it_referred(told_then_referred, safeguarding_lead, signed_in):
    page = main_of(signed_in(safeguarding_lead).get(told_then_referred.get_absolute_url()))
    on_paper = str(referrals(told_then_referred))

    assert "IT support or broadband provider</strong>: told " in page
    assert "Police</strong>: referred " in page
    assert [on_paper.count(word) for word in ("'Referred'", "'Told'")] == [1, 1]


def test_the_drawing_has_whom_it_was_referred_to(log_incident, safeguarding_lead, told, referral):
    incident = log_incident(may_be_illegal=True)
    incident.notify_authorities(by=safeguarding_lead, **referral | {"agency": "la_safeguarding"})

    incident.tell_agency(by=safeguarding_lead, **told | {"agency": "it_provider"})

    assert lanes(incident)[1][0].text.startswith("Local authority safeguarding officer, ")


def test_a_strategy_meeting_is_of_what_is_serious(reviewed, coordinator):
    with pytest.raises(Refused, match="A strategy meeting is called where a child may be at risk"):
        reviewed.record_meeting(by=coordinator, **NO_MEETING)


def test_a_double_click_records_one_meeting_and_one_agency(by_way, safeguarding_lead, told):
    incident = by_way(WayIn.CHILD_AT_RISK)

    for _ in range(2):
        incident.tell_agency(by=safeguarding_lead, **told)
        incident.record_meeting(by=safeguarding_lead, **NO_MEETING)

    assert (incident.referrals.count(), incident.meetings.count()) == (2, 1)


def test_that_none_is_called_is_said_again_later(by_way, safeguarding_lead):
    incident = by_way(WayIn.CHILD_AT_RISK)

    for minutes in (0, 2):
        with clock.set_to(clock.now() + timedelta(minutes=minutes)):
            incident.record_meeting(by=safeguarding_lead, **NO_MEETING)

    assert incident.meetings.count() == 2


def test_a_meeting_that_was_held_says_when_and_with_whom(by_way, safeguarding_lead, signed_in):
    incident = by_way(WayIn.CHILD_AT_RISK)
    browser, url = signed_in(safeguarding_lead), f"{incident.get_absolute_url()}meeting/"

    page = browser.post(url, sent_by(browser.get(url), "date") | {"held": "held", "text": "Kept.", "date": ""})

    assert page.context["form"].errors == {
        "date": ["Give the day"],
        "time": ["Give the time"],
        "present": ["Say who took part"],
    }
    assert "Kept." in page.content.decode()


def test_the_printed_record_has_the_meeting_and_the_agreement(by_way, safeguarding_lead):
    incident = by_way(WayIn.CHILD_AT_RISK)
    incident.record_meeting(by=safeguarding_lead, **NO_MEETING)
    said = {"agency": "police", "spoke_to": "PC Brown", "said_at": clock.now(), "reason": "They are with us."}
    incident.agree_on_parents(by=safeguarding_lead, word="wait", **said)

    printed = str(agreements(Incident.objects.get()))

    assert "Social care saw no need." in printed
    assert "They are with us." in printed
