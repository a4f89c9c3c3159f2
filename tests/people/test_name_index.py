"""PostgreSQL's index of names leaves out nothing that the pattern of a name finds."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from core.normalising import folded
from incidents.search import pattern_of
from people.models import Person
from people.name_index import MayBegin, beginnings_asked

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

# Letters that are written in several ways, marks, and what stands between words or only seems to.
ODD = (
    "aeiost æœßþłøđðħ\u0131ÆŒẞÞŁØĐÐĦİéÉŉĳǆ\u017fK\u0301\u0308\u200d’'\u02bc`\u00b4\u2018(),.-\u00a0\u2003\u2028"
    '·½№⒜АёЙंप\U0001d400\u2010\u2011\u2013\u2014\u2212\u2026\u201c\u201e/&+_*#@:;!?"|[^\\\u200b\u2044'
)


def answers(pairs):
    """`(name, term)` → whether the pattern finds the term, whether the index may; where the index has it at all."""
    asked = [(name, pattern_of(term), beginnings_asked(term)) for name, term in pairs]
    asked = [each for each in asked if each[2]]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, asked, name ~* pattern, name_beginnings(name) @@ asked::tsquery "
            "FROM unnest(%s, %s, %s) AS given (name, pattern, asked)",
            [list(each) for each in zip(*asked, strict=True)],
        )
        return cursor.fetchall()


def test_whatever_is_folded_to_a_letter_is_found_by_it():
    letters = [
        chr(code) for code in range(0xC0, 0x3100)
        if unicodedata.category(chr(code))[0] == "L" and folded(chr(code)).isascii()
    ]  # fmt: skip
    assert len(letters) > 500

    found = answers([(f"{letter}zo", folded(letter)) for letter in letters if folded(letter).isalnum()])

    assert [(name, asked) for name, asked, _, may in found if not may] == []
    assert len([name for name, _, is_found, _ in found if is_found]) > 500


@given(st.lists(st.tuples(st.text(ODD, min_size=1, max_size=12), st.text(ODD, min_size=1, max_size=6)), max_size=60))
@settings(max_examples=60, deadline=None)
def test_what_the_pattern_finds_the_index_has(pairs):
    pairs += [(name, name[start : start + 5]) for name, _ in pairs for start in range(4)]

    assert [found for found in answers(pairs) if found[2] and not found[3]] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zoë O’Hara-Łukasz (Strauß)", ["hara", "lukasz", "o", "strauss", "zoe"]),
        ("J.Smith, Mæve", ["j", "maeve", "smith"]),
        ("Ann\u2013Marie O`Hara/Mac\u00b7Donald", ["ann", "donald", "hara", "mac", "marie", "o"]),
        ("Jean\u2011Luc D\u00b4Arcy “Jay_Jay”", ["arcy", "d", "jay", "jean", "luc"]),
        ("  ...  ", []),
        ("Андрей 7b", ["7b"]),
    ],
)
def test_it_has_the_words_of_a_name_without_case_and_accents(name, words):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(name_beginnings(%s))", [name])
        assert cursor.fetchone() == (words,)


def test_the_index_is_asked_and_not_each_name(school):
    Person.objects.bulk_create(Person(school=school, kind="pupil", name=f"Child {number}") for number in range(2_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_person")

    plan = Person.objects.order_by().filter(MayBegin("name", beginnings_asked("zoe"))).explain()

    assert "person_name_beginnings" in plan
