"""The file of a pupil who leaves: what goes along to the new school, by when, and that it arrived."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from core import clock, pdf
from core.access import Refused
from incidents import actions
from incidents.models import Export, Involvement, PupilWithFile, Transfer
from incidents.printing import pupil_file
from incidents.statement import Named
from people.models import Notice, Person
from tests.pages import main_of

MONDAY = date(2026, 11, 16)
SAFEGUARDING = {"branch": "unsuitable", "user_action": None, "safeguarding": True, "reason": "A child may be at risk."}


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(f"{MONDAY}T10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def led(log_incident, coordinator, pupil, other_pupil):
    """Led by the safeguarding lead: Quinn is said to have hurt Pip, who leaves."""
    people = [
        Named(part=Involvement.Part.INSTIGATOR, person=other_pupil),
        Named(part=Involvement.Part.TARGET, person=pupil),
    ]
    incident = log_incident(people=people, description="Quinn wrote to Pip.")
    incident.review(by=coordinator, **SAFEGUARDING)
    return incident


@pytest.fixture
def ordinary(log_incident, pupil):
    """For the coordinator and the head to read."""
    return log_incident(people=[Named(part=Involvement.Part.INSTIGATOR, person=pupil)])


@pytest.fixture
def begun(led, pupil, safeguarding_lead):
    return begin(pupil, safeguarding_lead)


@pytest.fixture
def shared(begun, led, safeguarding_lead):
    """The lead has chosen something that the head reads, too: the file is there for both."""
    begun.choose(by=safeguarding_lead, incidents=[led], open_because="The new school asks.")
    return begun


def begin(pupil, by, **said):
    answers = {"to_school": "Elm Park School", "left_on": MONDAY, "asked_on": None} | said
    return PupilWithFile.objects.get(pk=pupil.pk).begin_transfer(by=by, **answers)


def send(transfer, by, *incidents):
    actions.keep_printed_file(transfer, incidents, b"%PDF-", by=by)
    transfer.send(by=by, sent_on=MONDAY, sent_how="By hand")


def page(name, transfer):
    return reverse(f"incidents:{name}", args=[transfer.pk])


@pytest.mark.parametrize(
    ("left_on", "asked_on", "due_on"),
    [
        (MONDAY, None, date(2026, 11, 23)),
        (date(2026, 11, 20), None, date(2026, 11, 27)),
        (date(2026, 12, 18), MONDAY, date(2026, 11, 23)),
    ],
)
def test_it_is_due_five_school_days_after_it_was_asked_for_or_the_pupil_left(
    pupil, safeguarding_lead, left_on, asked_on, due_on
):
    assert begin(pupil, safeguarding_lead, left_on=left_on, asked_on=asked_on).due_on == due_on


def test_there_is_one_at_a_time(begun, pupil, safeguarding_lead):
    with pytest.raises(Refused, match="The file for Elm Park School has already been begun"):
        begin(pupil, safeguarding_lead)

    begun.end(by=safeguarding_lead, reason="Pip stays.")
    assert begin(pupil, safeguarding_lead).is_under_way


def test_what_goes_along_is_marked_by_each_for_what_they_read(shared, led, ordinary, safeguarding_lead, headteacher):
    shared.choose(by=headteacher, incidents=[led, ordinary], open_because="The new school asks.")
    shared.choose(by=safeguarding_lead, incidents=[])

    assert [mark.incident for mark in shared.going_along.all()] == [ordinary]
    assert not shared.chosen_by(safeguarding_lead).exists()
    assert [part.incident for part in shared.chosen_by(headteacher)] == [ordinary]
    with pytest.raises(Refused, match="One of these incidents is not yours to send"):
        shared.choose(by=safeguarding_lead, incidents=[ordinary], open_because="The new school asks.")


def test_the_page_offers_what_one_reads_and_nothing_is_chosen_beforehand(
    begun, led, ordinary, safeguarding_lead, signed_in
):
    shown = main_of(signed_in(safeguarding_lead).get(page("choose-going-along", begun)))

    assert led.reference in shown
    assert "16 November 2026" in shown
    assert ordinary.reference not in shown
    assert "checked" not in shown


def test_a_forged_choice_is_refused(begun, ordinary, safeguarding_lead, signed_in):
    answer = signed_in(safeguarding_lead).post(page("choose-going-along", begun), {"incidents": [ordinary.pk]})

    assert answer.context["form"].errors == {"incidents": ["One of these incidents is not yours to send. Choose again"]}
    assert not begun.going_along.exists()


def test_from_the_leaving_to_the_receipt_on_the_pages(led, pupil, safeguarding_lead, signed_in, monkeypatch):
    drawn = []
    monkeypatch.setattr(pdf, "render", lambda html, stylesheet: drawn.append(html) or b"%PDF-")
    browser = signed_in(safeguarding_lead)
    chronology = main_of(browser.get(reverse("sanctions:chronology", args=[pupil.pk])))
    address = reverse("incidents:begin-transfer", args=[pupil.pk])
    assert address in chronology

    browser.post(address, {"to_school": "Elm Park School", "left_on": "2026-11-16", "asked_on": ""})
    transfer = Transfer.objects.get()
    browser.post(page("choose-going-along", transfer), {"incidents": [led.pk], "open_because": "They ask."})
    preview = browser.get(page("pupil-file", transfer))
    assert "Quinn" in main_of(preview)
    shown = preview.context["preview"].fingerprint
    file = browser.post(page("pupil-file", transfer), {"shown": shown})
    assert file.content == b"%PDF-"
    browser.post(page("send-transfer", transfer), {"sent_on": "2026-11-16", "sent_how": "By hand"})
    browser.post(page("confirm-receipt", transfer), {"receipt_on": "2026-11-16", "receipt_by": "J. Doe, DSL"})

    transfer.refresh_from_db()
    assert (transfer.sent_how, transfer.sent_by) == ("By hand", safeguarding_lead)
    assert (transfer.receipt_on, transfer.receipt_by) == (MONDAY, "J. Doe, DSL")
    [html] = drawn
    assert "Pupil A wrote to Pip." in html
    assert "Quinn" not in html
    assert "printed by Sam Safeguarding" in html
    assert led.entries.first().text.startswith("Printed with the file of Pip Pupil for Elm Park School. SHA-256 ")
    assert list(Export.objects.get().incidents.all()) == [led]
    assert "Arrived" in main_of(browser.get(reverse("incidents:transfers")))


def test_what_was_seen_before_something_changed_makes_no_file(begun, led, safeguarding_lead, signed_in):
    begun.choose(by=safeguarding_lead, incidents=[led], open_because="The new school asks.")
    browser = signed_in(safeguarding_lead)
    shown = browser.get(page("pupil-file", begun)).context["preview"].fingerprint
    led.add_entry(by=safeguarding_lead, text="QUINN again.")

    answer = browser.post(page("pupil-file", begun), {"shown": shown})

    assert "Look at the list again" in main_of(answer)
    assert not Export.objects.exists()


def test_nothing_is_sent_before_something_is_chosen_and_nothing_chosen_after_it_was_sent(begun, led, safeguarding_lead):
    with pytest.raises(Refused, match="Choose first which incidents go along"):
        begun.send(by=safeguarding_lead, sent_on=MONDAY, sent_how="By hand")
    begun.choose(by=safeguarding_lead, incidents=[led], open_because="The new school asks.")
    send(begun, safeguarding_lead, led)

    with pytest.raises(Refused, match="what went along stays as it was"):
        begun.choose(by=safeguarding_lead, incidents=[])
    with pytest.raises(Refused, match="It was sent later than that"):
        begun.confirm_receipt(by=safeguarding_lead, receipt_on=MONDAY - timedelta(days=1), receipt_by="x")


def test_nothing_is_sent_before_a_file_was_made_of_what_is_chosen_now(shared, led, ordinary, headteacher):
    shared.choose(by=headteacher, incidents=[led], open_because="The new school asks.")
    with pytest.raises(Refused, match="Make the file first: there is none of what is chosen now"):
        shared.send(by=headteacher, sent_on=MONDAY, sent_how="By hand")
    actions.keep_printed_file(shared, [led], b"%PDF-", by=headteacher)

    shared.choose(by=headteacher, incidents=[led, ordinary], open_because="The new school asks.")

    with pytest.raises(Refused, match="Make the file first: there is none of what is chosen now"):
        shared.send(by=headteacher, sent_on=MONDAY, sent_how="By hand")


def test_whether_it_may_be_sent_says_nothing_of_what_one_may_not_read(
    shared, ordinary, safeguarding_lead, headteacher, signed_in
):
    shared.choose(by=headteacher, incidents=[ordinary], open_because="The new school asks.")
    actions.keep_printed_file(shared, [ordinary], b"%PDF-", by=headteacher)

    answer = signed_in(safeguarding_lead).get(page("send-transfer", shared))

    assert answer.status_code == 403
    assert "Choose first which incidents go along" in answer.content.decode()


def test_what_another_chose_and_is_in_no_file_does_not_go_along_and_they_are_told(
    shared, led, ordinary, pupil, safeguarding_lead, headteacher
):
    shared.choose(by=headteacher, incidents=[led, ordinary], open_because="The new school asks.")
    shared.choose(by=safeguarding_lead, incidents=[led], open_because="The new school asks.")

    send(shared, safeguarding_lead, led)

    assert [mark.incident for mark in shared.going_along.all()] == [led]
    assert "in no file yet" in Notice.objects.get(user=headteacher, path=shared.get_absolute_url()).wanted
    assert begin(pupil, headteacher).is_under_way


def test_what_another_chose_and_made_a_file_of_goes_along(shared, led, ordinary, safeguarding_lead, headteacher):
    shared.choose(by=headteacher, incidents=[led, ordinary], open_because="The new school asks.")
    actions.keep_printed_file(shared, [ordinary], b"%PDF-", by=headteacher)
    shared.choose(by=safeguarding_lead, incidents=[led], open_because="The new school asks.")

    send(shared, safeguarding_lead, led)

    assert {mark.incident for mark in shared.going_along.all()} == {led, ordinary}


def test_a_withdrawn_incident_does_not_go_along(begun, led, headteacher):
    led.withdraw(by=headteacher, reason="In error.")

    assert not begun.may_go_along(headteacher).exists()


def test_what_is_alleged_in_an_incident_one_may_not_read_is_not_offered(begun, log_incident, pupil, headteacher):
    people = [
        Named(part=Involvement.Part.INSTIGATOR, name="A coach", kind=Person.Kind.OTHER, works_or_volunteers="unsure"),
        Named(part=Involvement.Part.TARGET, person=pupil),
    ]
    restricted = log_incident(people=people)

    assert restricted.restricted
    assert restricted not in [part.incident for part in begun.may_go_along(begun.begun_by)]


def test_the_clock_is_on_the_safeguarding_leads_home(begun, safeguarding_lead, coordinator, signed_in):
    def home(user):
        return main_of(signed_in(user).get(reverse("home")))

    assert "Send the file to Elm Park School" in home(safeguarding_lead)
    assert "Due Monday 23 November." in home(safeguarding_lead)
    assert "Elm Park School" not in home(coordinator)
    with time_machine.travel("2026-11-24T10:00:00+00:00", tick=False):
        assert "Was due Monday 23 November." in home(safeguarding_lead)


def test_who_left_lately_with_incidents_is_asked_about(led, ordinary, pupil, other_pupil, safeguarding_lead, signed_in):
    pupil.left_on = clock.today()
    pupil.save_as(safeguarding_lead)

    home = main_of(signed_in(safeguarding_lead).get(reverse("home")))

    assert "Does the file go along to a new school?" in home
    assert reverse("incidents:begin-transfer", args=[pupil.pk]) in home
    assert reverse("incidents:begin-transfer", args=[other_pupil.pk]) not in home


def test_who_stays_after_all_and_leaves_later_is_asked_about_again(led, pupil, safeguarding_lead):
    begin(pupil, safeguarding_lead).end(by=safeguarding_lead, reason="Pip stays.")
    pupil.left_on = clock.today() + clock.ONE_DAY
    pupil.save_as(safeguarding_lead)

    with time_machine.travel(f"{pupil.left_on}T10:00:00+00:00", tick=False):
        assert list(PupilWithFile.objects.undecided_for(safeguarding_lead)) == [PupilWithFile.objects.get(pk=pupil.pk)]
        begin(pupil, safeguarding_lead).end(by=safeguarding_lead, reason="Nothing is asked for.")
        assert not PupilWithFile.objects.undecided_for(safeguarding_lead).exists()


def test_so_is_who_comes_back_and_leaves_again(led, pupil, headteacher):
    pupil.leave(by=headteacher, left_on=clock.today())
    begin(pupil, headteacher)
    assert not PupilWithFile.objects.undecided_for(headteacher).exists()

    with time_machine.travel(clock.now() + 100 * clock.ONE_DAY, tick=False):
        pupil.come_back(by=headteacher)
        pupil.leave(by=headteacher, left_on=clock.today())

        assert PupilWithFile.objects.undecided_for(headteacher).exists()


def test_a_file_of_an_entry_that_was_merged_offers_what_both_have(led, log_incident, pupil, headteacher, school):
    double = Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Pip Pupill", year_group="5")
    other = log_incident(people=[Named(part=Involvement.Part.TARGET, person=double)])
    transfer = begin(double, headteacher)

    double.merge(by=headteacher, into=pupil, reason="Entered twice.")

    offered = {part.incident for part in Transfer.objects.get().may_go_along(headteacher)}
    assert offered == {led, other}
    with pytest.raises(Refused, match="has already been begun"):
        begin(pupil, headteacher)
    assert transfer.is_under_way


@pytest.mark.parametrize("who", ["coordinator", "teacher", "stranger"])
def test_for_others_it_is_not_there(begun, pupil, who, request, signed_in):
    browser = signed_in(request.getfixturevalue(who))

    answers = [
        browser.get(page("transfer", begun)),
        browser.get(reverse("incidents:begin-transfer", args=[pupil.pk])),
        browser.get(page("pupil-file", begun)),
    ]

    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(school, headteacher, count, signed_in, django_assert_num_queries):
    for number in range(count):
        begin(Person.objects.create(school=school, kind=Person.Kind.PUPIL, name=f"P{number}"), headteacher)
    browser = signed_in(headteacher)

    with django_assert_num_queries(7):
        shown = browser.get(reverse("incidents:transfers"))

    assert len(shown.context["object_list"]) == count


def test_on_paper_each_incident_has_its_own_pseudonyms(shared, led, ordinary, log_incident, headteacher, pupil, school):
    leo = Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Leo Lane")
    people = [Named(part=Involvement.Part.TARGET, person=leo), Named(part=Involvement.Part.INSTIGATOR, person=pupil)]
    another = log_incident(people=people, description="Pip wrote to Leo.")
    shared.choose(by=headteacher, incidents=[led, another], open_because="The new school asks.")

    chapters = pupil_file.chapters_of(shared, headteacher)

    assert [chapter.incident for chapter in chapters] == [led, another]
    texts = [dict(chapter.sections[0].parts[0].answers)["Details of the incident"] for chapter in chapters]
    assert texts == [["Pupil A wrote to Pip."], ["Pip wrote to Pupil A."]]


def test_the_first_step_leads_back_to_the_files(led, pupil, safeguarding_lead, signed_in):
    opened = signed_in(safeguarding_lead).get(reverse("incidents:begin-transfer", args=[pupil.pk])).content.decode()

    assert f'<a href="{reverse("incidents:transfers")}">Files for a new school</a>' in opened


def test_what_is_not_closed_goes_along_for_a_reason_that_stands_in_the_file(begun, led, safeguarding_lead, signed_in):
    url, browser = page("choose-going-along", begun), signed_in(safeguarding_lead)

    without = browser.post(url, {"incidents": [led.pk]})
    browser.post(url, {"incidents": [led.pk], "open_because": "Quinn goes there too."})

    said = [f"{led.reference} is not closed yet: say why it goes along now, or leave it out"]
    assert without.context["form"].errors == {"open_because": said}
    assert "checked" in main_of(without)
    assert begun.going_along.get().open_because == "Quinn goes there too."
    assert "It goes along because: Quinn goes there too." in main_of(browser.get(begun.get_absolute_url()))
    [chapter] = pupil_file.chapters_of(begun, safeguarding_lead)
    assert chapter.open_because == "Pupil A goes there too."


def test_the_verb_asks_for_that_reason_too(begun, led, safeguarding_lead):
    with pytest.raises(Refused, match="is not closed yet: say why it goes along now"):
        begun.choose(by=safeguarding_lead, incidents=[led])

    assert not begun.going_along.exists()


def test_another_file_of_the_same_pupil_is_named_with_its_link(begun, led, pupil, safeguarding_lead, signed_in):
    begun.end(by=safeguarding_lead, reason="They stay.")
    browser, link = signed_in(safeguarding_lead), f'href="{begun.get_absolute_url()}"'

    before = main_of(browser.get(reverse("incidents:begin-transfer", args=[pupil.pk])))
    second = begin(pupil, safeguarding_lead, to_school="Oak Hill School")

    assert link in before
    assert "A file was begun for Pip Pupil before." in before
    assert link in main_of(browser.get(second.get_absolute_url()))


def test_after_it_has_arrived_no_file_is_made(begun, led, safeguarding_lead, signed_in):
    begun.choose(by=safeguarding_lead, incidents=[led], open_because="They ask.")
    send(begun, safeguarding_lead, led)
    browser = signed_in(safeguarding_lead)
    before = main_of(browser.get(begun.get_absolute_url()))

    begun.confirm_receipt(by=safeguarding_lead, receipt_on=MONDAY, receipt_by="J. Doe")

    after = main_of(browser.get(begun.get_absolute_url()))
    file = browser.get(page("pupil-file", begun))
    assert ["Record that it arrived" in shown or "Make the file" in shown for shown in (before, after)] == [True, False]
    assert file.status_code == 403
    assert "It has arrived at the new school" in file.content.decode()


def test_it_says_how_many_stay_of_what_one_may_read_and_nothing_of_the_others(
    shared, led, ordinary, safeguarding_lead, headteacher, signed_in
):
    shared.choose(by=headteacher, incidents=[led], open_because="They ask.")

    pages = {
        user: [
            main_of(signed_in(user).get(address)) for address in (shared.get_absolute_url(), page("pupil-file", shared))
        ]
        for user in (headteacher, safeguarding_lead)
    }

    said = "1 further incident that you may read does not go along."
    assert [said in shown for shown in pages[headteacher]] == [True, True]
    assert ["further incident" in shown for shown in pages[safeguarding_lead]] == [False, False]


class TestOpenedByName:
    @pytest.fixture
    def by_name(self, ordinary, safeguarding_lead, headteacher):
        """The coordinator's and the head's; opened to the safeguarding lead by name."""
        ordinary.readers.create(user=safeguarding_lead, by=headteacher, reason="To know of it")
        return ordinary

    def test_it_says_so_where_it_is_chosen_and_does_not_go_along_otherwise(
        self, begun, by_name, safeguarding_lead, signed_in
    ):
        shown = main_of(signed_in(safeguarding_lead).get(page("choose-going-along", begun)))

        assert "Opened to you by name." in shown
        assert "checked" not in shown
        assert pupil_file.chapters_of(begun, safeguarding_lead) == []

    def test_what_its_handler_chose_is_not_taken_away_by_who_reads_it_by_name(
        self, shared, led, by_name, safeguarding_lead, headteacher
    ):
        shared.choose(by=headteacher, incidents=[led, by_name], open_because="They ask.")

        shared.choose(by=safeguarding_lead, incidents=[led], open_because="They ask.")

        assert {mark.incident for mark in shared.going_along.all()} == {led, by_name}
