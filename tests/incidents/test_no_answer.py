"""An agency that never answers: what may be said of whom, where the incident stands then, and who speaks after all."""

import pytest
from django.utils import timezone

from core import clock
from core.access import Refused
from incidents.models import Incident
from incidents.printing.record import referrals
from incidents.progress import agency_asked_for, lanes, what_is_next
from incidents.queries import rows_in_force
from tests.incidents.alleging import FRIDAY, MONDAY
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

pytestmark = pytest.mark.once

AGENCIES = {"care": "childrens_services"}
SAID = {"answer_text": "As it was said.", "answered_by": "Sam Safeguarding", "reference": ""}
WAITS = ("with_authorities", "illegal", "confirmed")
SILENT = ("under_review", "illegal", "no_answer")
AGAIN_WITH_THEM = ("with_authorities", "illegal", "not_confirmed")
DENIED = ("under_review", "unsuitable", "not_confirmed")

# It was referred to the Internet Watch Foundation. What was told and said one after the other, and what follows.
FOLLOWS = {
    "iwf: no_answer": SILENT,
    "tell care, care: not_confirmed, iwf: no_answer": SILENT,  # who was only told answers for nobody
    "tell care, care: finished, iwf: no_answer": ("under_review", "illegal", "finished"),
    "tell care, care: confirmed, iwf: no_answer, care: not_confirmed": SILENT,
    "tell care, care: no_answer, iwf: no_answer": SILENT,
    "tell police, iwf: no_answer, police: not_confirmed": DENIED,
    "iwf: no_answer, refer care, care: not_confirmed": DENIED,
    "iwf: finished, refer iwf, iwf: no_answer": ("under_review", "illegal", "finished"),
    "iwf: finished, tell iwf, refer care, care: not_confirmed": ("under_review", "illegal", "finished"),
    # what was said before it was referred anew is not said of that
    "tell police, police: not_confirmed, refer care, tell lado, lado: not_confirmed": AGAIN_WITH_THEM,
    "tell police, iwf: no_answer, police: not_confirmed, refer care, tell iwf, iwf: no_answer": AGAIN_WITH_THEM,
    "tell police, police: not_confirmed, refer iwf, iwf: no_answer": SILENT,
    "iwf: no_answer, not police": ("under_review", "unsuitable", "no_answer"),
    "iwf: no_answer, refer police": ("with_authorities", "illegal", "no_answer"),
    # who was silent speaks after all
    "iwf: no_answer, iwf: not_confirmed": DENIED,
    "iwf: no_answer, iwf: confirmed": WAITS,
    "iwf: no_answer, not police, iwf: confirmed": WAITS,
    "iwf: no_answer, not police, iwf: finished": ("under_review", "illegal", "finished"),
    "tell care, iwf: no_answer, not police, care: no_answer": ("under_review", "unsuitable", "no_answer"),
    "tell police, police: not_confirmed, iwf: confirmed": WAITS,
}  # fmt: skip


@pytest.fixture
def to_iwf(log_incident, safeguarding_lead, referral):
    incident = log_incident(may_be_illegal=True)
    incident.notify_authorities(by=safeguarding_lead, **referral | {"agency": "iwf"})
    return incident


@pytest.fixture
def say(headteacher, referral):
    """`say(incident, "tell care, care: confirmed")`: one after the other."""

    def step(incident, words):
        whose, _, answer = words.partition(": ")
        verb, _, named = whose.rpartition(" ")
        agency = AGENCIES.get(named, named)
        told = {"spoke_to": "Sam to them", "reason": "Theirs too.", "reference": "", "at": clock.now()}
        if verb == "tell":
            incident.tell_agency(by=headteacher, agency=agency, **told)
        elif verb == "refer":
            incident.notify_authorities(by=headteacher, **referral | told | {"agency": agency})
        elif verb == "not":
            incident.decide_not_to_refer(by=headteacher, agency=agency, reason="No case for them.")
        else:
            incident.record_answer(by=headteacher, agency=agency, answer=answer, **SAID)

    def make(incident, steps):
        for words in steps.split(", "):
            step(incident, words)
        return Incident.objects.get(pk=incident.pk)

    return make


@pytest.mark.parametrize("steps", FOLLOWS)
def test_where_nobody_answers_it_goes_on_and_who_speaks_after_all_is_heard(to_iwf, say, steps):
    incident = say(to_iwf, steps)

    assert (incident.status, incident.branch, incident.authority_outcome) == FOLLOWS[steps]


@pytest.mark.parametrize(
    ("steps", "whose", "why"),
    [
        ("tell police", "police", "The Police and CEOP answer"),
        ("tell ceop", "ceop", "The Police and CEOP answer"),
        ("tell care, care: confirmed", "care", "only their own word ends that"),
        ("tell care, care: confirmed, tell care", "care", "only their own word ends that"),
        ("tell care, care: not_confirmed", "care", "what they said stands"),
    ],
)
def test_it_is_not_said_of_who_answers(to_iwf, say, signed_in, safeguarding_lead, steps, whose, why):
    incident = say(to_iwf, steps)
    agency, url = AGENCIES.get(whose, whose), f"{incident.get_absolute_url()}answer/"

    page = signed_in(safeguarding_lead).post(url, {"answer": "no_answer", "agency": agency})

    with pytest.raises(Refused, match=why):
        say(incident, f"{whose}: no_answer")
    assert why in page.context["form"].errors["answer"][0]


def test_who_was_told_more_has_not_taken_back_what_it_confirmed(to_iwf, say):
    incident = say(to_iwf, "tell care, care: confirmed, tell care, iwf: not_confirmed")

    assert (incident.status, incident.branch) == ("with_authorities", "illegal")


def test_nor_is_it_said_of_the_lado_who_is_to_advise(alleged, headteacher, referral, decide):
    with clock.set_to(FRIDAY):
        alleged.notify_authorities(by=headteacher, **referral | {"agency": "lado", "at": FRIDAY})

    with clock.set_to(MONDAY):
        with pytest.raises(Refused, match="on which the LADO advises"):
            alleged.record_answer(by=headteacher, answer="no_answer", **SAID)
        decide("harm", at=MONDAY)
        with pytest.raises(Refused, match="on which the LADO advises"):
            alleged.record_answer(by=headteacher, answer="no_answer", **SAID)


def test_that_the_lado_is_silent_is_no_advice(alleged, headteacher, referral, decide):
    decide("conduct")
    with clock.set_to(FRIDAY):
        alleged.notify_authorities(by=headteacher, **referral | {"agency": "lado", "at": FRIDAY})
        alleged.record_answer(by=headteacher, answer="no_answer", **SAID)

    alleged = decide("harm")

    assert alleged.waits_for_advice
    assert alleged.access.refusal(headteacher, "record_advice", alleged) is None


def test_nobody_investigates_before_a_decision_on_the_police(to_iwf, say, headteacher, coordinator):
    to_iwf = say(to_iwf, "iwf: no_answer")
    before = to_iwf.access.refusal(headteacher, "start_investigation", to_iwf)

    waited = (to_iwf.nobody_asks, to_iwf.not_searched_since is not None)
    decided = say(to_iwf, "not police")

    assert before == "Nobody answers: refer it to the Police, or decide not to. Nobody investigates before that."
    assert waited == (True, True)
    assert (decided.nobody_asks, decided.not_searched_since) == (False, None)
    assert decided.access.refusal(coordinator, "start_investigation", decided) is None


def test_that_decision_is_asked_for_also_where_its_way_in_asks_for_others(
    log_incident, safeguarding_lead, referral, say
):
    incident = log_incident(may_be_illegal=True)
    incident.notify_authorities(by=safeguarding_lead, **referral | {"agency": "lado", "way_in": "adult_involved"})

    incident = say(incident, "lado: no_answer")

    assert (incident.is_police_case, agency_asked_for(incident)) == (False, "police")
    assert say(incident, "not police").branch == "unsuitable"


def test_it_does_not_close_before_a_decision_on_the_police(to_iwf, say, headteacher):
    incident = say(to_iwf, "iwf: no_answer")
    case = next(row for row in rows_in_force(incident)[1] if row.police_case and row.illegal)

    incident.choose_row(by=headteacher, user_action=None, reason="None of them.")
    of_its_way_in = [point.text for point in incident.missing_for_closure]
    incident.choose_row(by=headteacher, user_action=case, reason="This after all.")

    assert of_its_way_in == ["refer it to the Police, or say why not: nobody has said whether it is illegal"]
    assert [point.text for point in incident.missing_for_closure] == [
        f"refer it to the Police (“{case}”), or say why not"
    ]
    assert what_is_next(incident).verb == "notify_authorities"


def test_what_is_closed_is_reopened_before_it_takes_a_late_answer(to_iwf, say, headteacher):
    incident = say(to_iwf, "iwf: no_answer, not police")
    incident.choose_row(by=headteacher, user_action=None, reason="None of them.")
    incident.close(by=headteacher, finding="inconclusive", outcome="None.", rationale="Nobody answered.")

    with pytest.raises(Refused, match="closed takes no answer: ask for it to be reopened"):
        say(incident, "iwf: confirmed")
    incident.reopen(by=headteacher, reason="They wrote after all.")

    assert say(incident, "iwf: confirmed").status == "with_authorities"


def test_once_all_have_answered_nobody_is_left_to(referred, say, headteacher):
    incident = say(referred, "police: not_confirmed")

    refusal = incident.access.refusal(headteacher, "record_answer", incident)
    assert refusal.startswith("Everybody who was told of it has answered")


def test_there_is_nobody_to_ask_about_the_parents(to_iwf, say):
    before = say(to_iwf, "tell care").somebody_can_be_asked

    silent = say(to_iwf, "care: no_answer")

    assert (before, silent.somebody_can_be_asked) == (True, False)


def test_it_is_recorded_and_read_as_what_it_is(to_iwf, safeguarding_lead, signed_in):
    browser, url = signed_in(safeguarding_lead), f"{to_iwf.get_absolute_url()}answer/"
    said = {"answer": "no_answer", "answer_text": "They never write back to a school.", "answered_by": "Sam"}
    now = f"{timezone.localtime(clock.now()):%H:%M}"

    without = browser.post(url, {"answer": "no_answer"}).context["form"].errors
    browser.post(url, sent_by(browser.get(url), "answer") | said | {"time": now})

    incident = Incident.objects.get()
    page = main_of(browser.get(incident.get_absolute_url()))
    facts = dict(referrals(incident).parts[0].rows)
    assert without["answer_text"] == ["Write down their answer, or why none is to be expected"]
    assert incident.entries.first().text == "No answer is to be expected. They never write back to a school."
    assert "No answer is to be expected, because: They never write back to a school. (Sam, " in page
    assert facts["Instead of an answer"] == ["No answer is to be expected", "They never write back to a school."]
    assert facts["Said by"] == "Sam"
    assert [step.text for step in lanes(incident)[1]][1:] == [
        "No answer is to be expected",
        "Nobody investigates before it is referred to the Police, or decided not to be",
    ]


@pytest.mark.parametrize("before", ["its way in asks for no word on the Police", "not to refer it was decided before"])
def test_neither_closing_nor_withdrawing_goes_past_the_decision_on_the_police(
    log_incident, headteacher, referral, say, before
):
    incident = log_incident(may_be_illegal=True)
    if before == "not to refer it was decided before":
        incident.decide_not_to_refer(by=headteacher, agency="police", reason="Not for them.")
        incident = Incident.objects.get()
        said = {"agency": "iwf"}
    else:
        said = {"agency": "lado", "way_in": "adult_involved"}
    incident.notify_authorities(by=headteacher, **referral | said)
    incident = say(incident, f"{said['agency']}: no_answer")

    assert "nobody has said whether it is illegal" in " ".join(point.text for point in incident.missing_for_closure)
    with pytest.raises(Refused):
        incident.withdraw(by=headteacher, reason="Enough.")


@pytest.mark.parametrize("is_sent", ["twice", "late"])
def test_the_answer_of_one_agency_is_never_kept_as_that_of_another(referred, say, headteacher, signed_in, is_sent):
    incident = say(referred, "tell iwf")
    browser, url = signed_in(headteacher), f"{incident.get_absolute_url()}answer/"
    said = {"agency": "police", "answer": "not_confirmed", "answer_text": "So says DC Hall.", "answered_by": "DC Hall"}
    sent = sent_by(browser.get(url), "answer") | said | {"time": f"{timezone.localtime(clock.now()):%H:%M}"}
    if is_sent == "twice":
        browser.post(url, sent)
    else:
        say(incident, "police: not_confirmed")

    page = browser.post(url, sent)

    assert page.status_code == 200
    assert "They have already answered" in main_of(page)
    assert {one.agency: one.answer for one in incident.referrals.all()} == {"police": "not_confirmed", "iwf": ""}
