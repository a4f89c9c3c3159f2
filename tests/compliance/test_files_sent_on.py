"""An answer names the files that were sent to other schools, of those alone that its maker may know of."""

import pytest

from compliance.answers import answer_of
from compliance.models import AccessRequest
from core import clock
from incidents import actions
from incidents.models import Involvement, PupilWithFile
from incidents.statement import Named

INSTIGATOR, TARGET = Involvement.Part.INSTIGATOR, Involvement.Part.TARGET


@pytest.fixture
def send(pupil):
    """`send(incident, to, by)`: the pupil's file, with this alone in it."""

    def sent(incident, to, by):
        leaver = PupilWithFile.objects.get(pk=pupil.pk)
        transfer = leaver.begin_transfer(by=by, to_school=to, left_on=clock.today())
        transfer.choose(by=by, incidents=[incident], open_because="They ask.")
        actions.keep_printed_file(transfer, [incident], b"%PDF-", by=by)
        transfer.send(by=by, sent_on=clock.today(), sent_how=f"By hand to {to}")

    return sent


def sent_to(request, user):
    """To which schools the answer of this user says that something was sent."""
    [section] = [each for each in answer_of(request, user).own if each.title == "Sent to another school"]
    return [row[0] for part in section.parts for row in part.rows]


def test_each_of_two_makers_names_what_that_one_may_know_of(
    log_incident, pupil, teacher, headteacher, chair, safeguarding_lead, send
):
    """What is about the head was opened to the safeguarding lead, and is in the lead's file alone."""
    of_the_pupil = log_incident(may_be_illegal=True, people=[Named(part=INSTIGATOR, person=pupil)])
    people = [Named(part=INSTIGATOR, person=headteacher.person), Named(part=TARGET, person=pupil)]
    about_the_head = log_incident(by=teacher, about_headteacher=True, people=people)
    about_the_head.decide_allegation(by=chair, threshold="low_level", reason="As I see it.")
    about_the_head.add_reader(by=chair, user=safeguarding_lead, reason="Helps.")
    send(of_the_pupil, "Elm Park School", headteacher)
    send(about_the_head, "Oak Hill School", safeguarding_lead)

    asked = AccessRequest.record(pupil, by=headteacher, asked_by="Herself", received_on=clock.today())

    assert sent_to(asked, headteacher) == ["Elm Park School"]
    assert sent_to(asked, chair) == ["Oak Hill School"]
