"""Where it may be illegal, or a child at risk, nobody informs the parents before the Police or social care agree."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents.actions import record_parents
from incidents.models import Incident, ParentsAgreement
from incidents.models.incident.consulting import ASK_THEM, TELL_THEM
from incidents.statement import Named
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

WAITS = (
    "Informing the parents waits until the Police or social care agree. "
    "The Designated Safeguarding Lead or the Headteacher records what they say."
)
NOBODY = {"word": "nobody", "reason": "No agency is involved."}


@pytest.fixture
def agreed():
    """What social care says, once they are told."""
    return {
        "word": "agreed",
        "agency": "childrens_services",
        "spoke_to": "Sam, PC Brown said so",
        "said_at": clock.now(),
        "reference": "P-1",
        "reason": "Not what is looked at.",
    }


@pytest.fixture
def informed():
    """What is said of a pupil's parents."""
    return {
        "parents": "informed",
        "parents_informed_on": clock.today(),
        "parents_informed_by": "Sam",
        "parents_informed_how": "",
        "parents_reason": "",
    }


@pytest.fixture
def of_a_pupil(log_incident, pupil):
    """`of_a_pupil(may_be_illegal=True)`: reported with a pupil in it."""
    return lambda **said: log_incident(people=[Named(part="instigator", person=pupil)], **said)


@pytest.fixture
def told_of_it(of_a_pupil, safeguarding_lead):
    """`told_of_it("childrens_services")`: a child was in danger, and these were told ten minutes ago."""

    def make(*agencies):
        incident = of_a_pupil(child_in_danger=True)
        for agency in agencies:
            tell(incident, safeguarding_lead, agency)
        return incident

    return make


@pytest.fixture
def at_risk(told_of_it):
    """A child was in danger, and social care knows of it."""
    return told_of_it("childrens_services")


def tell(incident, by, agency="childrens_services"):
    at = clock.now() - timedelta(minutes=10)
    incident.tell_agency(by=by, agency=agency, at=at, spoke_to="Sam to them", reason="At risk.", reference="")


def inform(incident, said, by):
    record_parents(incident, [(incident.involvements.get(), said)], by=by)


@pytest.mark.parametrize("said", [{"may_be_illegal": True}, {"child_in_danger": True}])
def test_informing_waits_on_the_illegal_branch_and_where_safeguarding_is_flagged(
    of_a_pupil, informed, safeguarding_lead, said
):
    incident = of_a_pupil(**said)

    with pytest.raises(Refused) as refused:
        inform(incident, informed, safeguarding_lead)

    assert str(refused.value) == WAITS
    assert incident.involvements.get().parents == ""


def test_nothing_waits_where_neither_is_so(incident, informed, coordinator):
    inform(incident, informed, coordinator)

    assert incident.involvements.get().parents == "informed"


def test_once_they_agree_it_is_done_and_the_record_says_on_whose_word(at_risk, informed, agreed, safeguarding_lead):
    at_risk.agree_on_parents(by=safeguarding_lead, **agreed)
    inform(at_risk, informed, safeguarding_lead)

    assert at_risk.involvements.get().parents == "informed"
    assert at_risk.entries.get(verb="agree_on_parents").text == (
        "Informing the parents. Children's social care, Sam, PC Brown said so: They agree: "
        "the parents may be informed. Not what is looked at."
    )
    assert ParentsAgreement.history.get().history_user == safeguarding_lead


def test_where_nobody_is_to_be_asked_the_reason_is_what_it_needs(of_a_pupil, informed, safeguarding_lead):
    incident = of_a_pupil(child_in_danger=True)

    incident.agree_on_parents(by=safeguarding_lead, **NOBODY)
    inform(incident, informed, safeguarding_lead)

    assert incident.involvements.get().parents == "informed"


def test_they_may_ask_to_wait_again(at_risk, informed, agreed, safeguarding_lead):
    at_risk.agree_on_parents(by=safeguarding_lead, **agreed)

    at_risk.agree_on_parents(by=safeguarding_lead, **agreed | {"word": "wait"})

    with pytest.raises(Refused, match="Informing the parents waits"):
        inform(at_risk, informed, safeguarding_lead)


@pytest.mark.parametrize("agency", ["childrens_services", "lado"])
def test_neither_an_older_word_nor_another_agency_lifts_what_one_asked(told_of_it, agreed, safeguarding_lead, agency):
    incident = told_of_it("childrens_services", "lado")
    incident.agree_on_parents(by=safeguarding_lead, **agreed | {"word": "wait"})
    minutes = {"childrens_services": 5, "lado": 0}[agency]
    earlier = agreed["said_at"] - timedelta(minutes=minutes)

    incident.agree_on_parents(by=safeguarding_lead, **agreed | {"agency": agency, "said_at": earlier})

    assert Incident.objects.get().parents_wait


def test_a_referral_asks_anew(of_a_pupil, informed, safeguarding_lead, referral):
    incident = of_a_pupil(may_be_illegal=True)
    incident.agree_on_parents(by=safeguarding_lead, **NOBODY)

    incident.notify_authorities(by=safeguarding_lead, **referral)

    assert incident.parents_wait
    assert [row.word for row in incident.parents_agreements.all()] == ["nobody"]  # what nobody said is not written


def test_whoever_agrees_after_the_referral_is_not_asked_again(of_a_pupil, agreed, safeguarding_lead, referral):
    incident = of_a_pupil(may_be_illegal=True)
    incident.notify_authorities(by=safeguarding_lead, **referral)

    incident.agree_on_parents(by=safeguarding_lead, **agreed | {"agency": "police"})

    assert not incident.parents_wait


def test_what_was_said_before_the_referral_is_not_said_of_it_however_late_it_is_recorded(
    at_risk, agreed, safeguarding_lead, referral
):
    at_risk.notify_authorities(by=safeguarding_lead, **referral)

    before = {"said_at": referral["at"] - timedelta(minutes=1)}
    at_risk.agree_on_parents(by=safeguarding_lead, **agreed | before)

    assert at_risk.parents_wait


@pytest.mark.parametrize(("agency", "word"), [("it_provider", "agreed"), ("la_hr", "wait"), ("police", "agreed")])
def test_who_was_not_told_or_has_no_say_does_not_agree(told_of_it, agreed, safeguarding_lead, agency, word):
    incident = told_of_it("it_provider", "la_hr", "childrens_services")

    with pytest.raises(Refused, match="Only an authority that was told of it can agree"):
        incident.agree_on_parents(by=safeguarding_lead, **agreed | {"agency": agency, "word": word})

    assert incident.parents_wait


@pytest.mark.parametrize("agency", ["childrens_services", "la_safeguarding", "lado"])
def test_social_care_and_the_lado_agree_from_when_they_were_told(told_of_it, agreed, safeguarding_lead, agency):
    incident = told_of_it(agency)
    told_at = incident.referrals.get().at

    with pytest.raises(Refused, match="That is before they were told"):
        incident.agree_on_parents(
            by=safeguarding_lead, **agreed | {"agency": agency, "said_at": told_at - timedelta(minutes=1)}
        )
    incident.agree_on_parents(by=safeguarding_lead, **agreed | {"agency": agency, "said_at": told_at})

    assert not incident.parents_wait


def test_while_the_authorities_have_it_there_is_somebody_to_ask(of_a_pupil, safeguarding_lead, referral):
    incident = of_a_pupil(may_be_illegal=True)
    incident.notify_authorities(by=safeguarding_lead, **referral)

    with pytest.raises(Refused, match="An authority that can agree was told of it: ask them"):
        incident.agree_on_parents(by=safeguarding_lead, **NOBODY)

    assert incident.parents_wait


def test_telling_an_agency_besides_asks_nobody_anew(at_risk, agreed, safeguarding_lead):
    at_risk.agree_on_parents(by=safeguarding_lead, **agreed)

    at_risk.tell_agency(
        by=safeguarding_lead, agency="la_hr", at=clock.now(), spoke_to="Sam", reason="Their policy.", reference=""
    )

    assert not at_risk.parents_wait


ASKED_ANEW = [  # who had the last word, who is told afterwards, whether they are asked anew
    ("agreed", "police", True),
    ("agreed", "childrens_services", True),
    ("agreed", "lado", False),
    ("agreed", "it_provider", False),
    ("nobody", "childrens_services", True),
    ("nobody", "lado", True),
    ("nobody", "it_provider", False),
]


@pytest.mark.once
@pytest.mark.parametrize(("word", "agency", "anew"), ASKED_ANEW)
def test_a_later_telling_of_who_may_know_more_asks_anew(of_a_pupil, safeguarding_lead, referral, word, agency, anew):
    first = "childrens_services" if word == "agreed" else "iwf"
    incident = of_a_pupil(may_be_illegal=True)
    incident.notify_authorities(by=safeguarding_lead, **referral | {"agency": first})
    theirs = {"word": "agreed", "agency": first, "spoke_to": "Lou", "said_at": clock.now(), "reason": "Yes."}
    incident.agree_on_parents(by=safeguarding_lead, **NOBODY if word == "nobody" else theirs)
    before = incident.parents_wait

    incident.tell_agency(
        by=safeguarding_lead, agency=agency, at=clock.now(), spoke_to="Sam", reason="More came out.", reference=""
    )

    assert (before, Incident.objects.get().parents_wait) == (False, anew)


@pytest.mark.once
def test_there_is_somebody_to_ask_once_social_care_were_told_besides(at_risk, safeguarding_lead):
    with pytest.raises(Refused, match="An authority that can agree was told of it: ask them"):
        at_risk.agree_on_parents(by=safeguarding_lead, **NOBODY)

    assert at_risk.parents_wait


@pytest.mark.once
@pytest.mark.parametrize("agency", ["iwf", "it_provider"])
def test_where_nobody_who_was_told_can_agree_it_is_said_that_there_is_nobody(
    of_a_pupil, safeguarding_lead, referral, agency
):
    incident = of_a_pupil(may_be_illegal=True)
    incident.notify_authorities(by=safeguarding_lead, **referral | {"agency": agency})

    incident.agree_on_parents(by=safeguarding_lead, **NOBODY)

    assert not incident.parents_wait


def test_not_informing_them_waits_for_nobody(of_a_pupil, safeguarding_lead):
    incident = of_a_pupil(child_in_danger=True)
    not_informed = {"parents": "not_informed", "parents_reason": "The Police look at a parent."}

    inform(incident, not_informed, safeguarding_lead)

    assert incident.involvements.get().parents == "not_informed"


def test_who_was_informed_before_it_was_flagged_stays_informed(
    incident, informed, coordinator, headteacher, safeguarding_lead
):
    inform(incident, informed, coordinator)
    incident.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=True, reason="At risk.")

    inform(incident, informed | {"parents_informed_how": "by telephone"}, safeguarding_lead)

    assert incident.involvements.get().parents_informed_how == "by telephone"


def test_the_coordinator_does_not_say_that_they_agree(of_a_pupil, coordinator, headteacher):
    incident = of_a_pupil(child_in_danger=True)
    incident.add_reader(by=headteacher, user=coordinator, reason="Had it before.")

    with pytest.raises(Refused, match="The safeguarding lead or the head records whether the parents"):
        incident.agree_on_parents(by=coordinator, **NOBODY)


def test_nobody_has_to_agree_about_an_ordinary_incident(incident, coordinator):
    with pytest.raises(Refused, match="Nobody has to agree here"):
        incident.agree_on_parents(by=coordinator, **NOBODY)


def test_a_double_click_is_one_agreement(at_risk, agreed, safeguarding_lead):
    for _ in range(2):
        at_risk.agree_on_parents(by=safeguarding_lead, **agreed)

    assert at_risk.parents_agreements.count() == 1


def test_closing_says_that_it_waits_and_for_whom(of_a_pupil, safeguarding_lead):
    incident = of_a_pupil(child_in_danger=True)
    needed = "record whether the Police or social care let you inform the parents (Designated Safeguarding Lead or the"

    said = [point.text for point in incident.missing_for_closure]
    incident.agree_on_parents(by=safeguarding_lead, **NOBODY)
    afterwards = [point.text for point in incident.missing_for_closure]

    assert [text for text in said if text not in afterwards] == [text for text in said if text.startswith(needed)]
    assert [text for text in said if text in afterwards] == afterwards


def test_the_page_of_the_parents_says_so_and_keeps_what_was_typed(of_a_pupil, safeguarding_lead, signed_in):
    incident = of_a_pupil(child_in_danger=True)
    browser, url = signed_in(safeguarding_lead), f"{incident.get_absolute_url()}parents/"
    prefix = f"pupil-{incident.involvements.get().pk}"
    answers = {f"{prefix}-parents": "informed", f"{prefix}-parents_informed_by": "Kept as typed"}
    answers |= {f"{prefix}-parents_informed_on": clock.today().isoformat()}

    opened = browser.get(url)
    page = browser.post(url, sent_by(opened, "pupil-") | answers)

    assert "Do not inform them yet." in opened.content.decode()
    assert page.context["form"].forms[0].errors == {"parents": [WAITS]}
    assert "Kept as typed" in page.content.decode()


FORGOTTEN = {
    "nobody": {"reason": ["Say what they said, or why there is nobody to ask"]},
    "agreed": {
        "agency": ["Choose who said so"],
        "spoke_to": ["Say on whose word"],
        "date": ["Give the day"],
        "time": ["Give the time"],
        "reason": ["Say what they said"],
    },
}


@pytest.mark.parametrize("word", FORGOTTEN)
def test_an_agreement_says_whose_and_the_lack_of_one_says_why(told_of_it, safeguarding_lead, signed_in, word):
    incident = told_of_it(*["childrens_services"] if word == "agreed" else [])

    page = signed_in(safeguarding_lead).post(f"{incident.get_absolute_url()}parents/agreement/", {"word": word})

    assert page.context["form"].errors == FORGOTTEN[word]
    assert not Incident.objects.get().parents_agreements.exists()


def test_the_page_offers_whom_one_can_ask_and_says_whom_to_tell_first(told_of_it, safeguarding_lead, signed_in):
    incident, browser = told_of_it("it_provider"), signed_in(safeguarding_lead)
    url = f"{incident.get_absolute_url()}parents/agreement/"

    nobody_yet = browser.post(url, {"word": "agreed"})
    tell(incident, safeguarding_lead)
    offered = browser.get(url).context["form"].fields["agency"].choices

    assert reverse("incidents:tell-agency", args=[incident.reference]) in main_of(nobody_yet)
    assert nobody_yet.context["form"].errors["agency"] == [TELL_THEM.rstrip(".")]
    assert offered == [("", "Choose the agency"), ("childrens_services", "Children's social care")]


def test_the_page_does_not_offer_nobody_while_the_authorities_have_it(
    of_a_pupil, safeguarding_lead, signed_in, referral
):
    incident, browser = of_a_pupil(may_be_illegal=True), signed_in(safeguarding_lead)
    url = f"{incident.get_absolute_url()}parents/agreement/"
    stale = sent_by(browser.get(url), "spoke_to") | NOBODY
    incident.notify_authorities(by=safeguarding_lead, **referral)

    page = browser.post(url, stale)

    assert page.context["form"].errors == {"word": [ASK_THEM.rstrip(".")]}
    assert "there is nobody to ask" not in main_of(page).lower()
    assert sent_by(page, "reason")["reason"] == NOBODY["reason"]
