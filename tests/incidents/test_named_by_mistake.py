"""Who was accused by mistake is named for good by a decision: for the proof, and counted nowhere."""

import csv
import io
from datetime import date

import pytest
from django.db.models import Value
from django.template.loader import render_to_string
from django.urls import reverse

from compliance.answers import answer_of
from compliance.models import AccessRequest
from compliance.rules import due_of
from core import clock
from core.access import Refused
from incidents.actions import add_person, change_person
from incidents.exporting import file_of
from incidents.forms.devices import DeviceSearchForm
from incidents.listing import for_log
from incidents.models import Incident
from incidents.models.transfer import parts_of
from incidents.patterns import of_year_group
from incidents.printing.agencies_and_parents import parents
from incidents.printing.record import log
from incidents.queries import may_be_related
from incidents.statement import Named
from incidents.typed_names import may_be_meant, may_be_part_of
from incidents.waiting import with_pupils_open
from people.calendar import AcademicYear
from reports.periods import calendars
from reports.statistics import count
from reports.trends.queries import YEARS, by_codes
from sanctions.actions import choose_misuse, table_for
from sanctions.actions import decide as decide_actions
from sanctions.choice import Choice
from sanctions.chronology import chronology_of, others_of
from sanctions.models import ChronicledPerson
from sanctions.queries import actions_of
from tests.compliance.answering import decide as hand_over
from tests.pages import main_of

from .alleging import FRIDAY
from .browser_form import sent_by


@pytest.fixture
def decided(alleged, decide, headteacher, pupil):
    """A pupil is accused with the teacher; the head has decided on both and on an action, and shared it."""
    pupil.date_of_birth = date(2020, 1, 1)
    pupil.save_as(headteacher)
    add_person(alleged, Named(part="instigator", person=pupil), by=headteacher)
    decide("low_level").share(by=headteacher, reason="A matter of training.")
    alleged.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="Not illegal.")
    choice = Choice(alleged.involvements.get(person=pupil), done=True, text="Detention", reason="So.")
    decide_actions(alleged, [choice], by=headteacher)
    return alleged


def where_they_count(incident, other, person, user, named):
    """By place: what it says of them. `other`: an incident of which they are part besides; `named`: reads by name."""
    one = Incident.objects.filter(pk=incident.pk)
    [incident], year = one.prefetch_related("involvements__person"), AcademicYear.of(FRIDAY.date())
    incident.safeguarding = True
    [exported] = csv.DictReader(io.StringIO(file_of([incident], "csv", with_names=True).decode("utf-8-sig")))
    figures = count([incident.school], calendars([incident.school], [year]))[year]
    return {
        "log": for_log(one).get().pupils,
        "list that is taken out": int(exported["Pupils"]) or exported["Year groups"],
        "names in it": exported["Alleged or found instigators"].count(person.name),
        "chronology": [line for line in chronology_of(person, user).lines if line.incident == incident],
        "whether there is one": list(ChronicledPerson.objects.readable_by(named)),
        "other incidents": others_of(incident, user),
        "from another incident": others_of(other, user),
        "to relate": may_be_related(incident, Incident.objects.readable_by(user)),
        "to relate to another": may_be_related(other, Incident.objects.readable_by(user)),
        "log by year group": list(one.filter(of_year_group(person.year_group))),
        "trends": by_codes(one.annotate(then=Value("now")), ["place"])[YEARS].now[person.year_group],
        "pupils accused": figures.phases,
        "parents in figures": figures.parents,
        "decisions in figures": figures.decisions,
        "what follows": [each for each in actions_of(incident) if each.involvement.person == person],
        "home": with_pupils_open(one).get().pupils_open,
        "before closing": [each.text for each in incident.missing_for_closure if person.name in each.text],
        "search": incident.access.allows(user, "record_search", incident),
        "whose device": list(DeviceSearchForm(incident=incident).fields["pupil"].queryset),
        "file for another school": list(parts_of(person.pk, user).filter(incident=incident)),
        "parents on paper": parents(incident).parts,
        "class on paper": person.name in str(dict(log(incident).parts[0].answers)["Class (if a pupil)"]),
        "kept until": due_of(incident).on == date(2045, 1, 1),
    }


def test_they_count_nowhere(decided, log_incident, headteacher, governor, pupil):
    decided.involvements.exclude(person=pupil).update(person=None, name="T. Teacher")
    decided.readers.create(user=governor, by=headteacher, reason="Helps")
    with clock.set_to(FRIDAY):
        other = log_incident(people=[Named(part="witness", person=pupil)])
    before = where_they_count(decided, other, pupil, headteacher, governor)

    change_person(decided.involvements.get(person=pupil), by=headteacher, reason="A namesake.", part="mistake")

    after = where_they_count(decided, other, pupil, headteacher, governor)
    assert [place for place, said in before.items() if not said] == []
    assert [place for place, said in after.items() if said] == []


@pytest.mark.once
def test_the_authority_alone_says_so_and_takes_it_back_of_a_pupil_too(decided, headteacher, coordinator, pupil):
    accused, said = decided.involvements.get(person=pupil), {"reason": "A namesake."}

    with pytest.raises(Refused, match=r"only the head \(or the chair, about the head\) changes what they are"):
        change_person(accused, by=coordinator, part="mistake", **said)
    change_person(accused, by=headteacher, part="mistake", **said)
    line = decided.entries.first().text
    with pytest.raises(Refused, match="only the head"):
        change_person(accused, by=coordinator, part="witness", **said)

    assert line == "Part of Pip Pupil: from Alleged instigator to Named by mistake. A namesake."
    assert decided.involvements.get(person=pupil).part == "mistake"


@pytest.mark.once
def test_whom_no_decision_covers_is_taken_out_instead(alleged, headteacher):
    with pytest.raises(Refused, match="No decision on the allegation covers Tess Teacher: take them out instead"):
        change_person(alleged.involvements.get(), by=headteacher, reason="A namesake.", part="mistake")


@pytest.mark.once
def test_what_was_found_is_taken_back_first_and_what_is_in_force_lifted(decided, headteacher, pupil):
    accused, said = decided.involvements.get(person=pupil), {"by": headteacher, "reason": "A namesake."}
    choose_misuse(accused, [table_for(accused).rows().first()], by=headteacher)
    with pytest.raises(Refused, match="A misuse of Pip Pupil was found: take that back first"):
        change_person(accused, part="mistake", **said)
    choose_misuse(accused, [], by=headteacher)
    until = Choice(accused, done=True, text="No tablet", reason="So.", ends_on=clock.today())
    [lasting] = decide_actions(decided, [until], by=headteacher)
    with pytest.raises(Refused, match="“No tablet” is in force for Pip Pupil: lift it first"):
        change_person(accused, part="mistake", **said)
    lasting.lift(by=headteacher)

    change_person(accused, part="mistake", **said)
    change_person(accused, part="instigator", **said)

    assert decided.involvements.get(person=pupil).part == "instigator"


@pytest.mark.once
def test_only_the_form_for_one_of_those_decided_on_offers_it_and_only_to_the_authority(
    decided, log_incident, headteacher, coordinator, pupil, signed_in
):
    elsewhere = log_incident(people=[Named(part="target", person=pupil)])
    of_pupil, undecided = (one.involvements.get(person=pupil) for one in (decided, elsewhere))

    def offered(user, one):
        url = reverse("incidents:change-person", args=[one.incident.reference, one.pk])
        return 'value="mistake"' in main_of(signed_in(user).get(url))

    assert [offered(headteacher, of_pupil), offered(coordinator, of_pupil), offered(headteacher, undecided)] == [
        True,
        False,
        False,
    ]
    browser, url = signed_in(headteacher), reverse("incidents:change-person", args=[decided.reference, of_pupil.pk])
    browser.post(url, sent_by(browser.get(url), "part") | {"part": "mistake", "reason": "A namesake."})
    assert decided.involvements.get(person=pupil).part == "mistake"
    url = reverse("sanctions:parents", args=[decided.reference])
    assert f"pupil-{of_pupil.pk}-parents" not in main_of(browser.get(url))


@pytest.mark.once
def test_where_all_were_named_by_mistake_it_stays_the_authoritys_and_is_closed_as_unfounded(
    alleged, decide, headteacher, coordinator, pupil
):
    add_person(alleged, Named(part="instigator", person=pupil), by=headteacher)
    decide("conduct")
    for accused in alleged.involvements.all():
        change_person(accused, by=headteacher, reason="A namesake.", part="mistake")
    alleged.refresh_from_db()

    alleged.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="Nothing of it.")
    assert not alleged.standing_of(coordinator).reads
    alleged.close(by=headteacher, finding="unfounded", outcome="Nothing follows.", rationale="It was nobody here.")

    assert (alleged.status, alleged.restricted) == ("closed", True)


@pytest.mark.once
def test_nobody_whose_typed_name_it_may_be_is_let_in(log_incident, coordinator):
    typed = Named(part="instigator", name="Mrs Coordinator", kind="other", works_or_volunteers="unsure")
    incident = log_incident(people=[typed])
    incident.involvements.update(part="mistake")

    assert may_be_meant(incident, [coordinator]) == {coordinator.pk}
    assert may_be_part_of(incident, "Mrs Coordinator", [])


@pytest.mark.once
def test_nothing_is_decided_about_them(decided, headteacher, coordinator, pupil):
    accused = decided.involvements.get(person=pupil)
    change_person(accused, by=headteacher, reason="A namesake.", part="mistake")

    with pytest.raises(Refused, match="Somebody here is not a part of this incident"):
        decide_actions(decided, [Choice(accused, done=True, text="Another", reason="So.")], by=coordinator)

    assert accused.table_kind == ""


@pytest.mark.once
def test_their_own_file_says_that_they_were_named_by_mistake(decided, headteacher, pupil):
    change_person(decided.involvements.get(person=pupil), by=headteacher, reason="A namesake.", part="mistake")
    asked = AccessRequest.record(pupil, by=headteacher, asked_by="Herself", received_on=clock.today())
    hand_over(asked, decided, by=headteacher)

    answer = answer_of(asked, headteacher)

    paper = render_to_string("compliance/answer_print.html", {"answer": answer, "by": headteacher, "at": clock.now()})
    assert "You were named in this incident by mistake." in paper
    assert "from Alleged instigator to Named by mistake. A namesake." in paper
    assert [chapter.part.part_in_words for chapter in answer.chapters] == ["Named by mistake"]
