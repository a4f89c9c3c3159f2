"""The shortest report that is still an incident, and completing it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.access import Refused
from incidents.codes import Device, Place
from incidents.models import Draft, Incident
from incidents.statement import Named
from people.roles import Role
from policies.models import Coverage, Policy, PolicyVersion
from policies.presets import build
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

URL = "/incidents/report/quick/"
FULL = "/incidents/report/"


@pytest.fixture
def quick(answers):
    """What the quick form sends."""
    asked = ("submission", "school", "kind", "description", "child_in_danger")
    return {name: value for name, value in answers.items() if name in asked or name.startswith("people")} | {
        "quick": "yes"
    }


@pytest.fixture
def noted(log_incident, pupil):
    """Noted quickly by the teacher."""
    return log_incident(
        people=[Named(part="instigator", person=pupil)], place="unknown", device="unknown", to_complete=True
    )


@pytest.fixture
def circumstances():
    """What the form for completing sends."""
    return {
        "precision": "exact",
        "date": timezone.localdate().isoformat(),
        "time": "00:00",
        "place": "playground",
        "place_detail": "By the shed",
        "device": "pupil_phone",
        "told_by": "A midday supervisor",
        "immediate_action": "Took the phone to the office.",
    }


@pytest.fixture
def policy_since_today(school, registrar):
    """The school's first policy of its own; until yesterday the standard set applied."""
    policy = Policy.objects.create(title="E-safety policy", slug="ashdown")
    version = PolicyVersion.objects.create(policy=policy, number=1)
    build(version, sources=["worked-example", "primary-2020"], by=registrar)
    today = clock.today()
    PolicyVersion.objects.filter(pk=version.pk).update(
        status="approved",
        approving_body="The board of governors",
        approved_on=today,
        effective_from=today,
        review_due=today + timedelta(days=365),
    )
    Coverage.objects.create(policy=policy, kind=policy.kind, school=school, starts_on=today)
    return version


COMPLETED = {
    "occurred_at": None,
    "occurred_precision": "unknown",
    "place": Place.CLUB,
    "place_detail": "",
    "device": Device.UNKNOWN,
    "told_by": "",
    "immediate_action": "",
}


class TestNoting:
    def test_it_is_an_incident_of_today_with_the_rest_not_known(self, signed_in, teacher, quick, pupil):
        response = signed_in(teacher).post(URL, quick)

        incident = Incident.objects.get()
        assert response["Location"] == f"{reverse('incidents:receipt', args=[incident.reference])}?sent"
        assert incident.to_complete
        assert (incident.place, incident.device, incident.occurred_precision) == ("unknown", "unknown", "about")
        assert timezone.localdate(incident.occurred_at) == clock.today()
        assert incident.user_action.key == "bypass_filtering"
        assert incident.involvements.get().person == pupil

    @pytest.mark.both
    def test_sent_twice_it_is_one(self, signed_in, teacher, quick):
        browser = signed_in(teacher)

        first, second = browser.post(URL, quick), browser.post(URL, quick)

        assert first["Location"] == second["Location"]
        assert Incident.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("kind", "", "Choose what it was"),
            ("kind", "no-such-kind", "Choose what it was from the list"),
            ("description", "", "Say what happened"),
            ("child_in_danger", "", "Say whether a child is in danger now"),
            ("child_in_danger", "yes", "Tell the safeguarding lead in person now"),
            ("school", "999999", "Choose one of your own schools"),
            ("people-0-part", "", "Choose the part that"),
            ("people-0-name", "Nobody Known", "Nobody Known is not on the register"),
        ],
    )
    def test_what_it_asks_it_asks_as_the_full_form_does(self, signed_in, teacher, quick, field, value, sentence):
        response = signed_in(teacher).post(URL, quick | {field: value})

        assert sentence in response.content.decode()
        assert Incident.objects.count() == 0
        assert Draft.objects.count() == 1

    @pytest.mark.parametrize("said", [{"kind": "nudes"}, {"may_be_illegal": "on"}])
    def test_what_may_be_illegal_stops_first_and_comes_back_to_the_quick_form(self, signed_in, teacher, quick, said):
        browser = signed_in(teacher)
        stop = browser.post(URL, quick | said)
        told = {"told_in_person": "Sam, at ten", "device_kept": "In the office"}

        browser.post(URL, sent_by(stop, "stopped") | told)

        assert "Stop. Do not look again." in stop.content.decode()
        assert f'action="{URL}"' in stop.content.decode()
        assert Incident.objects.get().is_illegal
        assert Incident.objects.get().to_complete

    def test_one_may_go_on_in_the_full_form_with_what_is_typed(self, signed_in, teacher, quick):
        page = signed_in(teacher).post(FULL, quick | {"show_again": "1"})

        shown = sent_by(page, "submission")
        assert "Report an incident" in main_of(page)
        assert (shown["description"], shown["kind"]) == (quick["description"], "bypass")
        assert shown["people-0-name"] == "Pip Pupil, 5 Oak"
        assert "Nothing was saved" not in main_of(page)
        assert Draft.objects.get().get_absolute_url().startswith(f"{FULL}?")

    def test_its_draft_comes_back_to_it(self, signed_in, teacher, quick):
        browser = signed_in(teacher)
        browser.post("/incidents/report/draft/", quick)

        page = browser.get(Draft.objects.get().get_absolute_url())

        assert page.wsgi_request.path == URL
        assert sent_by(page, "submission")["description"] == quick["description"]

    def test_a_full_report_is_complete(self, incident):
        assert not incident.to_complete


class TestCompletingByTheReporter:
    def test_it_says_when_and_where_once_and_stands_in_the_chronology(self, signed_in, teacher, noted, circumstances):
        url = reverse("incidents:complete-own", args=[noted.reference])

        response = signed_in(teacher).post(url, circumstances)

        noted.refresh_from_db()
        assert response["Location"] == reverse("incidents:receipt", args=[noted.reference])
        assert not noted.to_complete
        assert (noted.place, noted.device, noted.place_detail) == ("playground", "pupil_phone", "By the shed")
        assert (noted.told_by, noted.immediate_action) == ("A midday supervisor", "Took the phone to the office.")
        entry = noted.entries.get(verb="complete")
        assert entry.by == teacher
        assert "Playground or hall" in entry.text
        assert noted.history.first().history_user == teacher

    def test_the_receipt_leads_there_until_it_is_complete(self, signed_in, teacher, noted, circumstances):
        browser, receipt = signed_in(teacher), reverse("incidents:receipt", args=[noted.reference])
        before = browser.get(receipt).content.decode()

        browser.post(f"{receipt}complete/", circumstances)
        after = browser.get(receipt).content.decode()

        assert "Complete your report" in before
        assert "Complete your report" not in after
        assert "Took the phone to the office." in after

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("place", "", "Choose where it happened"),
            ("device", "", "Choose the device"),
            ("date", "", "Give the date"),
            ("date", "2999-01-01", "The date cannot be in the future"),
        ],
    )
    def test_a_bad_answer_completes_nothing_and_keeps_the_rest(
        self, signed_in, teacher, noted, circumstances, field, value, sentence
    ):
        page = signed_in(teacher).post(f"/incidents/mine/{noted.reference}/complete/", circumstances | {field: value})

        noted.refresh_from_db()
        assert sentence in page.content.decode()
        assert "Took the phone to the office." in page.content.decode()
        assert noted.to_complete

    def test_it_did_not_happen_after_it_was_reported(self, signed_in, teacher, noted, circumstances):
        noted.refresh_from_db()
        with clock.set_to(noted.reported_at + timedelta(hours=3)):
            later = timezone.localtime(noted.reported_at + timedelta(hours=1))
            said = {"date": later.date().isoformat(), "time": later.strftime("%H:%M")}
            page = signed_in(teacher).post(f"/incidents/mine/{noted.reference}/complete/", circumstances | said)

        assert "It happened before it was reported" in page.content.decode()

    @pytest.mark.both
    def test_two_tabs_complete_it_once(self, signed_in, teacher, noted, circumstances):
        browser, url = signed_in(teacher), f"/incidents/mine/{noted.reference}/complete/"
        browser.post(url, circumstances)

        late = browser.post(url, circumstances | {"immediate_action": "Typed in the other tab"})

        assert late.status_code == 403
        assert "Nothing is left to complete." in late.content.decode()
        assert "Typed in the other tab" in late.content.decode()
        assert noted.entries.filter(verb="complete").count() == 1

    def test_once_it_is_reviewed_the_reporter_adds_a_correction_instead(self, noted, teacher, coordinator):
        noted.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")

        with pytest.raises(Refused, match="is being reviewed by now: add a correction"):
            noted.complete(by=teacher, **COMPLETED)

    def test_the_home_page_asks_for_it_until_it_is_done(self, signed_in, teacher, noted, log_incident, circumstances):
        other = log_incident()
        browser, url = signed_in(teacher), reverse("incidents:complete-own", args=[noted.reference])

        before = {block.title: [item.label for item in block.items] for block in browser.get("/").context["blocks"]}
        browser.post(url, circumstances)
        after = {block.title: {item.label for item in block.items} for block in browser.get("/").context["blocks"]}

        assert before == {"To complete": [noted.reference], "Your receipts": [other.reference]}
        assert after == {"Your receipts": {noted.reference, other.reference}}


class TestCompletingWhatAHandlerCorrected:
    """Only what is changed on the page counts; what a colleague put right since stays, or is said with what it was."""

    @pytest.fixture
    def corrected(self, noted, coordinator):
        """Before anybody reviewed it, a handler learnt who told it, and where it happened."""
        Incident.objects.get(pk=noted.pk).correct(
            by=coordinator, reason="I asked.", told_by="Mr Smith", place=Place.CLASSROOM, place_detail="Room 7"
        )
        return noted

    def test_the_handlers_page_shows_what_is_known_and_leaves_it(self, signed_in, corrected, coordinator):
        browser, url = signed_in(coordinator), f"{corrected.get_absolute_url()}complete/"
        tab = sent_by(browser.get(url), "place")

        browser.post(url, tab | {"device": "pupil_phone"})

        corrected.refresh_from_db()
        shown = (tab["place"], tab["place_detail"], tab["told_by"], tab["device"])
        assert shown == ("classroom", "Room 7", "Mr Smith", "")  # what is not known yet is asked
        assert (corrected.place, corrected.place_detail, corrected.told_by) == ("classroom", "Room 7", "Mr Smith")
        assert corrected.entries.get(verb="complete").text == (
            "Completed. Device: from Not known, or none to Pupil’s own phone or watch."
        )

    def test_what_is_changed_all_the_same_is_said_with_what_it_was(self, corrected, coordinator):
        corrected.refresh_from_db()

        corrected.complete(by=coordinator, told_by="A parent", place=Place.CLASSROOM)

        assert corrected.entries.get(verb="complete").text == "Completed. Who told: from Mr Smith to A parent."

    def test_a_page_from_before_the_correction_says_what_changed_and_saves_nothing(
        self, signed_in, noted, coordinator, headteacher
    ):
        browser, url = signed_in(coordinator), f"{noted.get_absolute_url()}complete/"
        tab = sent_by(browser.get(url), "place") | {"device": "pupil_phone", "place": "playground"}
        Incident.objects.get(pk=noted.pk).correct(by=headteacher, reason="I asked.", place=Place.CLASSROOM)

        told = browser.post(url, tab)
        browser.post(url, sent_by(told, "place"))

        [other] = told.context["form"].others
        noted.refresh_from_db()
        assert (other.now, other.typed) == ("Classroom", "Playground or hall")
        assert "Place: from Classroom to Playground or hall." in noted.entries.get(verb="complete").text

    def test_the_reporter_sees_nothing_of_it_and_undoes_none_of_it(self, signed_in, teacher, corrected):
        browser, url = signed_in(teacher), reverse("incidents:complete-own", args=[corrected.reference])
        tab = sent_by(browser.get(url), "place")

        browser.post(url, tab | {"place": "playground", "device": "pupil_phone"})
        receipt = main_of(browser.get(reverse("incidents:receipt", args=[corrected.reference])))

        corrected.refresh_from_db()
        assert (tab["place"], tab["place_detail"], tab["told_by"]) == ("", "", "")
        assert (corrected.place, corrected.place_detail, corrected.told_by) == ("playground", "Room 7", "Mr Smith")
        assert "Place: from Classroom to Playground or hall." in corrected.entries.get(verb="complete").text
        assert "Playground or hall" in receipt
        assert "Mr Smith" not in receipt

    def test_at_the_very_same_moment_nothing_is_overruled(self, noted, coordinator, headteacher):
        read_before = Incident.objects.get(pk=noted.pk)
        noted.correct(by=headteacher, reason="I asked.", place=Place.CLASSROOM)

        with pytest.raises(Refused, match="Somebody else changed this at the same moment"):
            read_before.complete(by=coordinator, place=Place.PLAYGROUND)

    def test_nothing_else_is_taken(self, noted, coordinator):
        with pytest.raises(Refused, match="This is not a part of completing a report: description"):
            noted.complete(by=coordinator, description="Forged")


class TestCompletingByAReviewer:
    def test_whoever_handles_it_completes_it_while_it_is_open(self, signed_in, noted, coordinator, circumstances):
        noted.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")

        response = signed_in(coordinator).post(f"{noted.get_absolute_url()}complete/", circumstances)

        noted.refresh_from_db()
        assert response["Location"] == noted.get_absolute_url()
        assert (noted.to_complete, noted.place) == (False, "playground")

    def test_it_closes_only_when_it_is_complete(self, noted, coordinator):
        noted.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")

        before = [point.text for point in noted.missing_for_closure]
        noted.complete(by=coordinator, **COMPLETED)
        noted.refresh_from_db()
        after = [point.text for point in noted.missing_for_closure]

        assert "complete what was noted quickly" in before
        assert [text for text in before if text != "complete what was noted quickly"] == after

    def test_the_log_and_the_record_say_that_it_is_to_be_completed(self, signed_in, noted, coordinator):
        browser = signed_in(coordinator)

        log, record = browser.get(reverse("incidents:log")), browser.get(noted.get_absolute_url())

        assert "To be completed" in main_of(log)
        assert "To be completed" in main_of(record)
        assert f"{noted.get_absolute_url()}complete/" in main_of(record)

    def test_the_row_stays_where_the_same_policy_was_in_force(self, noted, coordinator):
        row = noted.user_action

        noted.complete(by=coordinator, **COMPLETED)

        noted.refresh_from_db()
        assert noted.user_action == row

    def test_another_day_leads_to_the_row_of_the_policy_in_force_then_and_says_so(
        self, policy_since_today, noted, coordinator
    ):
        before = noted.user_action
        yesterday = {"occurred_at": clock.now() - timedelta(days=1), "occurred_precision": "about"}

        noted.complete(by=coordinator, **COMPLETED | yesterday)

        noted.refresh_from_db()
        assert before.group.matrix.version == policy_since_today
        assert noted.user_action.key == before.key
        assert noted.user_action.group.matrix.version.policy.is_standard
        assert "is now that of" in noted.entries.get(verb="complete").text

    def test_nobody_else_does(self, noted, appoint, school, signed_in, circumstances):
        colleague = appoint(Role.STAFF, school)

        for url in (f"/incidents/mine/{noted.reference}/complete/", f"{noted.get_absolute_url()}complete/"):
            assert signed_in(colleague).post(url, circumstances).status_code == 404
        noted.refresh_from_db()
        assert noted.to_complete
