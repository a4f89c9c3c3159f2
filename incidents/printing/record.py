"""The whole record of an incident, section by section, in the order in which somebody outside reads it."""

from collections.abc import Callable, Mapping

from django.db.models import Prefetch, QuerySet

from core.dates import date_in_words, moment_in_words, short_moment
from incidents.models import Entry, Incident, Involvement, Reader, SiteReview, Task
from incidents.queries import told, verdict_on
from people.models import Person

from .agencies_and_parents import agreements, moment_or_none, parents, referrals
from .investigation_and_evidence import devices, evidence, investigations, searches
from .parts import About, Facts, Fixed, LineOf, OfOne, OwnFile, OwnWords, Section, Table, Text

YES, NO = Fixed("Yes"), Fixed("No")
WORDS_LEFT_OUT = Fixed("Left out: another person's own words")
NOBODY = 0  # the key of no involvement
TOLD = "Told by somebody"
# Verbs whose entries are about one of those involved alone, whom they name.
OF_ONE = {"choose_misuse", "decide_actions", "lift", "record_parents", "record_search", "record_words"}
OWN_WORDS = {str(field.verbose_name) for field in Involvement._meta.fields if field.name in ("voice", "parents_voice")}


def for_printing(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """With what the sections read of each incident itself."""
    people = Involvement.objects.select_related("person__merged_into", "incident").prefetch_related(
        "misuses__row", "sanctions__action", "sanctions__by", "sanctions__to_lift_by", "sanctions__lifted_by"
    )
    return incidents.select_related(
        "school", "reported_by", "handler", "closed_by", "user_action__group__matrix__version__policy"
    ).prefetch_related(
        Prefetch("involvements", people),
        Prefetch("readers", Reader.objects.select_related("user", "by")),
        Prefetch("tasks", Task.objects.select_related("who", "by")),
        "entries__by",
        "referrals__by",
        "meetings__by",
        "parents_agreements__by",
    )


NOBODY = 0  # the key of no involvement
TOLD = "Told by somebody"


def log(incident: Incident) -> Section:
    """Field by field what the paper form of the incident log asks."""
    sites = SiteReview.objects.filter(investigation__incident=incident, kind=SiteReview.Kind.SITE)
    addresses = list(sites.order_by("at", "pk").values_list("what", flat=True).distinct())
    people = list(incident.involvements.all())
    done = [
        (f"{one.display_name}: {sanction}", sanction.done_by, one.pk)
        for one in people
        for sanction in one.sanctions.all()
        if sanction.done
    ]
    classes = _classes_then(incident, people)
    place = f"{incident.get_place_display()}, {incident.place_detail}" if incident.place_detail else ""
    rows: list[tuple[str, Text]] = [
        ("Date and time", Fixed(incident.happened_in_words.rstrip("."))),
        ("Name", [_named(one, f" ({one.part_in_words.lower()})") for one in people]),
        ("Class (if a pupil)", [class_of(one, classes) for one in people if one.is_pupil and one.counts]),
        ("Location in school", place or Fixed(incident.get_place_display())),
        ("Device", Fixed(incident.get_device_display())),
        ("Web site", addresses or Fixed("None was reviewed: see the details")),
        ("What it was", Fixed(incident.kind_chosen.label)),
        ("Details of the incident", incident.description),
        ("Action taken straight away", incident.immediate_action),
        ("Action taken: what", [OfOne(what, whose=key) for what, _, key in done]),
        (
            "Action taken: by whom",
            [OfOne(f"{what}, by {whom or 'whom is not recorded'}", whose=key) for what, whom, key in done],
        ),
        ("Reported by", [incident.reported_by.name, _told_by(incident)]),
        ("Signature", [incident.reported_by.name, Fixed(f"Signed in, {moment_in_words(incident.reported_at)}")]),
    ]
    return Section("Incident log", [Facts(rows)])


def _told_by(incident: Incident) -> str:
    """Named where names are not replaced: none of those involved learns from their copy who spoke of them."""
    if not incident.told_by:
        return ""
    return About(f"Told by {incident.told_by}", whose=NOBODY, to_another=TOLD, to_others=TOLD)


def _named(one: Involvement, more: str = "") -> About:
    return About(f"{one.display_name}{more}", whose=one.pk)


def _classes_then(incident: Incident, people: list[Involvement]) -> dict[int, str]:
    """By entry of the register: the class when it was reported; none where the register keeps nothing of then."""
    entries = Person.history.filter(id__in=[one.person_id for one in people], history_date__lte=incident.reported_at)
    return dict(entries.order_by("history_date", "history_id").values_list("id", "class_name"))


def class_of(one: Involvement, classes: Mapping[int, str]) -> About:
    """The class and the year group at the time; today's class where none is known of then. Others learn the year."""
    name, year = one.display_name, one.description.partition(", ")[2]
    known = [classes.get(one.person.pk, one.person.class_name) if one.person else "", year]
    return About(
        f"{name}: {', '.join(filter(None, known)) or 'not recorded'}",
        whose=one.pk,
        to_others=f"{name}: {year or 'left out'}",
        to_another=f"{name}: left out",
    )


def standing(incident: Incident) -> Section:
    """What it is taken for, and where it stands."""
    verdict = verdict_on(incident)
    policy = f"{verdict.version.policy.title}, {verdict.version.name}"
    rows: list[tuple[str, Text]] = [
        ("Status", Fixed(incident.get_status_display())),
        ("Branch", Fixed(incident.get_branch_display())),
        ("How it came to the illegal branch", Fixed(incident.get_way_in_display() or "It did not")),
        ("Safeguarding", YES if incident.safeguarding else NO),
        ("About an adult who works or volunteers here", YES if incident.is_about_somebody_here else NO),
        ("Images of children may be part of it", YES if incident.images_of_children else NO),
        ("May be a data breach", YES if incident.data_breach else NO),
        ("A child was in danger", YES if incident.child_in_danger else NO),
        ("Told in person", incident.told_in_person),
        ("Where the device is, or why it is not isolated", incident.device_kept),
        ("Row of the policy", Fixed(verdict.row) if verdict.row else Fixed("None was chosen")),
        ("Policy in force then", Fixed(policy)),
        ("Handled by", str(incident.handler or "")),
    ]
    if incident.finding:
        rows += [
            ("Finding", Fixed(incident.get_finding_display())),
            ("Outcome", incident.outcome),
            ("Reasons", incident.rationale),
            ("What was learnt", incident.debrief),
            ("What changed because of it", incident.what_changed),
            ("Closed", [moment_or_none(incident.closed_at), str(incident.closed_by)]),
        ]
    return Section("Where it stands", [Facts(rows)])


def people(incident: Incident) -> Section:
    involved = list(incident.involvements.all())
    rows = [
        [_named(one), Fixed(one.part_in_words), _described(one), _misuses(one), _own_words(one)] for one in involved
    ]
    heads = ("Person", "Part", "Who", "Misuse found", "In their own words")
    return Section("People and their parts", [Table(heads, rows, (2, 2, 2, 3, 3))] if rows else [], "Nobody was named.")


def _described(one: Involvement) -> list[str]:
    works = one.get_works_or_volunteers_display().lower()
    typed = not one.person and not one.is_pupil and works
    who = About(Fixed(one.description), whose=one.pk, to_another=Fixed(one.get_kind_display()))
    return [who, Fixed(f"works or volunteers here: {works}") if typed else ""]


def _own_words(one: Involvement) -> list[str]:
    """What the person said, and what the parents did."""
    said: list[str] = [own_words(one.voice, one.pk) if one.voice else Fixed("Not recorded")]
    return [*said, Fixed("The parents:"), own_words(one.parents_voice, one.pk)] if one.parents_voice else said


def own_words(text: str, whose: int) -> About:
    """Told in confidence, perhaps: another one of those involved is never given them."""
    return OwnWords(text, whose=whose, to_another=WORDS_LEFT_OUT)


def _misuses(one: Involvement) -> list[str]:
    return [About(Fixed(misuse.row), whose=one.pk, to_another=Fixed("")) for misuse in one.misuses.all()]


def decisions(incident: Incident) -> Section:
    """What the table recommended and what was decided, done or not."""
    rows = [
        [
            OfOne(one.display_name, whose=one.pk),
            [str(sanction), Fixed(sanction.get_recommended_display())],
            [Fixed("Done" if sanction.done else "Not done"), sanction.reason, sanction.end_in_words],
            [sanction.done_by, Fixed(date_in_words(sanction.done_on)) if sanction.done_on else ""],
            [str(sanction.by), Fixed(short_moment(sanction.at))],
        ]
        for one in incident.involvements.all()
        for sanction in one.sanctions.all()
    ]
    heads = ("For", "Action", "Decision and reason", "Done by", "Decided by")
    return Section(
        "Decisions and sanctions", [Table(heads, rows, (2, 3, 3, 2, 2))] if rows else [], "Nothing was decided yet."
    )


def tasks(incident: Incident) -> Section:
    rows = [
        [
            task.text,
            [str(task.who), f"asked by {task.by}"],
            [Fixed(short_moment(task.at)), _until(task)],
            _done(task),
        ]
        for task in incident.tasks.all()
    ]
    table = Table(("Asked for", "Of whom", "When", "What came of it"), rows, (4, 3, 2, 3))
    return Section("Tasks", [table] if rows else [], "Nobody was asked to do anything.")


def _until(task: Task) -> str:
    return Fixed(f"by {date_in_words(task.due)}") if task.due else ""


def _done(task: Task) -> list[str]:
    if task.cancelled_at:
        return [Fixed(f"Cancelled {short_moment(task.cancelled_at)}")]
    return [Fixed(f"Done {short_moment(task.done_at)}"), task.answer] if task.done_at else [Fixed("Open")]


def readers(incident: Incident) -> Section:
    rows = [
        [str(reader.user), [str(reader.by), Fixed(short_moment(reader.at))], reader.reason]
        for reader in incident.readers.all()
    ]
    table = Table(("Reads it by name", "Let in by", "Why"), rows, (4, 4, 4))
    empty = "Nobody was given it to read by name: those whose role handles it read it."
    return Section("Read by name", [table] if rows else [], empty)


def chronology(incident: Incident) -> Section:
    entries = sorted(incident.entries.all(), key=lambda entry: (entry.at, entry.pk))
    rows = [[Fixed(short_moment(entry.at)), str(entry.by), _entered(entry)] for entry in entries]
    return Section("Chronology", [Table(("When", "Who", "What"), rows, (3, 3, 6))])


def _entered(entry: Entry) -> str:
    """For whom else the record was printed, and why, is nothing to be handed on."""
    if entry.verb == "print_record":
        return OwnFile(entry.text)
    if entry.verb in OF_ONE:
        return LineOf(entry.text, whose=entry.about)
    return About(entry.text, whose=entry.about) if entry.about else entry.text


def history(incident: Incident) -> Section:
    """Each changed value, the old and the new one."""
    rows = [
        [
            [Fixed(short_moment(change.at)), change.who],
            [Fixed(change.field.capitalize()), OfOne(change.subject, whose=change.key) if change.subject else ""],
            *(own_words(text, change.key) if change.field in OWN_WORDS else text for text in (change.old, change.new)),
            change.reason,
        ]
        for change in reversed(told(incident))
    ]
    table = Table(("When and who", "What", "From", "To", "Why"), rows, (3, 2, 2, 3, 2))
    return Section("History of changes", [table] if rows else [], "Nothing was changed since it was reported.")


SECTIONS: tuple[Callable[[Incident], Section], ...] = (
    log, standing, people, decisions, referrals, agreements, parents, investigations, devices, searches, evidence,
    tasks, readers, chronology, history,
)  # fmt: skip


def record_of(incident: Incident) -> list[Section]:
    """All of it, with every name. `incident` as `for_printing` gives it."""
    return [section(incident) for section in SECTIONS]
