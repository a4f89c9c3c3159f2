"""How often the tables were followed: counted row by row, over what the reader may read."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents.models import Export, Incident
from incidents.statement import Named
from people.roles import Role
from sanctions import actions
from sanctions.actions import choose_misuse, decide
from sanctions.choice import Choice
from sanctions.consistency import followed
from tests.pages import main_of

pytestmark = pytest.mark.both

PAGE, EXPORT = reverse("sanctions:consistency"), reverse("sanctions:export-consistency")
REVIEWED = {"branch": "unsuitable", "user_action": None, "safeguarding": False, "reason": "Not illegal."}


@pytest.fixture
def judged(log_incident, pupil, coordinator, version, misuse_row, action):
    """`judged("P3", warning=True, further="Too young")`: done, or not because; everything else stays open."""

    def make(*rows, by=coordinator, people=(), **decisions):
        incident = log_incident(people=people or [Named(part="instigator", person=pupil)])
        incident.review(by=by, **REVIEWED)
        involvement = incident.involvements.select_related("incident__school", "person").get(part="instigator")
        choose_misuse(involvement, [misuse_row(row) for row in rows], by=by)
        choices = [
            Choice(involvement, done=said is True or key == "headteacher", action=action(key),
                   reason="" if said is True else said)
            for key, said in decisions.items()
        ]  # fmt: skip
        decide(incident, choices, by=by)
        return incident

    return make


def lines(user):
    return {line.label: line for line in followed(Incident.objects.readable_by(user))}


def test_what_was_done_and_not_done_is_counted_for_its_row(judged, coordinator, misuse_row):
    judged("P3", warning=True, class_teacher=True, further="Too young.", parents="They knew.")
    judged("P3", warning=True, parents=True)

    line = lines(coordinator)[misuse_row("P3").label]

    assert (line.incidents, line.done, line.not_done, line.percent) == (2, 3, 1, 75)
    assert (line.fitting, line.not_fitting, line.open, line.beyond) == (1, 1, 2, 0)


def test_what_was_done_beyond_the_table_is_counted_apart(judged, coordinator, misuse_row):
    judged("P3", headteacher="It was the third time.")

    line = lines(coordinator)[misuse_row("P3").label]

    assert (line.beyond, line.done, line.not_done) == (1, 0, 0)


def test_a_decision_that_two_kinds_of_misuse_called_for_counts_with_both(judged, coordinator, misuse_row):
    judged("P3", "P15", parents=True)

    one, other = (lines(coordinator)[misuse_row(key).label] for key in ("P3", "P15"))

    assert (one.fitting, one.done, one.beyond) == (1, 0, 0)
    assert (other.fitting, other.done, other.beyond) == (0, 1, 0)


def test_the_reasons_are_told_newest_first_and_name_nobody(judged, coordinator, misuse_row):
    judged("P3", warning="Pip Pupil had said sorry.")
    judged("P3", further="Pip is six.", headteacher="So that Hattie knows.")

    line = lines(coordinator)[misuse_row("P3").label]

    assert [(each.sanction.done, each.said, each.reason) for each in line.departures] == [
        (True, "", "So that Hattie knows."),
        (False, "yes", "[name] is six."),
        (False, "yes", "[name] had said sorry."),
    ]


def test_only_the_newest_reasons_of_a_row_are_told(judged, coordinator, misuse_row):
    for number in range(6):
        judged("P3", warning=f"Reason {number}.")

    line = lines(coordinator)[misuse_row("P3").label]

    assert [each.reason for each in line.departures] == [f"Reason {number}." for number in (5, 4, 3, 2, 1)]
    assert line.not_done == 6


def test_what_one_may_not_read_is_not_counted(judged, coordinator, headteacher, misuse_row):
    judged("P3", warning=True)
    hidden = judged("P3", warning=True)
    Incident.objects.filter(pk=hidden.pk).update(restricted=True)

    label = misuse_row("P3").label

    assert lines(headteacher)[label].incidents == 2
    assert lines(coordinator)[label].incidents == 1


class TestThePage:
    def test_it_tells_the_rows_and_their_reasons(self, judged, coordinator, signed_in, misuse_row):
        incident = judged("P3", warning="Pip had said sorry.")

        page = main_of(signed_in(coordinator).get(PAGE))

        assert misuse_row("P3").label in page
        assert "0 of 1 followed" in page
        assert "[name] had said sorry." in page
        assert incident.get_absolute_url() in page

    def test_without_a_misuse_it_says_what_to_do(self, version, coordinator, signed_in):
        assert "Nothing to compare yet" in main_of(signed_in(coordinator).get(PAGE))

    @pytest.mark.parametrize("who", ["teacher", "administrator", "governor", "chair"])
    def test_it_is_for_those_who_handle_incidents(self, who, request, signed_in):
        answer = signed_in(request.getfixturevalue(who)).get(PAGE)

        assert answer.status_code == 403
        assert "for those who handle incidents" in answer.content.decode()

    def test_a_stranger_finds_nothing_of_the_school(self, judged, stranger, signed_in, misuse_row):
        judged("P3", warning=True)

        assert misuse_row("P3").label not in main_of(signed_in(stranger).get(PAGE))

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_a_constant_number_of_queries(
        self, judged, coordinator, signed_in, count, django_assert_num_queries
    ):
        for _ in range(count):
            judged("P3", warning="Too hard.", headteacher="To know.")
        browser = signed_in(coordinator)

        with django_assert_num_queries(16):
            page = browser.get(PAGE)

        assert page.context["lines"][0].incidents == count


class TestTheFile:
    def test_it_holds_the_counts_and_no_words_and_is_kept_with_what_it_counts(
        self, judged, log_incident, coordinator, signed_in, misuse_row
    ):
        counted = judged("P3", warning="Pip had said sorry.", further=True)
        log_incident()  # in which no misuse was found
        browser = signed_in(coordinator)

        refused, answer = browser.post(EXPORT, {"reason": " "}), browser.post(EXPORT, {"reason": "For the head."})

        file = answer.content.decode("utf-8-sig")
        assert refused.context["form"].errors == {"reason": ["Say what you need it for"]}
        assert f"{misuse_row('P3').label},1,1,1,50,0,0,0,2" in file.replace('"', "")
        assert "sorry" not in file
        export = Export.objects.get()
        assert (export.user, export.reason, list(export.incidents.all())) == (coordinator, "For the head.", [counted])
        assert export.query.startswith("How the sanctions tables were followed: Ashdown Primary, the academic year")

    def test_what_was_opened_by_name_is_on_the_page_and_in_no_file(
        self, judged, stranger, appoint, school, headteacher, signed_in, misuse_row
    ):
        appoint(Role.STAFF, school, user=stranger)
        judged("P3", warning=True).readers.create(user=stranger, by=headteacher, reason="Moved school")
        browser = signed_in(stranger)

        refused = browser.post(EXPORT, {"reason": "x"})

        assert lines(stranger)[misuse_row("P3").label].incidents == 1
        assert refused.status_code == 409
        assert "There is nothing here that you may take out" in main_of(refused, 409)
        assert not Export.objects.exists()

    def test_too_many_for_a_record_are_not_taken_out(self, judged, coordinator, monkeypatch):
        monkeypatch.setattr(actions, "MOST", 1)
        judged("P3"), judged("P3")
        covered = Incident.objects.readable_by(coordinator)

        with pytest.raises(Refused, match="A file may count 1 incidents at most"):
            actions.take_out_consistency(covered, by=coordinator, filters="", reason="x")

    def test_who_handles_none_by_a_role_takes_none_out(self, governor):
        with pytest.raises(Refused, match="for those who handle incidents"):
            actions.take_out_consistency(Incident.objects.all(), by=governor, filters="", reason="x")
