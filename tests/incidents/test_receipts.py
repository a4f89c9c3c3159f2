"""The receipt: what the reporter said, as it was sent, and three words; nothing that others added or changed."""

import pytest
from django.urls import reverse

from incidents.models import Incident, Involvement
from incidents.statement import Named
from people.models import Notice
from tests.pages import main_of


@pytest.fixture
def receipt(signed_in, teacher):
    """`receipt(incident)`: what the reporter's page says."""

    def page(incident):
        response = signed_in(teacher).get(reverse("incidents:receipt", args=[incident.reference]))
        assert response.status_code == 200
        return main_of(response)

    return page


def correct(browser, incident, text="It was the other tablet."):
    return browser.post(reverse("incidents:correct", args=[incident.reference]), {"text": text})


class TestWhatItShows:
    def test_the_own_words_and_the_people_with_their_parts(self, receipt, log_incident, pupil):
        typed = Named(part="witness", name="Viv Visitor", kind="other", works_or_volunteers="no")
        incident = log_incident(
            people=[Named(part="instigator", person=pupil), typed], told_by="A mother", immediate_action="Closed it."
        )

        page = receipt(incident)

        for said in (
            "A proxy page was open.",
            "Pip Pupil, alleged instigator",
            "Viv Visitor, witness",
            "A mother",
            "Closed it.",
        ):
            assert said in page

    def test_what_others_changed_is_not_there(self, receipt, incident, coordinator):
        incident.description, incident.kind, incident.place = "Rewritten by Cora.", "money", "home"
        incident.save_as(coordinator, "Corrected")

        page = receipt(incident)

        assert "A proxy page was open." in page
        assert "Rewritten by Cora." not in page
        assert "Gambling" not in page
        assert "At home" not in page

    def test_nor_is_anybody_whom_others_added_or_took_away(self, receipt, incident, coordinator, other_pupil):
        incident.involvements.get().delete_as(coordinator, "Not involved")
        Involvement(incident=incident, person=other_pupil, kind="pupil", part="target").save_as(coordinator, "Reported")

        page = receipt(incident)

        assert "Pip Pupil, alleged instigator" in page
        assert "Quinn Pupil" not in page

    def test_a_part_that_others_changed_is_as_it_was(self, receipt, incident, coordinator):
        involvement = incident.involvements.get()
        involvement.part = "target"
        involvement.save_as(coordinator, "Was the target")

        assert "Pip Pupil, alleged instigator" in receipt(incident)

    def test_an_entry_of_somebody_else_is_not_there(self, receipt, incident, coordinator):
        incident.add_entry(by=coordinator, text="Spoke to the family")

        assert "Spoke to the family" not in receipt(incident)

    def test_the_three_words(self, receipt, incident, coordinator):
        words = [receipt(incident)]
        incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
        words.append(receipt(incident))
        incident.withdraw(by=coordinator, reason="Reported twice.")
        words.append(receipt(incident))

        shown = [
            [word for word in ("Received", "Being reviewed", "Closed") if f"</svg>{word}</span>" in page]
            for page in words
        ]
        assert shown == [["Received"], ["Being reviewed"], ["Closed"]]
        assert "Reported twice." not in words[-1]
        assert "Withdrawn" not in words[-1]


class TestCorrection:
    def test_it_is_an_entry_of_the_reporter_and_on_the_receipt(self, signed_in, teacher, incident, receipt):
        response = correct(signed_in(teacher), incident)

        entry = incident.entries.get(verb="correction")
        assert response["Location"] == reverse("incidents:receipt", args=[incident.reference])
        assert (entry.by, entry.text) == (teacher, "It was the other tablet.")
        assert "It was the other tablet." in receipt(incident)
        assert "A proxy page was open." in receipt(incident)

    def test_those_who_may_handle_it_are_told_and_not_what_it_says(
        self, signed_in, teacher, incident, coordinator, headteacher, safeguarding_lead
    ):
        correct(signed_in(teacher), incident)

        notices = Notice.objects.filter(wanted__contains="correction")
        assert {notice.user for notice in notices} == {coordinator, headteacher}
        assert {(notice.label, notice.path) for notice in notices} == {
            (incident.reference, incident.get_absolute_url())
        }
        assert not any("tablet" in notice.wanted for notice in notices)

    def test_once_somebody_handles_it_that_one_alone(self, signed_in, teacher, reviewed, coordinator, headteacher):
        correct(signed_in(teacher), reviewed)

        assert Notice.objects.get(wanted__contains="correction").user == coordinator

    def test_nobody_accused_is_told(self, signed_in, teacher, log_incident, coordinator, headteacher):
        incident = log_incident(people=[Named(part="instigator", person=coordinator.person)])

        correct(signed_in(teacher), incident)

        assert {notice.user for notice in Notice.objects.filter(wanted__contains="correction")} == {headteacher}

    @pytest.mark.both
    def test_a_double_click_adds_it_once_and_tells_once(self, signed_in, teacher, incident, coordinator):
        browser = signed_in(teacher)

        correct(browser, incident)
        correct(browser, incident)

        assert incident.entries.filter(verb="correction").count() == 1
        assert Notice.objects.filter(wanted__contains="correction").count() == 1

    def test_nothing_typed_is_refused(self, signed_in, teacher, incident):
        assert "Write what should be put right" in correct(signed_in(teacher), incident, "").content.decode()
        assert incident.entries.filter(verb="correction").count() == 0

    def test_when_it_is_closed_it_says_what_to_do_and_keeps_what_was_typed(
        self, signed_in, teacher, incident, coordinator
    ):
        incident.withdraw(by=coordinator, reason="Reported in error.")

        page = correct(signed_in(teacher), incident, "Typed too late.")

        assert page.status_code == 403
        assert f"report it again and name {incident.reference}" in page.content.decode()
        assert "Typed too late." in page.content.decode()

    def test_nobody_else_corrects_here(self, signed_in, coordinator, stranger, incident):
        for user in (coordinator, stranger):
            assert correct(signed_in(user), incident).status_code == 404
        assert incident.entries.filter(verb="correction").count() == 0

    def test_the_handler_reads_it_in_the_chronology(self, signed_in, teacher, coordinator, incident):
        correct(signed_in(teacher), incident)

        assert "Correction by the reporter:</strong> It was the other tablet." in main_of(
            signed_in(coordinator).get(incident.get_absolute_url())
        )


class TestReporterWhoIsAccused:
    @pytest.fixture
    def accused(self, incident, teacher, coordinator):
        """The incident, in which the reporter is by now the alleged instigator."""
        Involvement(incident=incident, person=teacher.person, kind="staff", part="instigator").save_as(
            coordinator, "It turned out so"
        )
        return incident

    def test_the_receipt_is_the_reference_and_the_date(self, receipt, accused):
        page = receipt(accused)

        assert accused.reference in page
        assert "You reported this on" in page
        for said in ("A proxy page", "Pip Pupil", "Got round the filter", "Received", "Add a correction", "Cora"):
            assert said not in page

    def test_so_it_is_in_the_list(self, signed_in, teacher, accused):
        page = main_of(signed_in(teacher).get(reverse("incidents:receipts")))

        assert accused.reference in page
        assert "Got round the filter" not in page
        assert "Received" not in page

    def test_the_home_page_does_not_say_when_it_ends(self, signed_in, teacher, accused, headteacher):
        """What it lists is open: that it stood there, and then did not, would tell."""
        browser = signed_in(teacher)

        before = main_of(browser.get(reverse("home")))
        Incident.objects.get(pk=accused.pk).withdraw(by=headteacher, reason="A mistake.")
        after = main_of(browser.get(reverse("home")))

        assert accused.reference not in before
        assert before == after

    def test_nothing_can_be_added(self, signed_in, teacher, accused):
        page = correct(signed_in(teacher), accused)

        assert page.status_code == 403
        assert "Pip Pupil" not in page.content.decode()
        assert accused.entries.filter(verb="correction").count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_a_receipt_asks_as_much_however_many_people_it_names(
    log_incident, teacher, signed_in, pupil, other_pupil, school, count, django_assert_num_queries
):
    people = [Named(part="witness", name=f"Person {number}", kind="pupil") for number in range(count)]
    incident = log_incident(people=people)
    browser = signed_in(teacher)

    with django_assert_num_queries(15):
        page = browser.get(reverse("incidents:receipt", args=[incident.reference]))

    assert page.content.decode().count(", witness") == count


@pytest.mark.parametrize(
    ("take_up", "said"),
    [(False, "It waits on the home page of those who handle such incidents"), (True, "Somebody has taken it up")],
)
def test_what_happens_next_goes_with_the_status(signed_in, teacher, incident, coordinator, take_up, said):
    if take_up:
        incident.review(
            by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="Not illegal."
        )

    page = signed_in(teacher).get(reverse("incidents:receipt", args=[incident.reference])).content.decode()

    expected = {"It waits on the home page of those who handle such incidents", "Somebody has taken it up"}
    assert {words for words in expected if words in page} == {said}


@pytest.mark.parametrize(
    ("place", "device", "said"),
    [
        ("unknown", "unknown", "Place and device not known"),
        ("classroom", "unknown", "Classroom, device not known"),
        ("unknown", "school_tablet", "Place not known, school tablet"),
        ("classroom", "school_tablet", "Classroom, school tablet"),
    ],
)
def test_what_is_not_known_of_the_place_is_said_once(log_incident, place, device, said):
    assert log_incident(place=place, device=device).where_in_words == said
