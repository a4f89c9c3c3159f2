"""A row that the policy refers to the Police asks for a referral, or for the reason why not, before closing."""

import pytest

from core.access import Refused
from incidents.models import Incident
from incidents.queries import rows_in_force
from tests.incidents.browser_form import sent_by

CASES = {
    "child_abuse_images",
    "grooming",
    "obscene_to_child",
    "obscene_publications",
    "racist_material",
    "terrorism",
    "other_criminal",
}


@pytest.fixture
def of_case(log_incident, safeguarding_lead, referral):
    """`of_case("grooming", agency="lado")`: referred there, who found nothing; under review again, with this row."""

    def make(case, agency):
        incident = log_incident(may_be_illegal=True)
        _, rows = rows_in_force(incident)
        row = next(row for row in rows if row.police_case == case)
        incident.review(by=safeguarding_lead, branch="illegal", user_action=row, safeguarding=True, reason="Yes.")
        incident.notify_authorities(by=safeguarding_lead, **referral | {"agency": agency})
        incident.record_answer(
            by=safeguarding_lead, answer="not_confirmed", answer_text="Nothing.", reference="", answered_by="PC Quince"
        )
        incident.refresh_from_db()
        return incident

    return make


def needed(incident):
    incident = Incident.objects.get(pk=incident.pk)
    return [point.text for point in incident.missing_for_closure if point.anchor == "stands"]


def test_the_standard_policy_has_rows_of_these_cases(incident):
    _, rows = rows_in_force(incident)

    assert {row.police_case for row in rows} - {""} == CASES


@pytest.mark.parametrize(
    "case", ["grooming", *(pytest.param(case, marks=pytest.mark.thorough) for case in sorted(CASES - {"grooming"}))]
)
def test_each_case_that_went_elsewhere_still_asks_for_the_police(of_case, case):
    incident = of_case(case, "lado")

    assert needed(incident) == [f"refer it to the Police (“{incident.user_action}”), or say why not"]


@pytest.mark.parametrize("agency", ["police", "ceop"])
def test_a_referral_to_the_police_or_ceop_is_what_it_asks_for(of_case, agency):
    assert needed(of_case("grooming", agency)) == []


def test_so_is_the_reason_why_not_and_the_answer_of_the_others_stands(of_case, safeguarding_lead):
    incident = of_case("grooming", "lado")

    incident.decide_not_to_refer(by=safeguarding_lead, agency="police", reason="The LADO told them.")

    assert needed(incident) == []
    assert (incident.authority_outcome, incident.referrals.last().reason) == ("not_confirmed", "The LADO told them.")


def test_what_they_confirmed_stays_illegal_where_the_police_are_not_told(log_incident, safeguarding_lead, referral):
    incident = log_incident(may_be_illegal=True)
    _, rows = rows_in_force(incident)
    row = next(row for row in rows if row.police_case == "grooming")
    incident.review(by=safeguarding_lead, branch="illegal", user_action=row, safeguarding=True, reason="Yes.")
    incident.notify_authorities(by=safeguarding_lead, **referral | {"agency": "lado"})
    incident.record_answer(
        by=safeguarding_lead, answer="finished", answer_text="Done.", reference="", answered_by="PC Quince"
    )

    incident.decide_not_to_refer(by=safeguarding_lead, agency="police", reason="They told them.")

    assert incident.is_illegal


def test_it_cannot_close_before(of_case, safeguarding_lead):
    incident = of_case("terrorism", "lado")

    with pytest.raises(Refused, match="refer it to the Police"):
        incident.close(by=safeguarding_lead, finding="unfounded", outcome="None.", rationale="None.")


def test_the_form_proposes_the_police(of_case, safeguarding_lead, signed_in):
    incident = of_case("grooming", "lado")

    form = sent_by(signed_in(safeguarding_lead).get(f"{incident.get_absolute_url()}not-refer/"), "agency")

    assert form["agency"] == "police"


# What was said of a case for the Police that is under review, and what follows: the branch, and whether it may be
# investigated or withdrawn. `not X`: not referred to X, with the reason; `X: answer`: X was told, and answered.
SAID = {
    "nothing": ("illegal", False),
    "not lado": ("illegal", False),
    "not police": ("unsuitable", True),
    "not lado, not ceop": ("unsuitable", True),
    "lado: not_confirmed": ("illegal", False),
    "lado: finished": ("illegal", False),
    "lado: not_confirmed, not police": ("unsuitable", True),
    "lado: finished, not police": ("illegal", True),
    "police: not_confirmed": ("unsuitable", True),
}


@pytest.fixture
def grooming(log_incident, safeguarding_lead):
    """A case for the Police, under review: nobody was told."""
    incident = log_incident(may_be_illegal=True)
    _, rows = rows_in_force(incident)
    row = next(row for row in rows if row.police_case == "grooming")
    incident.review(by=safeguarding_lead, branch="illegal", user_action=row, safeguarding=True, reason="Yes.")
    return incident


@pytest.fixture
def say(safeguarding_lead, referral):
    def make(incident, step):
        agency, _, answer = step.partition(": ")
        if agency.startswith("not "):
            incident.decide_not_to_refer(by=safeguarding_lead, agency=agency[4:], reason="A misunderstanding.")
        elif answer:
            incident.notify_authorities(by=safeguarding_lead, **referral | {"agency": agency})
            said = {"answer_text": "As they said.", "reference": "", "answered_by": "PC Quince"}
            incident.record_answer(by=safeguarding_lead, answer=answer, **said)

    return make


@pytest.mark.once
@pytest.mark.parametrize("steps", SAID)
def test_only_a_word_on_the_police_opens_a_case_for_them(grooming, safeguarding_lead, say, steps):
    branch, goes_on = SAID[steps]

    for step in steps.split(", "):
        say(grooming, step)

    incident = Incident.objects.get(pk=grooming.pk)
    allowed = [
        incident.access.allows(safeguarding_lead, verb, incident) for verb in ("start_investigation", "withdraw")
    ]
    ends = goes_on and "finished" not in steps  # what they investigated is closed with its finding
    assert (incident.status, incident.branch, allowed) == ("under_review", branch, [goes_on, ends])


def test_nobody_investigates_before_there_is_a_word_on_the_police(reviewed, coordinator):
    _, rows = rows_in_force(reviewed)
    threats = next(row for row in rows if row.police_case and not row.illegal)
    reviewed.choose_row(by=coordinator, user_action=threats, reason="Words on a wall.")
    before = reviewed.access.refusal(coordinator, "start_investigation", reviewed)

    reviewed.decide_not_to_refer(by=coordinator, agency="police", reason="Nobody meant it.")

    assert before == "It is a case for the Police: refer it to them, or decide not to, before anybody investigates."
    assert reviewed.access.refusal(coordinator, "start_investigation", reviewed) is None


def test_it_is_not_withdrawn_on_the_word_of_others(grooming, safeguarding_lead, say):
    say(grooming, "lado: not_confirmed")

    with pytest.raises(Refused, match="Before it is withdrawn: refer it to the Police"):
        grooming.withdraw(by=safeguarding_lead, reason="Enough.")

    grooming.refresh_from_db()
    assert grooming.status == "under_review"


def test_nor_where_an_adult_is_involved_on_a_word_on_the_lado(grooming, say):
    Incident.objects.filter(pk=grooming.pk).update(way_in="adult_involved")

    say(grooming, "not lado")

    assert grooming.branch == "illegal"


@pytest.mark.once
@pytest.mark.parametrize(
    ("way_in", "agency", "branch"),
    [
        ("no_immediate_risk", "ico", "illegal"),
        ("child_at_risk", "childrens_services", "illegal"),
        ("adult_involved", "lado", "unsuitable"),
    ],
)
def test_elsewhere_the_branch_ends_by_a_word_on_the_police_or_of_an_adult_on_the_lado(
    log_incident, safeguarding_lead, say, way_in, agency, branch
):
    incident = log_incident(may_be_illegal=True)
    Incident.objects.filter(pk=incident.pk).update(way_in=way_in)

    say(incident, f"not {agency}")

    assert incident.branch == branch
