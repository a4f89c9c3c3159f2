"""A case for the Police does not go with its row: docs/decisions/0124."""

from datetime import timedelta

import pytest

from core import clock
from core.access import Refused
from incidents.codes import Told
from incidents.models import Incident
from incidents.progress import agency_asked_for, what_is_next
from incidents.queries import rows_in_force
from people.models import Notice
from tests.incidents.browser_form import sent_by

pytestmark = pytest.mark.once

WRONG = "I clicked on the wrong row."
SAY_WHY = "Say why the Police are not told, or choose a row that is a case for them"


def row(incident, key):
    return next(row for row in rows_in_force(incident)[1] if row.key == key)


def known(incident):
    return Incident.objects.get(pk=incident.pk)


@pytest.fixture
def threats(reviewed, coordinator):
    """Under review, ordinary, and a case for the Police: nobody told them."""
    reviewed.choose_row(by=coordinator, user_action=row(reviewed, "threats"), reason="Words on a wall.")
    return known(reviewed)


@pytest.fixture
def held(log_incident, safeguarding_lead, referral):
    """An adult is involved: the LADO found nothing; but its row is a case for the Police, who were never told."""
    incident = log_incident(may_be_illegal=True)
    said = {"branch": "illegal", "safeguarding": False, "reason": "Yes."}
    case = next(row for row in rows_in_force(incident)[1] if row.police_case == "grooming")
    incident.review(by=safeguarding_lead, user_action=case, **said)
    incident.notify_authorities(by=safeguarding_lead, **referral | {"agency": "lado", "way_in": "adult_involved"})
    incident.record_meeting(by=safeguarding_lead, held=False, text="None was needed.")
    said = {"answer_text": "Nothing.", "answered_by": "Lou", "reference": ""}
    incident.record_answer(by=safeguarding_lead, answer="not_confirmed", **said)
    return known(incident)


def test_it_is_not_left_without_a_word_on_the_police(threats, coordinator):
    with pytest.raises(Refused, match="say why they are not told"):
        threats.choose_row(by=coordinator, user_action=None, reason="None of them.")

    assert known(threats).user_action.key == "threats"


def test_the_reason_is_kept_as_the_decision_not_to_tell_them(threats, coordinator):
    threats.choose_row(by=coordinator, user_action=None, reason="None of them.", why_not_police=WRONG)

    said = threats.referrals.get()
    assert (said.agency, said.told, said.reason, said.by) == ("police", Told.NOT_REFERRED, WRONG, coordinator)
    assert not known(threats).awaits_police


def test_who_leads_safeguarding_reads_it_and_is_told(threats, coordinator, safeguarding_lead):
    assert not Incident.objects.readable_by(safeguarding_lead).exists()

    threats.choose_row(by=coordinator, user_action=None, reason="None of them.", why_not_police=WRONG)

    assert Incident.objects.readable_by(safeguarding_lead).exists()
    told = Notice.objects.get(user=safeguarding_lead)
    assert told.wanted == "It was not referred to the Police: read why."


def test_so_they_are_of_the_decision_itself_but_once(threats, coordinator, safeguarding_lead):
    for _ in range(2):
        threats.decide_not_to_refer(by=coordinator, agency="police", reason="Nobody meant it.")

    assert [reader.user for reader in threats.readers.all()] == [safeguarding_lead]


def test_where_it_was_theirs_they_read_it_still_and_are_told_once(log_incident, headteacher, safeguarding_lead):
    incident = log_incident(may_be_illegal=True)
    Notice.objects.all().delete()

    incident.decide_not_to_refer(by=headteacher, agency="police", reason="A drawing of a horse.")

    assert known(incident).route == "ordinary"
    assert Incident.objects.readable_by(safeguarding_lead).exists()
    assert [notice.wanted for notice in Notice.objects.filter(user=safeguarding_lead)] == [
        "It is not referred: read why."
    ]


def test_who_reads_it_already_is_told_as_well(threats, coordinator, headteacher, safeguarding_lead):
    threats.add_reader(by=headteacher, user=safeguarding_lead, reason="To know")
    Notice.objects.all().delete()

    threats.decide_not_to_refer(by=coordinator, agency="police", reason="Nobody meant it.")

    assert Notice.objects.get(user=safeguarding_lead).wanted == "It was not referred to the Police: read why."


def test_nothing_is_asked_where_another_case_is_chosen_or_there_was_a_word(threats, coordinator, headteacher):
    threats.choose_row(by=coordinator, user_action=row(threats, "extremism"), reason="Rather this.")
    assert threats.awaits_police

    threats.refresh_from_db()
    threats.decide_not_to_refer(by=headteacher, agency="ceop", reason="Nobody meant it.")
    threats.choose_row(by=headteacher, user_action=None, reason="None of them.")

    assert known(threats).user_action is None


@pytest.mark.parametrize("between", [[], [None]])
def test_a_word_on_one_case_is_none_on_the_next(threats, coordinator, between):
    threats.decide_not_to_refer(by=coordinator, agency="police", reason="Nobody meant it.")
    before = known(threats).awaits_police

    for key in [*between, "extremism"]:
        threats.choose_row(by=coordinator, user_action=key and row(threats, key), reason="Rather this.")
        threats.refresh_from_db()

    assert (before, known(threats).awaits_police) == (False, True)


def test_a_date_does_not_take_it_away(threats, coordinator, monkeypatch):
    monkeypatch.setattr(Incident, "_row_in_force", lambda incident: None)  # as the policy of that day has it

    with pytest.raises(Refused, match="refer it to them, or decide not to, before you change when it happened"):
        threats.correct(by=coordinator, reason="It was earlier.", occurred_at=clock.now() - timedelta(days=1))

    assert known(threats).user_action.key == "threats"


def test_the_page_asks_and_keeps_what_was_typed(threats, coordinator, signed_in):
    browser, url = signed_in(coordinator), f"{threats.get_absolute_url()}row/"
    page = browser.get(url)
    sent = sent_by(page, "reason") | {"user_action": "", "reason": "None of them."}

    refused = browser.post(url, sent)
    taken = browser.post(url, sent | {"why_not_police": WRONG})

    assert "is a case for the Police</strong>, and nobody has told them" in page.content.decode()
    assert refused.context["form"].errors == {"why_not_police": [SAY_WHY]}
    assert "None of them." in refused.content.decode()
    assert (taken.status_code, known(threats).user_action) == (302, None)


def test_the_page_asks_nothing_of_what_is_no_case(reviewed, coordinator, signed_in):
    page = signed_in(coordinator).get(f"{reviewed.get_absolute_url()}row/")

    assert "why_not_police" not in page.context["form"].fields


def test_what_alone_held_it_on_the_illegal_branch_lets_it_go(held, safeguarding_lead):
    held.choose_row(by=safeguarding_lead, user_action=None, reason="None.", why_not_police="It was his own sister.")

    incident = known(held)
    assert (incident.status, incident.branch) == ("under_review", "unsuitable")


def test_where_the_case_went_long_ago_the_decision_is_the_way_off(held, safeguarding_lead):
    Incident.objects.filter(pk=held.pk).update(user_action=None)
    incident = known(held)
    wanted = [point.text for point in incident.missing_for_closure if point.anchor == "stands"]
    following, proposed = what_is_next(incident).verb, agency_asked_for(incident)

    incident.decide_not_to_refer(by=safeguarding_lead, agency=proposed, reason="It was his own sister.")

    assert wanted == ["decide not to refer it: it may be illegal still, and nothing illegal was confirmed"]
    assert (following, proposed) == ("decide_not_to_refer", "police")
    assert known(held).branch == "unsuitable"
