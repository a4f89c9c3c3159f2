"""A pupil's file that holds only what is kept from somebody is not there for them, and stands in nobody's way."""

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents import actions
from incidents.access import TransferAccess
from incidents.models import Involvement, PupilWithFile, Transfer
from incidents.statement import Named
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

ASKED = "The new school asks."


def begin(pupil, by):
    return PupilWithFile.objects.get(pk=pupil.pk).begin_transfer(
        by=by, to_school="Elm Park School", left_on=clock.today()
    )


@pytest.fixture
def restricted(log_incident, teacher, headteacher, pupil):
    """Alleged against a teacher: for the head, not for the safeguarding lead."""
    people = [
        Named(part=Involvement.Part.INSTIGATOR, person=teacher.person),
        Named(part=Involvement.Part.TARGET, person=pupil),
    ]
    return log_incident(by=headteacher, people=people)


@pytest.fixture
def apart(restricted, pupil, headteacher):
    """The head's file, of that alone."""
    transfer = begin(pupil, headteacher)
    transfer.choose(by=headteacher, incidents=[restricted], open_because=ASKED)
    actions.keep_printed_file(transfer, [restricted], b"%PDF-", by=headteacher)
    return transfer


@pytest.fixture
def seen_by(signed_in, pupil):
    """`seen_by(user)`: whether the file is there on each page that could name it, and by the rule."""

    def look(user, transfer):
        browser = signed_in(user)
        return {
            "Elm Park School" in main_of(browser.get(reverse("home"))),
            "Elm Park School" in main_of(browser.get(reverse("incidents:transfers"))),
            "Elm Park School" in main_of(browser.get(reverse("sanctions:chronology", args=[pupil.pk]))),
            browser.get(transfer.get_absolute_url()).status_code == 200,
            TransferAccess.allows(user, "read", transfer),
            Transfer.objects.readable_by(user).exists(),
        }

    return look


def test_it_is_there_for_who_began_it_alone_under_way_and_sent(seen_by, apart, headteacher, safeguarding_lead):
    assert (seen_by(headteacher, apart), seen_by(safeguarding_lead, apart)) == ({True}, {False})

    apart.send(by=headteacher, sent_on=clock.today(), sent_how="By hand")

    assert TransferAccess.allows(headteacher, "read", apart)
    assert seen_by(safeguarding_lead, apart) == {False}


def test_one_that_is_only_begun_is_not_there_for_others_either(seen_by, pupil, headteacher, safeguarding_lead):
    begun = begin(pupil, headteacher)

    assert seen_by(safeguarding_lead, begun) == {False}


def test_others_begin_their_own_meanwhile(apart, pupil, headteacher, safeguarding_lead):
    own = begin(pupil, safeguarding_lead)

    assert list(Transfer.objects.under_way().filter(person=pupil)) == [apart, own]
    with pytest.raises(Refused, match="has already been begun"):
        begin(pupil, headteacher)


def test_others_are_asked_about_a_pupil_who_left_as_if_it_were_not(apart, log_incident, pupil, safeguarding_lead):
    illegal = log_incident(may_be_illegal=True, people=[Named(part=Involvement.Part.INSTIGATOR, person=pupil)])
    pupil.left_on = clock.today()
    pupil.save_as(safeguarding_lead, "Left")
    assert illegal.standing_of(safeguarding_lead).reads

    assert [each.pk for each in PupilWithFile.objects.undecided_for(safeguarding_lead)] == [pupil.pk]


def test_it_is_there_for_who_reads_something_in_it(seen_by, apart, log_incident, pupil, headteacher, safeguarding_lead):
    illegal = log_incident(may_be_illegal=True, people=[Named(part=Involvement.Part.INSTIGATOR, person=pupil)])

    apart.choose(by=headteacher, incidents=[illegal], open_because=ASKED)

    assert seen_by(safeguarding_lead, apart) == {True}


def test_one_that_was_ended_before_anything_was_chosen_spares_the_others_the_question(
    pupil, headteacher, safeguarding_lead
):
    begin(pupil, headteacher).end(by=headteacher, reason="Nothing that a new school needs to know.")

    assert Transfer.objects.readable_by(safeguarding_lead).exists()


def test_one_that_ended_after_all_was_taken_back_is_there_for_who_reads_all_that_it_ever_held(
    apart, log_incident, other_pupil, headteacher, safeguarding_lead
):
    """Its reason may tell of what it held."""
    illegal = log_incident(may_be_illegal=True, people=[Named(part=Involvement.Part.INSTIGATOR, person=other_pupil)])
    ordinary = begin(other_pupil, headteacher)
    ordinary.choose(by=headteacher, incidents=[illegal], open_because=ASKED)

    for transfer in (apart, ordinary):
        transfer.choose(by=headteacher, incidents=[])
        transfer.end(by=headteacher, reason="The allegation against Tess does not go along.")

    assert list(Transfer.objects.readable_by(safeguarding_lead)) == [ordinary]
    assert set(Transfer.objects.readable_by(headteacher)) == {apart, ordinary}


def test_who_takes_away_the_last_that_they_read_is_led_back_to_the_list(
    pupil, log_incident, safeguarding_lead, headteacher, signed_in
):
    illegal = log_incident(may_be_illegal=True, people=[Named(part=Involvement.Part.INSTIGATOR, person=pupil)])
    shared = begin(pupil, safeguarding_lead)
    shared.choose(by=safeguarding_lead, incidents=[illegal], open_because=ASKED)
    address = reverse("incidents:choose-going-along", args=[shared.pk])

    browser = signed_in(headteacher)

    shown = sent_by(browser.get(address), "shown")["shown"]
    answer = browser.post(address, {"incidents": [], "shown": shown}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("incidents:transfers")
    assert "The choice is saved." in main_of(answer)
