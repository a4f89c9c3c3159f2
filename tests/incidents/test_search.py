"""Searching the log: what is found, for whom, and that no question breaks it."""

import re

import pytest
from django.urls import reverse

from core.keyset import key_of
from incidents.forms import LogFilter
from incidents.models import Incident
from incidents.search import highlighted, mark_found, newest_matching, pattern_of, terms_of
from incidents.statement import Named
from people.models import Person
from people.roles import Role

pytestmark = pytest.mark.both


@pytest.fixture
def search(coordinator):
    """`search("words")`: the incidents that are found, newest first, as the log finds them."""

    def found(text, by=coordinator):
        asked = LogFilter({"q": text}, user=by)
        return list(asked.applied_to(Incident.objects.readable_by(by)))

    return found


@pytest.fixture
def places(search):
    """`places("words")`: where the one incident that is found has them: `(what, text)`."""

    def found(text):
        [incident] = search(text)
        mark_found([incident], terms_of(text))
        return [(hit.where, str(hit.text)) for hit in incident.found]

    return found


@pytest.fixture
def bus(log_incident):
    return log_incident(description="They were bullying her on the school bus.", place_detail="Route 22")


@pytest.fixture
def other(log_incident):
    return log_incident(description="A proxy page was open.")


class TestText:
    @pytest.mark.parametrize("text", ["bus", "BUS", "bully", "bullied her", "her bullying", '"school bus"', "route"])
    def test_words_are_found_in_any_form_and_order(self, bus, other, search, text):
        assert search(text) == [bus]

    def test_a_common_word_is_a_word_like_others(self, bus, other, search):
        assert search("the bus") == [bus]
        assert search("they were") == [bus]

    @pytest.mark.parametrize("text", ['"bus school"', "bus aeroplane", "proxy bus"])
    def test_every_word_must_be_there_and_quotes_keep_their_order(self, bus, other, search, text):
        assert search(text) == []

    def test_the_chronology_is_searched_too_and_words_may_be_in_different_places(self, bus, other, search, coordinator):
        bus.add_entry(by=coordinator, text="Rang the grandmother.")

        assert search("grandmother") == [bus]
        assert search("grandmother bus") == [bus]

    def test_what_is_changed_is_found_as_it_is_now(self, bus, search, coordinator):
        bus.description = "It was on the tram."
        bus.save_as(coordinator)

        assert search("tram") == [bus]
        assert search("bus") == []

    def test_the_newest_comes_first(self, log_incident, search):
        incidents = [log_incident(description="On the bus.") for _ in range(3)]

        assert search("bus") == incidents[::-1]

    def test_that_it_was_reported_is_not_said_of_every_incident(self, bus, other, search, coordinator):
        other.add_entry(by=coordinator, text="It was reported to the phone company.")

        assert search("reported") == [other]

    @pytest.mark.parametrize("field", ["immediate_action", "outcome", "rationale", "debrief", "device_kept", "told_by"])
    def test_what_handlers_wrote_is_searched(self, bus, other, search, coordinator, field):
        setattr(bus, field, "A marmalade sandwich")
        bus.save_as(coordinator)

        assert search("marmalade") == [bus]


class TestNames:
    @pytest.mark.parametrize("text", ["zoe", "ZOË", "Zoé o'hara", "hara", "Zoë O’Hara", '"zoe o hara"', "o'ha"])
    def test_a_name_is_found_whatever_its_accents_and_signs(self, log_incident, other, search, school, text):
        child = Person.objects.create(school=school, kind="pupil", name="Zoë O’Hara")
        about = log_incident(people=[Named(part="target", person=child)])

        assert search(text) == [about]

    def test_a_name_that_is_a_common_word_is_not_left_out(self, log_incident, bus, search):
        about = log_incident(people=[Named(part="target", name="Will Other")])

        assert search("will other") == [about]
        assert search("will bus") == []

    def test_so_is_a_name_that_was_typed(self, log_incident, other, search):
        about = log_incident(people=[Named(part="target", name="René Müller")])

        assert search("rene muller") == [about]

    def test_and_one_whose_accents_are_written_apart(self, log_incident, other, search, school):
        child = Person.objects.create(school=school, kind="pupil", name="Chloe\u0301 Bird")
        about = log_incident(people=[Named(part="witness", person=child)])

        assert search("Chloé Bird") == [about]

    # name → what else finds it, beside the name as it is written
    WRITTEN = {
        "Jonas Strauß": ["strauss", "STRAUSS", "STRAUẞ", "jonas strau"],
        "Mæve Lœb": ["maeve", "MÆVE loeb", "Mǽve"],
        "Þór Sæther": ["thor", "ÞÓR", "saether"],
        "Андре\u0438\u0306 Ёлкин": ["андрей", "Андреи", "АНДРЕЙ", "елкин"],
        "प्रिया शर्मा": ["प्रिया", "शर्मा", "पर\u093fया"],
        "Ἀλέξανδρος Νικολάου": ["Αλεξανδρος", "ΝΙΚΟΛΆΟΥ"],
        "مُحَمَّد آدم": ["محمد", "ادم"],
        "שָׁלוֹם": ["שלום"],
        "Mathéo Žółć": ["matheo", "MATHEO zolc"],
        "Ann\u2013Marie O`Hara": ["ann-marie", "Marie", "o'hara", "HARA"],
        "Jean\u2011Luc D\u00b4Arcy": ["jean-luc", "Luc", "d'arcy", "arcy"],
        "O\u2018Shea/Mac\u00b7Donald \u201cTJ\u201d": ["o'shea", "shea", "donald", "mac donald", "tj"],
        "O\u02bcNeil": ["o'neil", "neil", "O\u2019Neil"],
    }  # fmt: skip

    @pytest.mark.once
    @pytest.mark.parametrize("name", WRITTEN)
    def test_a_name_is_found_as_it_is_written_and_without_accents_in_whatever_alphabet(self, name):
        asked = [name, name.upper(), *name.split(), *self.WRITTEN[name]]

        assert [text for text in asked if not re.search(pattern_of(text), name, re.IGNORECASE)] == []

    def test_both_databases_read_the_pattern_alike(self, log_incident, other, coordinator, school):
        about = log_incident(people=[Named(part="target", name=name) for name in self.WRITTEN])

        found = {text: list(newest_matching(coordinator, [], [text], [school.pk])) for text in self.WRITTEN}

        assert found == {text: [about.pk] for text in self.WRITTEN}

    @pytest.mark.once
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("पराया", "प्रिया"),
            ("strausss", "Strauß"),
            ("s", "ßa"),
            ("hor", "Þór"),
            ("андрео", "Андрей"),
            ("mave", "Mæve"),
        ],
    )
    def test_other_vowels_and_half_of_a_letter_are_something_else(self, text, name):
        assert not re.search(pattern_of(text), name, re.IGNORECASE)

    def test_the_middle_of_a_name_is_not_its_beginning(self, incident, search):
        assert search("Pupil") == [incident]
        assert search("upil") == []

    def test_a_name_and_a_word_of_the_text_together(self, log_incident, incident, search, pupil):
        on_bus = log_incident(description="On the bus.", people=[Named(part="target", person=pupil)])

        assert search("pip") == [on_bus, incident]
        assert search("pip bus") == [on_bus]

    def test_a_child_of_a_sister_school_is_found(self, appoint, sister_schools, log_incident, search):
        infants, juniors = sister_schools
        child = Person.objects.create(school=juniors, kind="pupil", name="Jo Junior")
        about = log_incident(
            school=infants, by=appoint(Role.STAFF, infants), people=[Named(part="target", person=child)]
        )

        assert search("junior", by=appoint(Role.COORDINATOR, infants)) == [about]


class TestNamesOfSeveralRegisters:
    @pytest.fixture
    def infants(self, sister_schools):
        return sister_schools[0]

    @pytest.fixture
    def name_them(self, infants, appoint, log_incident):
        """`name_them(person or "typed name")`: an incident at the infants' that names them."""
        staff = appoint(Role.STAFF, infants)

        def logged(who):
            one = {"name": who} if isinstance(who, str) else {"person": who}
            return log_incident(school=infants, by=staff, people=[Named(part="target", **one)])

        return logged

    @pytest.fixture
    def found(self, infants, appoint, search):
        coordinator = appoint(Role.COORDINATOR, infants)
        return lambda text: search(text, by=coordinator)

    def test_of_whichever_register_or_typed(self, name_them, found, sister_schools):
        infants, juniors = sister_schools
        own = name_them(Person.objects.create(school=infants, kind="pupil", name="Zoë O’Hara"))
        sister = name_them(Person.objects.create(school=juniors, kind="pupil", name="Zoé Junior"))
        typed = name_them("Zoe Typed")
        name_them("Azoe Other")

        assert found("zoe") == [typed, sister, own]
        assert found("o'hara zoe") == [own]
        assert found("typed") == [typed]
        assert found("upil") == found("nobody") == []

    @pytest.mark.parametrize(
        ("name", "other", "last"), [("Bo Bird", "Bob Birdsong", "song"), ("Ян Птах", "Яна Птаховы", "овы")]
    )
    def test_of_an_entry_that_was_merged_by_either_name_and_never_by_both_as_one(
        self, name_them, found, infants, name, other, last
    ):
        kept = Person.objects.create(school=infants, kind="pupil", name=name)
        about = name_them(Person.objects.create(school=infants, kind="pupil", name=other, merged_into=kept))
        (given, family), (other_given, other_family) = name.split(), other.split()

        assert found(other_family) == found(family) == found(f'"{name}"') == found(f'"{other}"') == [about]
        assert found(f'"{other_family} {given}"') == found(f'"{family} {other_given}"') == found(last) == []

    def test_but_not_of_what_is_not_theirs(self, name_them, found, sister_schools, appoint, log_incident):
        juniors = sister_schools[1]
        child = Person.objects.create(school=juniors, kind="pupil", name="Jo Junior")
        log_incident(school=juniors, by=appoint(Role.STAFF, juniors), people=[Named(part="target", person=child)])

        assert found("junior") == []


class TestReference:
    def test_whole_begun_or_without_the_school(self, bus, other, search):
        reference = bus.reference

        assert search(reference) == [bus]
        assert search(reference.lower()) == [bus]
        assert search(reference[:-1]) == [bus]
        assert search(reference[4:]) == [bus]

    def test_the_code_of_the_school_alone_finds_all_of_it(self, bus, other, search):
        assert search("ash-") == [other, bus]


class TestScope:
    @pytest.mark.parametrize("text", ["bus", "grandmother", "pip"])
    def test_what_one_may_not_read_is_not_found(self, log_incident, search, coordinator, headteacher, pupil, text):
        secret = log_incident(
            description="On the bus.",
            people=[
                Named(part="target", person=pupil),
                Named(part="instigator", name="A. Helper", kind="staff", works_or_volunteers="yes"),
            ],
        )
        secret.add_entry(by=headteacher, text="Rang the grandmother.")

        assert search(text, by=headteacher) == [secret]
        assert search(text) == []

    def test_nor_by_its_reference(self, incident, search, stranger):
        assert search(incident.reference, by=stranger) == []

    def test_the_accused_find_nothing_of_it(self, log_incident, search, coordinator, headteacher):
        log_incident(people=[Named(part="instigator", person=coordinator.person)], description="On the bus.")

        assert len(search("bus", by=headteacher)) == 1
        assert search("bus") == search("cora") == []

    def test_the_page_counts_only_what_it_shows(self, log_incident, coordinator, signed_in):
        log_incident(description="On the bus.", may_be_illegal=True)

        page = signed_in(coordinator).get(reverse("incidents:log"), {"q": "bus"})

        assert str(page.context["total"]) == "0"
        assert "Nothing matches" in page.content.decode()


class TestOddQuestions:
    ODD = [
        '"', '""', '"""', "'", "*", "bus*", "^bus", "-", "-bus", "--", "AND", "OR", "NOT", "bus OR", "NEAR(bus, 2)",
        "description:bus", "(", ")", "{bus}", "bus AND NOT", "%", "_", "\\", "[a-", "(?P<", ":*", "!", "&", "|",
        "<->", "bus & !her", "🙂", "🙂🙂 bus", "\u202e\u05e9\u05dc", "a\0b", "\0", " ", "\t", "x" * 10_000,
        "bus " * 2_500, '"' * 10_000, "ﬁ", "İ", "ß", "ŉ", "\u0301", "e\u0301", "\uff11\uff12", "²", "\U0001d4b3",
    ]  # fmt: skip

    def test_none_is_an_error(self, bus, coordinator, signed_in):
        browser = signed_in(coordinator)

        answers = {text: browser.get(reverse("incidents:log"), {"q": text}).status_code for text in self.ODD}

        assert {text: status for text, status in answers.items() if status != 200} == {}

    def test_operators_are_words_like_others(self, bus, log_incident, search):
        either = log_incident(description="The bus or the tram, not the train.")

        assert search("bus or tram") == [either]
        assert search("tram -bus") == [either]

    def test_ten_thousand_characters_are_cut_and_it_is_said(self, bus, coordinator, signed_in):
        page = signed_in(coordinator).get(reverse("incidents:log"), {"q": "bus " * 2_500})

        assert "Only the first 200 characters are searched for." in page.content.decode()
        assert page.context["page"].rows == [bus]

    @pytest.mark.parametrize("text", ['"-*', "\uff9e", "\u037a"])  # signs; letters of which nothing is left when folded
    def test_what_has_no_word_shows_everything_and_says_so(self, bus, other, coordinator, signed_in, text):
        page = signed_in(coordinator).get(reverse("incidents:log"), {"q": text})

        assert page.context["page"].rows == [other, bus]
        assert "There is no word in what you search for" in page.content.decode()


class TestPlaces:
    def test_the_words_are_marked_where_they_stand(self, bus, places):
        [(where, text)] = places("bully bus")

        assert where == ""
        assert "<mark>bullying</mark> her on the school <mark>bus</mark>" in text

    def test_of_the_chronology_it_is_said(self, bus, places, coordinator):
        bus.add_entry(by=coordinator, text="Rang the grandmother.")

        [(where, text)] = places("grandmother")

        assert where == "Chronology"
        assert text.startswith("Rang the <mark>grandmother</mark>")

    def test_a_name_is_marked_without_what_stands_before_it(self, log_incident, places):
        log_incident(people=[Named(part="target", name="Zoë O’Hara")])

        assert places("hara zoe") == [("Person", "<mark>Zoë</mark> O’<mark>Hara</mark>")]

    def test_whatever_was_written_is_escaped(self, log_incident, places):
        people = [Named(part="target", name="Bus <i>")]
        log_incident(description='Tom & "Jo" <3 the bus', people=people)

        text, name = (text for _, text in places("bus"))

        assert "&amp; &quot;Jo&quot; &lt;3 the <mark>bus</mark>" in text
        assert name == "<mark>Bus</mark> &lt;i&gt;"

    @pytest.mark.parametrize("text", ["\x02a\x03\x03b\x02", "\x03\x02", "\x02\x02<b>\x03"])
    def test_marks_that_somebody_typed_stay_harmless(self, text):
        shown = highlighted(text)

        assert shown.count("<mark>") == shown.count("</mark>")
        assert "<b>" not in shown


def test_who_finds_too_many_sees_the_newest_and_is_told(log_incident, coordinator, signed_in, monkeypatch):
    monkeypatch.setattr("incidents.search.MOST_FOUND", 2)
    incidents = [log_incident(description="On the bus.") for _ in range(3)]

    page = signed_in(coordinator).get(reverse("incidents:log"), {"q": "bus"})

    assert page.context["page"].rows == incidents[:0:-1]
    assert [(status.value, count.number) for status, count in page.context["counts"] if count] == [("reported", 2)]
    assert "Very many match: the newest 2 are shown. Add a word." in page.content.decode()


def test_each_search_is_answered_by_its_own_words_status_place_and_user(
    bus, other, log_incident, coordinator, headteacher, stranger, signed_in
):
    def shown(by, **query):
        page = signed_in(by).get(reverse("incidents:log"), query)
        told[by] = page.context["total"].number
        return page.context["page"].rows

    told = {}
    again = log_incident(description="On the bus.")
    again.withdraw(by=coordinator, reason="Twice.")
    log_incident(description="On the bus.", people=[Named(part="instigator", person=coordinator.person)])

    assert shown(coordinator, q="bus") == [again, bus]
    assert shown(coordinator, q="proxy") == [other]
    assert shown(coordinator, q="bus", status="withdrawn") == [again]
    assert shown(coordinator, q="bus", before=key_of(again.reported_at, again.pk)) == [bus]
    assert told[coordinator] == 2
    assert shown(headteacher, q="proxy") == [other]
    assert shown(stranger, q="bus") == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_asks_a_constant_number_of_queries(
    log_incident, pupil, coordinator, signed_in, count, django_assert_num_queries
):
    for _ in range(count):
        incident = log_incident(description="On the bus.", people=[Named(part="target", person=pupil)])
        incident.add_entry(by=coordinator, text="The bus company.")
    browser = signed_in(coordinator)

    with django_assert_num_queries(9):
        page = browser.get(reverse("incidents:log"), {"q": "bus pip"})

    assert [len(row.found) for row in page.context["page"].rows] == [3] * count
