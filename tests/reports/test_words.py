"""What is written beside the figures: by whom, who confirms it, and what becomes of tricks in it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.access import Refused
from people.models import Notice
from people.roles import Role
from reports import document
from reports.actions import prepare, write_words
from reports.models import GovernorReport, Narrative

TEXT = {"commentary": "More is reported, which shows trust.", "examples": "", "questions": ""}


def write(report, by, edition=0, **said):
    return write_words(report, by=by, edition=edition, **(TEXT | said))


@pytest.fixture
def words(draft, coordinator):
    return write(draft, coordinator)


def fresh():
    return GovernorReport.objects.get()


def test_words_have_to_be_confirmed_before_the_release(words, headteacher, safeguarding_lead, plain_pdf):
    with pytest.raises(Refused, match="has to confirm first that they identify nobody"):
        fresh().release(by=headteacher)

    words.confirm(by=safeguarding_lead, edition=1)
    fresh().release(by=headteacher)

    assert fresh().is_released


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER, Role.SENIOR_LEADER])
def test_another_handler_or_a_senior_leader_confirms(words, appoint, school, role):
    words.confirm(by=appoint(role, school), edition=1)

    words.refresh_from_db()
    assert words.is_confirmed
    assert not words.is_fallback


def test_who_ever_wrote_in_it_does_not_confirm_it(words, coordinator, headteacher):
    write(fresh(), headteacher, 1, commentary="Changed.")
    words = Narrative.objects.get()

    for author in (coordinator, headteacher):
        with pytest.raises(Refused, match="You wrote in it"):
            words.confirm(by=author, edition=2)


def test_the_database_refuses_an_author_who_confirms(words):
    with pytest.raises(IntegrityError), transaction.atomic():
        Narrative.objects.filter(pk=words.pk).update(confirmed_by=words.written_by, confirmed_at=words.written_at)


def test_the_chair_confirms_only_where_nobody_else_can(words, chair, headteacher):
    with pytest.raises(Refused, match="The chair confirms only where nobody else can"):
        words.confirm(by=chair, edition=1)

    headteacher.memberships.all().delete()
    words.confirm(by=chair, edition=1)

    words.refresh_from_db()
    assert words.is_fallback


@pytest.mark.parametrize("who", ["teacher", "governor", "administrator", "stranger"])
def test_nobody_else_confirms(request, words, who):
    with pytest.raises(Refused, match="another coordinator, the safeguarding lead, the head or a senior leader"):
        words.confirm(by=request.getfixturevalue(who), edition=1)


def test_a_change_takes_the_confirmation_away(words, safeguarding_lead, coordinator):
    words.confirm(by=safeguarding_lead, edition=1)

    write(fresh(), coordinator, 1, examples="In a class chat …")

    words.refresh_from_db()
    assert (words.is_confirmed, words.confirmed_by, words.edition) == (False, None, 2)


def test_saving_without_a_change_leaves_it_confirmed(words, safeguarding_lead, coordinator):
    words.confirm(by=safeguarding_lead, edition=1)

    write(fresh(), coordinator, 1)

    words.refresh_from_db()
    assert words.is_confirmed


def test_what_was_changed_while_it_was_read_is_not_confirmed(words, safeguarding_lead, coordinator):
    write(fresh(), coordinator, 1, commentary="Changed.")

    with pytest.raises(Refused, match="changed the words while you were reading"):
        words.confirm(by=safeguarding_lead, edition=1)


def test_of_two_who_write_the_second_is_told_and_nothing_is_lost(words, headteacher, signed_in):
    client, address = signed_in(headteacher), reverse("reports:words", args=[words.report_id])

    page = client.post(address, {"commentary": "Mine.", "edition": "0"})

    assert page.status_code == 409
    text = page.content.decode()
    assert "Somebody else changed the words while you were writing" in text
    assert "Mine." in text
    assert "More is reported" in text
    assert client.post(address, {"commentary": "Mine, and theirs.", "edition": "1"}).status_code == 302


def test_released_words_do_not_change(words, safeguarding_lead, headteacher, coordinator, plain_pdf):
    words.confirm(by=safeguarding_lead, edition=1)
    fresh().release(by=headteacher)

    with pytest.raises(Refused, match="already released"):
        write(fresh(), coordinator, 1, commentary="Changed.")
    with pytest.raises(Refused, match="does not change"):
        Narrative.objects.get().save_as(coordinator)


def test_a_replacement_begins_with_the_words_of_what_it_replaces(
    words, safeguarding_lead, headteacher, coordinator, school, signed_in, plain_pdf
):
    words.confirm(by=safeguarding_lead, edition=1)
    fresh().release(by=headteacher)
    second = prepare([school], words.report.academic_year, coordinator, "A word was wrong.")
    client, address = signed_in(coordinator), reverse("reports:words", args=[second.pk])
    says = "Version 1 had words beside its figures; this one has none."

    assert says in client.get(second.get_absolute_url()).content.decode()
    assert client.get(address).context["form"].initial == TEXT | {"edition": 0}
    client.post(address, TEXT | {"edition": "0"})
    assert not Narrative.objects.get(report=second).is_confirmed
    client.post(address, {"edition": "1"})
    assert client.get(address).context["form"].initial["commentary"] == ""
    assert says not in client.get(second.get_absolute_url()).content.decode()


def test_those_who_may_confirm_are_told_once_a_day_and_the_author_is_not(
    draft, coordinator, headteacher, safeguarding_lead, chair
):
    write(draft, coordinator)
    write(fresh(), coordinator, 1, commentary="Changed.")

    told = Notice.objects.filter(path=reverse("reports:confirm", args=[draft.pk]))

    assert {notice.user for notice in told} == {headteacher, safeguarding_lead}
    assert told.count() == 2


TRICKS = (
    "![a child](https://example.invalid/x.png) <img src=https://example.invalid/y.png> "
    "<script>alert(1)</script> [go](javascript:alert(1)) <style>body{background:url(https://example.invalid/z)}</style>"
)


def test_tricks_in_a_text_are_shown_as_text_and_nothing_is_fetched(draft, coordinator, safeguarding_lead):
    words = write(draft, coordinator, commentary=TRICKS, examples=TRICKS, questions=TRICKS)
    words.confirm(by=safeguarding_lead, edition=1)

    page = document.html_of(fresh())

    assert "a child" in page
    for markup in ("<img", "<script", "<style>body", 'href="javascript', "<link"):
        assert markup not in page


def test_words_stand_in_the_summary_and_examples_have_their_own_section(draft, coordinator, signed_in):
    write(draft, coordinator, examples="### In a chat\nFriends fall out.", questions="1. What do parents know?")

    page = signed_in(coordinator).get(draft.get_absolute_url()).content.decode()

    summary, examples = page.split('id="summary"')[1].split('id="over-time"')[0], page.split('id="examples"')[1]
    assert "More is reported" in summary
    assert "What do parents know?" in summary
    assert "<h3>In a chat</h3>" in examples


def test_what_might_identify_somebody_is_shown_before_it_is_kept(draft, coordinator, pupil, signed_in):
    client, address = signed_in(coordinator), reverse("reports:words", args=[draft.pk])
    said = {"commentary": f"{pupil.name} did it on 3 March.", "edition": "0", "seen": ""}

    warned = client.post(address, said)

    assert not Narrative.objects.exists()
    assert [str(each) for each in warned.context["form"].warned] == [
        f"“{pupil.name}” is a name at the school",
        "“3 March” names a day or a time",
    ]
    seen = warned.context["form"].data["seen"]
    assert client.post(address, said | {"seen": seen}).status_code == 302
    assert Narrative.objects.get().commentary == said["commentary"]
    other = client.post(address, {**said, "seen": seen, "edition": "1", "commentary": "A boy in Year 5."})
    assert "names a class or a year group" in other.content.decode()


@pytest.mark.parametrize(
    ("who", "get", "post"),
    [("governor", 404, 404), ("teacher", 404, 404), ("stranger", 404, 404), ("coordinator", 403, 403)],
)
def test_who_may_not_confirm_does_not_reach_the_words(request, words, signed_in, who, get, post):
    client, address = signed_in(request.getfixturevalue(who)), reverse("reports:confirm", args=[words.report_id])

    assert client.get(address).status_code == get
    assert client.post(address, {"confirmed": "on", "edition": "1"}).status_code == post


def test_a_senior_leader_reads_the_words_and_no_figure_of_a_draft(words, busy_year, appoint, school, signed_in):
    leader = signed_in(appoint(Role.SENIOR_LEADER, school))

    page = leader.get(reverse("reports:confirm", args=[words.report_id]))

    assert "More is reported" in page.content.decode()
    assert "<table" not in page.content.decode()
    assert leader.get(words.report.get_absolute_url()).status_code == 404
    done = leader.post(reverse("reports:confirm", args=[words.report_id]), {"confirmed": "on", "edition": "1"})
    assert (done.status_code, done["Location"]) == (302, "/")
