"""Devices: which is kept, where, each movement; and searches of pupils' devices, with every field of the form."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.access import Refused
from incidents.actions import add_person, remove_person
from incidents.models import DeviceSearch, IsolatedDevice
from incidents.statement import Named
from people.roles import Role
from tests.incidents.browser_form import sent_by
from tests.pages import said

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ISOLATED = {"what": "Tablet 114", "isolated_by": "Tess Teacher", "state": "On, screen off", "kept_at": "Office safe"}
MOVED = {"kind": "moved", "moved_by": "Owen", "to_place": "Head's cupboard", "reason": "For the review."}
SEARCHED = {
    "place": "Head's office",
    "grounds": "A teacher saw it.",
    "searched_for": "The page",
    "searched_by": "Hattie Head",
    "present": "Cora Coordinator",
    "found": "A message.",
    "deleted": "Nothing.",
    "parents": "informed",
    "parents_text": "By telephone",
    "afterwards": "returned",
    "afterwards_text": "To the mother",
}


@pytest.fixture
def device(reviewed, coordinator):
    isolate(reviewed, coordinator)
    return reviewed.devices.get()


def isolate(incident, by, **said):
    incident.isolate_device(by=by, **ISOLATED | {"isolated_at": clock.now() - timedelta(hours=2)} | said)


def move(device, by, **said):
    now = {"at": clock.now() - timedelta(hours=1), "shown": device.kept_at}
    device.move(by=by, **MOVED | now | said)


class TestAnIsolatedDevice:
    def test_which_by_whom_when_where_and_how_is_asked(self, reviewed, coordinator, signed_in):
        browser, url = signed_in(coordinator), f"{reviewed.get_absolute_url()}devices/isolate/"
        shown = sent_by(browser.get(url), "what") | {"isolated_by": "", "kept_at": "", "date": "", "time": ""}

        errors = browser.post(url, shown).context["form"].errors

        assert errors.keys() == {"what", "isolated_by", "date", "time", "state", "kept_at"}

    def test_it_stands_on_the_page_of_the_incident_and_in_the_chronology(self, reviewed, coordinator, signed_in):
        browser, url = signed_in(coordinator), f"{reviewed.get_absolute_url()}devices/isolate/"

        when = {"date": clock.today().isoformat(), "time": "00:00"}
        browser.post(url, sent_by(browser.get(url), "what") | ISOLATED | when)

        page = browser.get(reviewed.get_absolute_url()).content.decode()
        assert page.count("Tablet 114") == 3  # the section, its link, the chronology
        assert reviewed.entries.first().text == (
            "Device isolated by Tess Teacher: Tablet 114. Kept: Office safe. Left: On, screen off."
        )

    def test_while_the_authorities_have_it_devices_are_still_recorded_and_moved(self, referred, safeguarding_lead):
        isolate(referred, safeguarding_lead)

        move(referred.devices.get(), safeguarding_lead, kind="police", to_place="PC 1234")

        assert not referred.devices.get().is_here

    def test_what_was_said_of_the_device_when_it_was_referred_is_offered(self, referred, safeguarding_lead, signed_in):
        browser = signed_in(safeguarding_lead)

        page = said(browser.get(referred.get_absolute_url()))
        form = sent_by(browser.get(f"{referred.get_absolute_url()}devices/isolate/"), "kept_at")

        assert "Record which device it is, so that each movement can be shown." in page
        assert form["kept_at"] == referred.device_kept

    def test_a_double_click_records_one(self, reviewed, coordinator):
        at = clock.now() - timedelta(hours=2)

        isolate(reviewed, coordinator, isolated_at=at)
        isolate(reviewed, coordinator, isolated_at=at)

        assert reviewed.devices.count() == 1

    def test_one_like_it_that_is_kept_elsewhere_is_another_device(self, reviewed, coordinator):
        at = clock.now() - timedelta(hours=2)

        isolate(reviewed, coordinator, isolated_at=at)
        isolate(reviewed, coordinator, isolated_at=at, kept_at="Head's cupboard")

        assert {each.kept_at for each in reviewed.devices.all()} == {"Office safe", "Head's cupboard"}

    def test_who_reads_without_handling_records_none(self, reviewed, headteacher, appoint, school):
        leader = appoint(Role.SENIOR_LEADER, school)
        reviewed.add_reader(by=headteacher, user=leader, reason="To know")

        with pytest.raises(Refused, match="Only somebody who handles this incident can record its devices"):
            isolate(reviewed, leader)


class TestItsMovements:
    def test_each_says_from_where_to_where_by_whom_and_why(self, device, coordinator):
        move(device, coordinator)

        movement = device.movements.get()
        assert (movement.from_place, movement.to_place, movement.moved_by, movement.by) == (
            "Office safe", "Head's cupboard", "Owen", coordinator,
        )  # fmt: skip
        assert IsolatedDevice.objects.get().kept_at == "Head's cupboard"

    @pytest.mark.both
    def test_a_stale_page_does_not_move_it_from_where_it_is_not(self, device, coordinator, signed_in):
        browser, url = signed_in(coordinator), f"{device.incident.get_absolute_url()}devices/{device.pk}/move/"
        sent = sent_by(browser.get(url), "to_place") | MOVED
        move(device, coordinator, to_place="The van")

        page = browser.post(url, sent)

        assert page.status_code == 409
        assert "It was moved meanwhile, and is here now: The van. Check what you typed." in page.content.decode()
        assert device.movements.count() == 1
        assert browser.post(url, sent_by(page, "to_place")).status_code == 302

    def test_it_does_not_move_before_its_last_movement(self, device, coordinator):
        with pytest.raises(Refused, match=r"It was isolated on .*: give a time after that"):
            move(device, coordinator, at=clock.now() - timedelta(days=1))

        move(device, coordinator, to_place="The van")

        with pytest.raises(Refused, match=r"It was moved to The van on .*: give a time after that"):
            move(device, coordinator, at=clock.now() - timedelta(days=1))

    def test_who_isolated_it_and_when_is_not_taken_to_be_who_records_it(self, reviewed, coordinator, signed_in):
        page = signed_in(coordinator).get(f"{reviewed.get_absolute_url()}devices/isolate/")

        assert page.context["form"].initial == {"kept_at": reviewed.device_kept}

    def test_what_was_returned_moves_no_more(self, device, coordinator):
        move(device, coordinator, kind="returned", to_place="The mother")

        with pytest.raises(Refused, match="It was returned to its owner"):
            move(device, coordinator)

    def test_what_the_police_have_comes_back_after_the_incident_is_closed(self, device, coordinator):
        incident = device.incident
        move(device, coordinator, kind="police", to_place="PC 1234")
        incident.involvements.get().inform_parents(by=coordinator, parents="not_informed", parents_reason="They know.")
        incident.refresh_from_db()
        incident.close(by=coordinator, finding="unfounded", outcome="None.", rationale="A slip.")

        move(device, coordinator, kind="returned", to_place="The mother", at=clock.now())

        assert [moved.kind for moved in device.movements.all()] == ["police", "returned"]


class TestASearch:
    @pytest.fixture
    def searched(self, reviewed, coordinator, signed_in):
        browser, url = signed_in(coordinator), f"{reviewed.get_absolute_url()}devices/search/"
        shown = sent_by(browser.get(url), "grounds")
        browser.post(url, shown | SEARCHED | {"pupil": reviewed.involvements.get().pk})
        return browser

    def test_every_field_of_the_form_is_kept_and_shown(self, searched, reviewed):
        search = DeviceSearch.objects.get()

        page = searched.get(f"{reviewed.get_absolute_url()}devices/").content.decode().replace("&#x27;", "'")
        assert search.pupil.display_name == "Pip Pupil"
        assert {field: getattr(search, field) for field in SEARCHED} == SEARCHED
        coded = {"parents", "afterwards"}
        assert [said for field, said in SEARCHED.items() if field not in coded and said not in page] == []

    @pytest.mark.parametrize("field", [*sorted(SEARCHED.keys() - {"deleted"}), "pupil", "date", "time"])
    def test_none_of_them_may_be_left_out(self, reviewed, coordinator, signed_in, field):
        browser, url = signed_in(coordinator), f"{reviewed.get_absolute_url()}devices/search/"
        sent = sent_by(browser.get(url), "grounds") | SEARCHED | {"pupil": reviewed.involvements.get().pk, field: ""}

        assert browser.post(url, sent).context["form"].errors.keys() == {field}

    def test_a_double_click_records_one_and_whatever_differs_is_another_search(self, reviewed, coordinator):
        tablet = SEARCHED | {"pupil": reviewed.involvements.get(), "at": clock.now() - timedelta(hours=2)}
        others = [tablet | {field: "not_informed" if field == "parents" else "kept"} for field in SEARCHED]

        for search in (tablet, tablet, *others):
            reviewed.record_search(by=coordinator, **search)

        assert reviewed.searches.count() == 1 + len(SEARCHED)

    def test_a_pupil_of_another_incident_is_refused(self, reviewed, log_incident, coordinator, signed_in, other_pupil):
        other = log_incident(people=[Named(part="target", person=other_pupil)])
        browser, url = signed_in(coordinator), f"{reviewed.get_absolute_url()}devices/search/"

        sent = sent_by(browser.get(url), "grounds") | SEARCHED | {"pupil": other.involvements.get().pk}
        page = browser.post(url, sent)

        assert "Choose one of the pupils of this incident" in page.content.decode()
        assert not DeviceSearch.objects.exists()

    def test_whose_device_was_searched_stays_in_the_incident(self, searched, reviewed, coordinator):
        with pytest.raises(Refused, match="the search of their device is recorded"):
            remove_person(reviewed.involvements.get(), by=coordinator, reason="x")

    def test_where_no_pupil_is_named_there_is_nobody_to_search(self, log_incident, coordinator):
        incident = log_incident()

        with pytest.raises(Refused, match="No pupil is named in this incident"):
            incident.record_search(by=coordinator)


# Where the incident stands at noon; minutes before noon at which a device was searched; whether that is recorded.
# Reported 20 minutes before noon; reviewed 10, referred 6, answered 4 and referred anew 2 minutes before.
SEARCHES = [
    ("unsuitable", 0, True),
    ("illegal", 0, False),
    ("illegal", 21, True),
    ("illegal by review", 9, False),
    ("illegal by review", 11, True),
    ("referred", 5, False),
    ("referred", 7, True),
    ("recorded after they were told", 5, False),
    ("recorded after they were told", 7, True),
    ("confirmed", 0, False),
    ("not_confirmed", 0, True),
    ("finished", 0, True),
    ("referred anew", 1, False),
    ("referred anew", 3, True),
]


class TestASearchWhileTheAuthoritiesHaveIt:
    @pytest.fixture
    def incident_that(self, log_incident, pupil, headteacher, referral):
        """`incident_that("referred")`: where it stands at noon."""

        def answer(incident, answer):
            said = {"answer_text": "As they said.", "reference": "", "answered_by": "PC Quince"}
            incident.record_answer(by=headteacher, answer=answer, **said)

        def refer(incident, minutes_ago=0):
            at = clock.now() - timedelta(minutes=minutes_ago)
            incident.notify_authorities(by=headteacher, **referral | {"at": at})

        def make(what):
            steps = {
                "unsuitable": [],
                "illegal": [],
                "illegal by review": [(10, review)],
                "referred": [(6, refer)],
                "recorded after they were told": [(4, lambda incident: refer(incident, 2))],
                "referred anew": [(6, refer), (4, lambda incident: answer(incident, "finished")), (2, refer)],
            }.get(what, [(6, refer), (4, lambda incident: answer(incident, what))])
            with clock.set_to(NOON - timedelta(minutes=20)):
                incident = log_incident(
                    people=[Named(part="instigator", person=pupil)],
                    may_be_illegal=what == "illegal",
                    occurred_at=NOON - timedelta(minutes=60),
                )
            for minutes, step in steps:
                with clock.set_to(NOON - timedelta(minutes=minutes)):
                    step(incident)
            return incident

        def review(incident):
            said = {"branch": "illegal", "user_action": None, "safeguarding": False, "reason": "As I see it."}
            incident.review(by=headteacher, **said)

        return make

    @pytest.fixture
    def search(self, headteacher):
        """`search(incident, minutes)`: record a search of so many minutes before noon; answers with the refusal."""

        def make(incident, minutes, **said):
            pupil = incident.involvements.get()
            told = SEARCHED | {"parents": "not_informed", "at": NOON - timedelta(minutes=minutes), "pupil": pupil}
            with clock.set_to(NOON):
                try:
                    incident.record_search(by=headteacher, **told | said)
                except Refused as refused:
                    return str(refused)
            return ""

        return make

    @pytest.mark.once
    @pytest.mark.parametrize(("what", "minutes", "is_kept"), SEARCHES)
    def test_only_one_of_before_is_recorded(self, incident_that, search, what, minutes, is_kept):
        refusal = search(incident_that(what), minutes)

        assert DeviceSearch.objects.count() == is_kept
        assert ("no device is searched and nothing on it is changed" in refusal) != is_kept

    def test_nor_is_it_said_that_the_parents_were_informed_before_anybody_agreed(self, incident_that, search):
        refusal = search(incident_that("illegal"), 30, parents="informed")

        assert refusal.startswith("Informing the parents waits until the Police or social care agree.")
        assert not DeviceSearch.objects.exists()

    def test_but_where_they_were_it_is(self, incident_that, search):
        incident = incident_that("illegal")
        incident.involvements.update(parents="informed", parents_informed_on=clock.today(), parents_informed_by="x")

        assert search(incident, 30, parents="informed") == ""

    def test_the_page_says_so_and_keeps_what_was_typed(self, referred, pupil, safeguarding_lead, signed_in):
        add_person(referred, Named(part="instigator", person=pupil), by=safeguarding_lead)
        browser, url = signed_in(safeguarding_lead), f"{referred.get_absolute_url()}devices/search/"
        page = browser.get(url)
        sent = sent_by(page, "grounds") | SEARCHED | {"pupil": referred.involvements.get().pk}

        again = browser.post(url, sent)

        assert "No device is searched since" in page.content.decode()
        assert again.context["form"].errors.keys() == {"date", "parents"}
        assert SEARCHED["found"] in again.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_devices_asks_a_constant_number_of_queries(
    reviewed, coordinator, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        isolate(reviewed, coordinator, what=f"Tablet {number}")
    for device in reviewed.devices.all():
        move(device, coordinator)
    browser = signed_in(coordinator)

    with django_assert_num_queries(12):
        page = browser.get(f"{reviewed.get_absolute_url()}devices/")

    assert page.content.decode().count('<h2 id="device-') == count
