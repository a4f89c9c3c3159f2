"""Searching the log: references, what was written, and names, always inside what the user may read.

Every term must be found, each in whatever part of the incident. A term is a word, or several words in quotes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, CharField, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.normalising import folded, words_in_order, written
from core.statements import Statement, Text, several
from people.models import Person, User
from people.name_index import MayBegin, beginnings_asked

from .listing import left_by
from .models import Entry, Incident, Involvement
from .shared_statements import ForUser
from .text_index import ENTRY, INCIDENT, Indexed

LONGEST = 200  # characters that are looked at
MOST_TYPED = 500  # … that a box takes: as part of an address, a letter may be nine bytes
MOST_TERMS = 8
MOST_FOUND = 5_000  # incidents; who finds so many adds a word
MOST_READ = MOST_FOUND + 1  # one more tells that there are more
CONFIGURATION = "record_text"  # how PostgreSQL reads words; a migration makes it
SCHOOL = "('''school ' || %s || '''')::tsquery"  # among the words of an incident: with a space, as no word has it
FEW_SCHOOLS = 10  # are looked for with the words; of more, whatever has the words is read faster
BETWEEN_NAMES = "|("  # the second begins a word (`BETWEEN`), and no phrase reaches over the first
REFERENCE = re.compile(r"[A-Z]{2,4}-[0-9A-Z]{0,5}|[0-9A-Z]{5}")
# What stands between the words of a name. The function of their index parts them at these, too: a migration makes it.
SIGNS = (
    "'\u2018\u2019\u02bc`\u00b4\"\u201c\u201d\u201e\u00ab\u00bb(),.:;!?/&+_*#@\u00b7\u2026"
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
)
BETWEEN = rf"[\s{SIGNS}-]"
TEXT, CHRONOLOGY, PERSON = "", "Chronology", "Person"  # where something is found, as it is said and in this order
START, END = "\x02", "\x03"  # around what was found, until it is escaped
MARKED = re.compile(f"{START}([^{START}{END}]*){END}")


def terms_of(text: str) -> list[str]:
    """What is looked for: words, and what stands in quotes. What has no letter and no digit is left out."""
    found = re.findall(r'"([^"]*)"|([^\s"]+)', text[:LONGEST].replace("\0", " "))
    terms = [" ".join((phrase or word).split()) for phrase, word in found]
    return [term for term in dict.fromkeys(terms) if any(letter.isalnum() for letter in folded(term))][:MOST_TERMS]


def newest_matching(
    user: User, conditions: Iterable[Any], terms: Iterable[str], schools: Iterable[int], *, keep: bool = False
) -> dict[int, str]:
    """The newest that the user may read, that these leave, and that have every term somewhere: key → status.

    Asked once, because a page asks for many things about them. `keep`: as `ForUser.rows` has it.
    """
    asked = tuple(map(Term.of, terms))
    keep = keep and not any(term.reference for term in asked)
    return dict(NEWEST.rows(user, tuple(conditions), tuple(map(tuple, asked)), tuple(schools), keep=keep))


class Term(NamedTuple):
    """How one is asked for: in texts, in names, in their index if that may have it, as a reference if it may be one."""

    text: Text
    pattern: Text
    beginnings: Text | None
    reference: str

    @classmethod
    def of(cls, said: str) -> "Term":
        beginnings, reference = beginnings_asked(said), said.upper()
        return cls(
            text=Text(query_of([said])),
            pattern=Text(pattern_of(said)),
            beginnings=Text(beginnings) if beginnings else None,
            reference=reference if REFERENCE.fullmatch(reference) else "",
        )


def _newest(
    user: User, conditions: Iterable[Any], asked: Iterable[tuple[Any, ...]], schools: tuple[int, ...]
) -> QuerySet[Any, Any]:
    incidents = left_by(user, conditions)
    for term in asked:
        incidents = incidents.filter(pk__in=_having(Term(*term), schools))
    return incidents.order_by("-reported_at", "-pk").values_list("pk", "status")[:MOST_READ]


def _having(term: Term, schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    """Keys of incidents of these schools that have the term in their reference, their text or a name.

    Apart and then together, so that each part is found by its own index.
    """
    here = Incident.objects.filter(school__in=schools)
    said = Entry.objects.filter(incident__school__in=schools).exclude(verb="report")  # which says “Reported.”
    parts = [said.filter(Says(ENTRY, term.text)).values("incident"), *_naming(term, schools)]
    if term.reference:
        known = "reference__startswith" if "-" in term.reference else "reference__endswith"
        parts.append(here.filter(**{known: term.reference}).values("pk"))
    few = schools if len(schools) <= FEW_SCHOOLS else ()
    first = here.filter(Says(INCIDENT, term.text, few)).values("pk")
    return first.order_by().union(*(part.order_by() for part in parts))


def _naming(term: Term, schools: tuple[int, ...]) -> list[QuerySet[Any, Any]]:
    """Keys of incidents of these schools with somebody of such a name: of a register, merged into another, or typed."""
    here = Involvement.objects.filter(incident__school__in=schools)
    people = [_called_in(here, term)] if term.beginnings is None else _called(term)
    found = [here.filter(person__in=called.order_by().values("pk")) for called in people]
    return [involved.values("incident") for involved in (*found, here.filter(_is_called(term), person=None))]


def _is_called(term: Term, whose: str = "") -> Q:
    pattern = Q(**{f"{whose}name__iregex": term.pattern})
    return pattern if term.beginnings is None else pattern & Q(MayBegin(f"{whose}name", term.beginnings))


def _called(term: Term) -> list[QuerySet[Person]]:
    """Entries of the name; and those that were merged into one of it. That these are few has to be said."""
    merged = Person.objects.filter(merged_into__isnull=False)
    return [Person.objects.filter(_is_called(term)), merged.filter(_is_called(term, "merged_into__"))]


def _called_in(involved: QuerySet[Involvement], term: Term) -> QuerySet[Person]:
    """Of a name that the index does not know: only those who are involved here are looked at, and each of them once."""
    merged = Person.objects.filter(pk=OuterRef("merged_into")).order_by().values("name")
    names = Concat("name", Value(BETWEEN_NAMES), Coalesce(Subquery(merged), Value("")))
    return Person.objects.filter(pk__in=involved.values("person")).alias(names=names).filter(names__iregex=term.pattern)


NEWEST = ForUser(_newest, generic_plan=False)


# Names ----------------------------------------------------------------------------------------------------------


def pattern_of(term: str) -> str:
    """A regular expression of both databases: the beginnings of words of a name, whatever the accents."""
    return rf"(^|{BETWEEN}){_in_a_row(term)}"


def _in_a_row(term: str) -> str:
    return f"{BETWEEN}+".join(map(written, words_in_order(term)))


# Text -----------------------------------------------------------------------------------------------------------


def query_of(terms: Iterable[str], joined: str = " ") -> str:
    """The terms as both databases read them: each in quotes, so that nothing in it is an operator."""
    return joined.join(f'"{term}"' for term in terms)


class Says(Func):
    """Whether the text of a row has all these terms, in any form of their words.

    `schools` are looked for with them, where the index knows the school. For speed alone: on SQLite they limit nothing.
    """

    output_field: Any = BooleanField()

    def __init__(self, indexed: Indexed, text: str, schools: Iterable[int] = ()) -> None:
        self.indexed, self.schools = indexed, tuple(schools)
        columns = (*indexed.columns, *(["school_id"] if indexed.knows_school else []))
        super().__init__(F("pk"), Value(text, output_field=CharField()), *map(F, columns))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        pk, text = self.source_expressions[:2]
        row, _ = compiler.compile(pk)
        _, asked = compiler.compile(text)
        index = self.indexed.full_text
        return f"{row} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", asked  # noqa: S608  our own names

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        _, asked = compiler.compile(self.source_expressions[1])
        vector = f"to_tsvector('{CONFIGURATION}', {self.text(compiler)})"  # as the index has it
        asking = f"websearch_to_tsquery('{CONFIGURATION}', %s)"
        if self.indexed.knows_school:
            school, _ = compiler.compile(self.source_expressions[-1])
            vector = f"({vector} || array_to_tsvector(ARRAY['school ' || {school}::text]))"
        if self.schools:
            asking += f" && ({' || '.join([SCHOOL] * len(self.schools))})"
        return f"{vector} @@ ({asking})", (*asked, *self.schools)

    def text(self, compiler: Any) -> str:
        """What is searched, as one text."""
        columns = self.source_expressions[2 : 2 + len(self.indexed.columns)]
        return " || ' ' || ".join(compiler.compile(column)[0] for column in columns)


class Snippet(Says):
    """The place in the text of a row where a term stands, between marks."""

    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        matches, asked = super().as_sqlite(compiler, connection, **context)
        row, index = matches.split(" IN ")[0], self.indexed.full_text
        found = f"snippet({index}, -1, '{START}', '{END}', '…', 16)"
        return f"(SELECT {found} FROM {index} WHERE {index} MATCH %s AND rowid = {row})", asked  # noqa: S608

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        _, asked = compiler.compile(self.source_expressions[1])
        asking = f"websearch_to_tsquery('{CONFIGURATION}', %s)"
        how = f"StartSel={START}, StopSel={END}, MinWords=8, MaxWords=16, ShortWord=0, MaxFragments=1"
        text = f"ts_headline('{CONFIGURATION}', {self.text(compiler)}, {asking}, '{how}')"
        return text, asked


# What was found -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """Why an incident is in the list: where a term stands, and in what."""

    where: str
    text: SafeString


def mark_found(incidents: list[Incident], terms: list[str]) -> None:
    """Give each of these rows of a page `found`: the places where the terms stand. One query."""
    by_key: dict[int, list[Found]] = {incident.pk: [] for incident in incidents}
    names = re.compile("|".join(rf"(?:^|(?<={BETWEEN})){_in_a_row(term)}" for term in terms), re.IGNORECASE)
    for where, _, key, said in sorted(SAID_IN.rows(several([*by_key]), Text(query_of(terms, joined=" OR ")))):
        found = by_key[key]
        if where != PERSON:
            if where == TEXT or len(found) < 2:
                found.append(Found(where, highlighted(said)))
        elif names.search(said):
            found.append(Found(where, _name(said, names)))
    for incident in incidents:
        incident.found = by_key[incident.pk]  # type: ignore[attr-defined]


def _said_in(keys: Iterable[int], text: str) -> QuerySet[Any, Any]:
    """`(where, key, key of the incident, text)`: what has a term in it; and all names."""
    texts = Incident.objects.filter(pk__in=keys)
    entries = Entry.objects.filter(incident__in=keys).exclude(verb="report")
    name = Coalesce("person__name", "name")
    people = Involvement.objects.filter(incident__in=keys).values_list(Value(PERSON), "pk", "incident", name)
    asked = (_snippets(texts, INCIDENT, text, TEXT, "pk"), _snippets(entries, ENTRY, text, CHRONOLOGY, "incident"))
    return people.order_by().union(*asked, all=True)


def _snippets(rows: QuerySet[Any], indexed: Indexed, text: str, where: str, key: str) -> QuerySet[Any, Any]:
    said = rows.filter(Says(indexed, text)).order_by()
    return said.values_list(Value(where), "pk", key, Snippet(indexed, text))


SAID_IN = Statement(_said_in)


def highlighted(text: str) -> SafeString:
    """The text with what was found marked; all of it is escaped."""
    return mark_safe(MARKED.sub(r"<mark>\1</mark>", escape(text)))  # noqa: S308  escaped before a tag is put in


def _name(name: str, names: re.Pattern[str]) -> SafeString:
    return highlighted(names.sub(lambda hit: f"{START}{hit[0]}{END}", name))
