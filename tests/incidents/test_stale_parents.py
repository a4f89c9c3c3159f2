"""Parents, recorded from a tab that was opened before somebody else recorded them: nothing is undone unseen."""

from datetime import timedelta

import pytest

from core import clock
from core.access import Refused
from incidents.actions import change_person, record_parents, remove_person
from incidents.models import Incident, Involvement
from incidents.statement import Named
from tests.incidents.browser_form import sent_by

pytestmark = pytest.mark.both


@pytest.fixture
def two(log_incident, pupil, other_pupil):
    """An incident of two pupils."""
    return log_incident(people=[Named(part="instigator", person=pupil), Named(part="target", person=other_pupil)])


@pytest.fixture
def stale(two, coordinator, headteacher, signed_in):
    """`(browser, address, tab, instigator, target)`: since the tab was opened the head informed the first's parents."""
    instigator, target = two.involvements.all()
    browser, url = signed_in(coordinator), f"{two.get_absolute_url()}parents/"
    tab = sent_by(browser.get(url), "pupil-")
    informed = {
        "parents": "informed",
        "parents_informed_on": clock.today(),
        "parents_informed_by": "Hattie",
        "parents_informed_how": "by telephone",
        "parents_reason": "",
    }
    record_parents(two, [(instigator, informed)], by=headteacher)
    return browser, url, tab, instigator, target


class TestAtTheVerySameMoment:
    """The page has read who is involved, and waits for its turn while a colleague saves something of the same pupil."""

    NOT_TOLD = {"parents": "not_informed", "parents_reason": "They told us."}

    @pytest.fixture
    def read_before(self, incident):
        return Involvement.objects.select_related("incident").get(incident=incident)

    @pytest.fixture
    def now(self, read_before):
        """The same as a colleague has it on their page."""
        return Involvement.objects.select_related("incident").get(pk=read_before.pk)

    def test_a_colleague_s_other_work_on_the_pupil_stays(self, incident, read_before, now, coordinator, headteacher):
        now.record_words(by=headteacher, voice="It was not my idea.")
        change_person(now, by=headteacher, reason="So they say.", part="witness")

        record_parents(incident, [(read_before, self.NOT_TOLD)], by=coordinator)

        now.refresh_from_db()
        assert (now.parents, now.voice, now.part) == ("not_informed", "It was not my idea.", "witness")

    def test_another_answer_is_not_replaced(self, incident, read_before, now, coordinator, headteacher):
        record_parents(incident, [(now, self.NOT_TOLD | {"parents_reason": "Not asked yet."})], by=headteacher)

        with pytest.raises(Refused, match="Somebody else recorded at the same moment what the parents of Pip Pupil"):
            record_parents(incident, [(read_before, self.NOT_TOLD)], by=coordinator)

        now.refresh_from_db()
        assert now.parents_reason == "Not asked yet."

    def test_the_same_answer_is_no_conflict(self, incident, read_before, now, coordinator, headteacher):
        record_parents(incident, [(now, self.NOT_TOLD)], by=headteacher)

        record_parents(incident, [(read_before, self.NOT_TOLD)], by=coordinator)

        assert incident.entries.get(verb="record_parents").by == headteacher

    def test_somebody_taken_out_does_not_come_back(self, incident, read_before, now, coordinator, headteacher):
        remove_person(now, by=headteacher, reason="Another child.")

        with pytest.raises(Refused, match="This person was taken out of the incident meanwhile"):
            record_parents(incident, [(read_before, self.NOT_TOLD)], by=coordinator)

        assert not incident.involvements.exists()


def not_informed(involvement, reason):
    prefix = f"pupil-{involvement.pk}"
    return {f"{prefix}-parents": "not_informed", f"{prefix}-parents_reason": reason}


def recorded(incident):
    return [
        (person.parents, person.parents_informed_by, person.parents_reason) for person in incident.involvements.all()
    ]


def test_a_stale_tab_about_one_pupil_leaves_the_other_as_recorded(two, stale):
    browser, url, tab, instigator, target = stale

    browser.post(url, tab | not_informed(target, "They told us."))

    assert recorded(two) == [("informed", "Hattie", ""), ("not_informed", "", "They told us.")]
    assert instigator.history.count() == 2


def test_a_stale_tab_about_the_same_pupil_is_told_and_saves_nothing(two, stale):
    browser, url, tab, instigator, target = stale
    said = not_informed(instigator, "Kept as typed") | not_informed(target, "They told us.")

    page = browser.post(url, tab | said)

    assert "Somebody else recorded this meanwhile for Pip Pupil: Informed." in page.content.decode()
    assert recorded(two) == [("informed", "Hattie", ""), ("", "", "")]
    assert sent_by(page, "pupil-").items() >= said.items()


def test_the_second_sending_after_having_been_told_goes_through(two, stale):
    browser, url, tab, instigator, _ = stale
    told = browser.post(url, tab | not_informed(instigator, "The head was wrong."))

    page = browser.post(url, sent_by(told, "pupil-"), follow=True)

    assert "It is recorded." in page.content.decode()
    assert recorded(two) == [("not_informed", "", "The head was wrong."), ("", "", "")]


def test_a_tab_that_is_sent_untouched_records_nothing(two, stale):
    browser, url, tab, *_ = stale

    browser.post(url, tab)

    assert recorded(two) == [("informed", "Hattie", ""), ("", "", "")]
    assert two.entries.filter(verb="record_parents").count() == 1


@pytest.mark.parametrize("reason", ["Another reason.", "They told us."])
def test_what_was_recorded_is_changed_from_a_fresh_tab(two, coordinator, signed_in, reason):
    instigator, _ = two.involvements.all()
    record_parents(two, [(instigator, {"parents": "not_informed", "parents_reason": "They told us."})], by=coordinator)
    browser, url = signed_in(coordinator), f"{two.get_absolute_url()}parents/"

    browser.post(url, sent_by(browser.get(url), "pupil-") | not_informed(instigator, reason))

    assert recorded(two)[0] == ("not_informed", "", reason)
    assert two.entries.filter(verb="record_parents").count() == len({"They told us.", reason})


def test_parents_are_not_informed_before_it_happened(two, coordinator, signed_in):
    instigator, _ = two.involvements.all()
    browser, url = signed_in(coordinator), f"{two.get_absolute_url()}parents/"
    prefix = f"pupil-{instigator.pk}"
    before = (two.occurred_at - timedelta(days=2)).date().isoformat()
    informed = {f"{prefix}-parents": "informed", f"{prefix}-parents_informed_by": "Cora"}

    page = browser.post(url, sent_by(browser.get(url), "pupil-") | informed | {f"{prefix}-parents_informed_on": before})

    assert page.context["form"].forms[0].errors == {"parents_informed_on": ["That is before it happened"]}
    assert recorded(two) == [("", "", ""), ("", "", "")]


TYPED = {"parents_informed_on": "2026-01-05", "parents_informed_by": "Tess Teacher", "parents_informed_how": "By post"}


def kept(page, involvement):
    sent = sent_by(page, f"pupil-{involvement.pk}-parents_informed_how")
    return {name: sent[f"pupil-{involvement.pk}-{name}"] for name in TYPED}


def typed_of(involvement, **said):
    answers = {"parents": "informed"} | TYPED | said
    return {f"pupil-{involvement.pk}-{name}": value for name, value in answers.items()}


def test_a_refused_answer_keeps_all_that_was_typed(two, coordinator, signed_in):
    one, other = two.involvements.all()
    browser, url = signed_in(coordinator), f"{two.get_absolute_url()}parents/"
    tab = sent_by(browser.get(url), "pupil-")

    page = browser.post(url, tab | typed_of(one, parents_informed_by="") | typed_of(other))

    assert kept(page, one) == TYPED | {"parents_informed_by": ""}
    assert kept(page, other) == TYPED


def test_so_does_one_that_was_refused_because_it_waits(two, coordinator, headteacher, signed_in):
    one, _ = two.involvements.all()
    browser, url = signed_in(headteacher), f"{two.get_absolute_url()}parents/"
    tab = sent_by(browser.get(url), "pupil-")
    Incident.objects.update(safeguarding=True)

    page = browser.post(url, tab | typed_of(one))

    assert "waits until the Police or social care agree" in page.content.decode()
    assert kept(page, one) == TYPED


def test_so_does_a_stale_one(stale):
    browser, url, tab, instigator, target = stale

    page = browser.post(url, tab | typed_of(instigator) | typed_of(target))

    assert kept(page, instigator) == TYPED
    assert kept(page, target) == TYPED


def test_what_is_recorded_is_not_left_open_again(two, coordinator, signed_in):
    one, _ = two.involvements.all()
    record_parents(two, [(one, {"parents": "not_informed", "parents_reason": "Known."})], by=coordinator)
    browser, url = signed_in(coordinator), f"{two.get_absolute_url()}parents/"
    left_open = {f"pupil-{one.pk}-parents": "not_yet", f"pupil-{one.pk}-parents_reason": ""}

    page = browser.post(url, sent_by(browser.get(url), "pupil-") | left_open)

    assert f"It is recorded whether the parents of {one} were informed" in page.content.decode()


def test_what_was_typed_beside_not_yet_is_not_dropped_in_silence(two, coordinator, signed_in):
    one, _ = two.involvements.all()
    browser, url = signed_in(coordinator), f"{two.get_absolute_url()}parents/"
    tab = sent_by(browser.get(url), "pupil-")

    page = browser.post(url, tab | typed_of(one, parents="not_yet"))

    assert page.status_code == 200
    assert f"Say whether the parents of {one} were informed" in page.content.decode()
    assert kept(page, one) == TYPED
