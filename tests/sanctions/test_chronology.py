"""The chronology of a person: what one may read of, in which part, and what stands out in it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from incidents.actions import record_parents
from incidents.models import Involvement, Reader
from incidents.statement import Named
from people.models import Person
from people.roles import Role
from sanctions.access import SanctionsAccess
from sanctions.actions import choose_misuse, decide
from sanctions.choice import Choice
from sanctions.chronology import chronology_of, others_of, warned_before
from sanctions.models import ChronicledPerson
from tests.pages import main_of

pytestmark = pytest.mark.both

REVIEWED = {"branch": "unsuitable", "user_action": None, "safeguarding": False, "reason": "Not illegal."}
CLOSED = {"outcome": "Talked to.", "rationale": "The log shows it."}
ALLEGED, AS_TARGET = "as alleged instigator", "as target"


@pytest.fixture
def named(log_incident, pupil):
    """`named(days_ago=10, part="target")`: an incident that names the pupil."""

    def make(days_ago=0, part="instigator", person=pupil, **said):
        with clock.set_to(clock.now() - timedelta(days=days_ago)):
            return log_incident(people=[Named(part=part, person=person)], **said)

    return make


@pytest.fixture
def closed(named, coordinator, version, misuse_row, action):
    """`closed(days_ago=40, finding="unfounded")`: reviewed and closed; warned unless `sanctioned=False`."""

    def make(days_ago=40, finding="substantiated", meaning="warning", done=True, **said):
        incident = named(days_ago, **said)
        incident.review(by=coordinator, **REVIEWED)
        involvement = incident.involvements.select_related("incident__school", "person").get()
        choose_misuse(involvement, [misuse_row("P2")], by=coordinator)  # class teacher, warning, further sanction
        decided = {key: key == meaning and done for key in ("class_teacher", "warning", "further")}
        choices = [
            Choice(involvement, done=yes, action=action(key), reason="" if yes else "Enough.")
            for key, yes in decided.items()
        ]
        decide(incident, choices, by=coordinator)
        informed = {"parents": "not_informed", "parents_reason": "They told us."}
        record_parents(incident, [(involvement, informed)], by=coordinator)
        incident.close(by=coordinator, finding=finding, **CLOSED)
        return incident

    return make


@pytest.fixture
def page(signed_in, pupil):
    """`page(user)`: the answer of the pupil's chronology."""
    return lambda user, person=pupil: signed_in(user).get(reverse("sanctions:chronology", args=[person.pk]))


def references(chronology):
    return [line.incident.reference for line in chronology.lines]


def test_it_tells_every_part_newest_first(named, coordinator, pupil, page):
    older = named(days_ago=20, part="target")
    newer = named(days_ago=3)

    chronology = page(coordinator).context["chronology"]

    assert references(chronology) == [newer.reference, older.reference]
    assert [line.involvement.part_in_words for line in chronology.lines] == [
        "Alleged instigator",
        "Target",
    ]


def test_it_tells_the_misuse_and_what_was_done_or_not(closed, coordinator, page):
    closed()

    shown = main_of(page(coordinator))

    assert "Using non-educational sites in lessons without permission" in shown
    assert "<span> Warning<br>" in shown
    assert "Not done: Class teacher, Further sanction" in shown
    assert "Substantiated: it happened" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_a_constant_number_of_queries(closed, coordinator, signed_in, pupil, count, django_assert_num_queries):
    for days in range(count):
        closed(days_ago=days + 1)
    browser = signed_in(coordinator)

    with django_assert_num_queries(12):
        shown = browser.get(reverse("sanctions:chronology", args=[pupil.pk]))

    assert len(shown.context["chronology"].lines) == count


class TestWhoOpensIt:
    def test_who_handles_at_the_school_finds_an_empty_page_before_anything_happened(self, page, coordinator):
        shown = page(coordinator)

        assert shown.status_code == 200
        assert "You may read no incident that names this person." in shown.content.decode()

    @pytest.mark.parametrize("role", [Role.STAFF, Role.SENIOR_LEADER, Role.ADMINISTRATOR, Role.GOVERNOR])
    def test_nobody_else_at_the_school_finds_anything(self, page, appoint, school, incident, role):
        assert page(appoint(role, school)).status_code == 404

    def test_a_stranger_finds_nothing(self, page, stranger, incident):
        assert page(stranger).status_code == 404

    def test_a_named_reader_finds_what_was_opened_to_them(self, page, teacher, headteacher, named):
        opened, _ = named(), named()
        Reader(incident=opened, user=teacher, by=headteacher, reason="Class teacher").save_as(headteacher)

        assert references(page(teacher).context["chronology"]) == [opened.reference]

    def test_a_sister_school_finds_the_pupil_it_has_an_incident_with(self, page, appoint, sister_schools, log_incident):
        infants, juniors = sister_schools
        child = Person.objects.create(school=juniors, kind="pupil", name="Sis Pupil", year_group="3")
        colleague, reporter = appoint(Role.COORDINATOR, infants), appoint(Role.STAFF, infants)
        before = page(colleague, child).status_code
        log_incident(school=infants, by=reporter, people=[Named(part="witness", person=child)])

        assert before == 404
        assert page(colleague, child).status_code == 200


def test_the_rule_is_the_scope(incident, pupil, other_pupil, request, headteacher, governor):
    """For each user and person: what is listed is what the rule allows."""
    Reader(incident=incident, user=governor, by=headteacher, reason="To know").save_as(headteacher)
    allowed = {}
    for name in ("coordinator", "headteacher", "governor", "teacher", "chair", "administrator", "stranger"):
        user = request.getfixturevalue(name)
        scope = set(ChronicledPerson.objects.readable_by(user).values_list("pk", flat=True))
        for person in ChronicledPerson.objects.filter(pk__in=[pupil.pk, other_pupil.pk]):
            assert (person.pk in scope) == SanctionsAccess.allows(user, "read_chronology", person)
        allowed[name] = (pupil.pk in scope, other_pupil.pk in scope)

    both, opened, none = (True, True), (True, False), (False, False)
    assert [*allowed.values()] == [both, both, opened, none, none, none, none]


class TestWhatMayNotBeRead:
    """Nothing on any page differs by an incident that its reader may not read."""

    @pytest.fixture
    def hidden(self, log_incident, pupil):
        """Restricted: the coordinator and the safeguarding lead do not read it."""
        adult = Named(part="instigator", name="Mx Visitor", kind="other", works_or_volunteers="yes")
        return lambda: log_incident(people=[adult, Named(part="target", person=pupil)])

    def test_the_page_is_the_same(self, hidden, named, page, coordinator, headteacher):
        named(days_ago=5)
        before = main_of(page(coordinator))
        secret = hidden()

        assert main_of(page(coordinator)) == before
        assert secret.reference in main_of(page(headteacher))

    def test_so_is_the_page_of_an_incident(self, hidden, named, signed_in, coordinator, headteacher):
        incident = named(days_ago=5)
        before = main_of(signed_in(coordinator).get(incident.get_absolute_url()))
        hidden()

        assert main_of(signed_in(coordinator).get(incident.get_absolute_url())) == before
        assert "1 later" in main_of(signed_in(headteacher).get(incident.get_absolute_url()))

    def test_an_empty_page_does_not_tell_whether_there_are_others(self, hidden, page, coordinator):
        before = main_of(page(coordinator))
        hidden()

        assert main_of(page(coordinator)) == before

    def test_a_handlers_own_page_leaves_out_what_is_alleged_against_them(self, log_incident, coordinator, page):
        log_incident(people=[Named(part="instigator", person=coordinator.person)])
        seen = log_incident(people=[Named(part="witness", person=coordinator.person)])

        shown = page(coordinator, coordinator.person)

        assert references(shown.context["chronology"]) == [seen.reference]
        assert "nothing is alleged against Cora Coordinator" in main_of(shown)


class TestSentences:
    @pytest.fixture
    def recent(self, pupil, coordinator):
        return lambda: [str(sentence) for sentence in chronology_of(pupil, coordinator).recent]

    def test_how_often_in_ninety_days_in_which_part(self, named, recent):
        for days in (1, 50, 89, 91):
            named(days_ago=days)
        named(part="target")

        assert recent() == [f"3 in the last 90 days {ALLEGED}", f"1 in the last 90 days {AS_TARGET}"]

    def test_three_are_often(self, named, pupil, coordinator, page):
        named(), named()
        twice = main_of(page(coordinator))
        named()

        assert "Three or more in 90 days" not in twice
        assert "Three or more in 90 days" in main_of(page(coordinator))

    @pytest.mark.parametrize("finding", ["unfounded", "malicious", "false"])
    def test_who_was_cleared_is_not_counted_as_accused(self, closed, recent, finding):
        closed(finding=finding)

        assert recent() == []

    @pytest.mark.parametrize("finding", ["substantiated", "unsubstantiated", "inconclusive"])
    def test_who_was_not_cleared_is(self, closed, recent, finding):
        closed(finding=finding)

        assert recent() == [f"1 in the last 90 days {ALLEGED}"]

    def test_what_was_withdrawn_is_listed_and_not_counted(self, named, recent, coordinator, page):
        incident = named()
        incident.withdraw(by=coordinator, reason="Reported in error.")

        assert recent() == []
        assert incident.reference in main_of(page(coordinator))

    @pytest.mark.parametrize("part", ["target", "witness"])
    def test_a_page_of_a_target_or_a_witness_reads_as_if_nothing_was_done(self, named, coordinator, page, part):
        for _ in range(3):
            named(part=part)

        shown = main_of(page(coordinator))

        assert "nothing is alleged against Pip Pupil" in shown
        assert "nstigator" not in shown.replace(f"None in the last 90 days {ALLEGED} or {AS_TARGET}.", "")
        assert "infringement" not in shown


class TestMergedEntries:
    @pytest.fixture
    def duplicate(self, pupil, school):
        return Person.objects.create(school=school, kind="pupil", name="Pip Pupill", year_group="5", merged_into=pupil)

    def test_they_count_as_one_person(self, named, duplicate, pupil, coordinator, page):
        references_of_both = {named(days_ago=2).reference, named(days_ago=1, person=duplicate).reference}

        assert set(references(page(coordinator).context["chronology"])) == references_of_both

    def test_the_address_of_the_merged_entry_leads_to_the_one_that_counts(
        self, named, duplicate, pupil, coordinator, page
    ):
        named(person=duplicate)

        assert "Chronology of Pip Pupil</h1>" in page(coordinator, duplicate).content.decode()

    def test_an_incident_counts_the_others_of_both(self, named, duplicate, coordinator):
        named(days_ago=3)
        incident = named(days_ago=2, person=duplicate)
        named(days_ago=1)

        [others] = others_of(incident, coordinator).values()

        assert str(others) == "1 earlier, 1 later"


class TestContinuedInfringements:
    @pytest.fixture
    def before(self, named, coordinator):
        """`before()`: the earlier incidents offered for one that is reported today."""

        def found(**said):
            line = named(**said).involvements.select_related("incident__school", "person").get()
            return [earlier.incident for earlier in warned_before(line, coordinator)]

        return found

    def test_a_substantiated_incident_with_a_warning_is_offered(self, closed, before):
        earlier = closed()

        assert before() == [earlier]

    def test_one_that_was_not_found_substantiated_is_not(self, closed, before):
        closed(finding="unsubstantiated")

        assert before() == []

    def test_nor_one_in_which_nothing_but_a_talk_followed(self, closed, before):
        closed(meaning="class_teacher")

        assert before() == []

    def test_nor_one_whose_warning_was_not_given(self, closed, before):
        closed(done=False)

        assert before() == []

    def test_nor_one_that_is_open(self, named, before):
        named(days_ago=10)

        assert before() == []

    def test_nor_one_outside_the_schools_look_back(self, closed, before, school, coordinator):
        closed(days_ago=40)
        within = len(before())
        school.repeats_within = 1
        school.save_as(coordinator)

        assert (within, len(before())) == (1, 0)

    def test_nor_anybody_elses(self, closed, before, other_pupil):
        closed()

        assert before(person=other_pupil) == []

    def test_nor_to_a_target(self, closed, before):
        closed()

        assert before(part="target") == []

    def test_nor_from_what_one_may_not_read(self, closed, named, safeguarding_lead):
        closed()
        line = named(may_be_illegal=True).involvements.select_related("incident__school", "person").get()

        assert warned_before(line, safeguarding_lead) == []

    def test_the_page_offers_the_row_and_ticks_nothing(self, closed, named, coordinator, signed_in):
        earlier = closed()
        incident = named()
        incident.review(by=coordinator, **REVIEWED)
        url = reverse("sanctions:misuse", args=[incident.reference, incident.involvements.get().pk])

        shown = main_of(signed_in(coordinator).get(url))

        assert "Pip Pupil was warned or sanctioned before" in shown
        assert earlier.reference in shown
        assert "tick “Continued infringements after earlier warnings or sanctions” as well" in shown
        assert "checked" not in shown

    def test_the_page_says_nothing_where_nothing_was(self, named, coordinator, signed_in, version):
        incident = named()
        incident.review(by=coordinator, **REVIEWED)
        url = reverse("sanctions:misuse", args=[incident.reference, incident.involvements.get().pk])

        assert "warned or sanctioned before" not in main_of(signed_in(coordinator).get(url))

    def test_an_action_in_own_words_counts_where_no_table_could_say_it(self, named, before, coordinator, pupil):
        incident = named(days_ago=10)
        incident.review(by=coordinator, **REVIEWED)
        line = incident.involvements.get()
        choose_misuse(line, [], by=coordinator)
        decide(incident, [Choice(line, done=True, text="Detention", reason="Agreed with the head.")], by=coordinator)
        record_parents(incident, [(line, {"parents": "not_informed", "parents_reason": "Known."})], by=coordinator)
        incident.close(by=coordinator, finding="substantiated", **CLOSED)

        assert before() == [incident]

    def test_the_chronology_says_so(self, closed, coordinator, page):
        closed()

        assert "Warned or sanctioned in 1 substantiated incident of the last 12 months." in main_of(page(coordinator))


def test_an_incident_leads_to_the_chronology_of_each_of_its_people(named, coordinator, signed_in, pupil):
    named(days_ago=3), named(days_ago=2, part="target")
    incident = named()

    shown = main_of(signed_in(coordinator).get(incident.get_absolute_url()))

    assert f'href="{reverse("sanctions:chronology", args=[pupil.pk])}">2 earlier<' in shown.replace("> ", ">")


def test_somebody_typed_by_name_has_no_chronology(log_incident, coordinator):
    incident = log_incident(people=[Named(part="instigator", name="A boy in blue", kind="pupil")])

    assert others_of(incident, coordinator) == {}
    assert Involvement.objects.get().person is None
