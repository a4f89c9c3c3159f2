"""What was looked into and what is kept: investigations, devices and searches, evidence with its fingerprints."""

from collections.abc import Iterator

from core.dates import moment_in_words, short_moment
from core.words import counted
from incidents.custody import Link, chains_of
from incidents.models import DeviceSearch, Evidence, Incident, Investigation, IsolatedDevice, SiteReview
from incidents.models.investigation.reviewers import Signer
from incidents.models.investigation.signing import InvestigationSignature

from .parts import About, Facts, Fingerprint, Fixed, OfOne, Paragraph, Part, Section, Table, Text


def investigations(incident: Incident) -> Section:
    """Field by field what the record of reviewing devices and internet sites asks."""
    held = Investigation.objects.filter(incident=incident).for_page().order_by("started_at", "pk")
    parts = [part for investigation in held for part in _investigated(investigation)]
    return Section("Investigation: devices and internet sites", parts, "Nobody has investigated.")


def _investigated(investigation: Investigation) -> list[Part]:
    state = f"Sealed {short_moment(investigation.sealed_at)}" if investigation.sealed_at else ""
    begun = Facts(
        [
            ("Group", investigation.group),
            ("Date", Fixed(moment_in_words(investigation.started_at))),
            ("State", Fixed(state or investigation.get_status_display())),
            ("Reason for investigation", investigation.reason),
            *[(str(signer.label), _signed(signer)) for signer in investigation.signers],
            *([("Why from outside", investigation.fallback_reason)] if investigation.fallback_reason else []),
            (
                "Name and location of the computer used for the review",
                f"{investigation.computer}, {investigation.computer_place}",
            ),
        ],
        Fixed(f"Begun {short_moment(investigation.started_at)}"),
    )
    heads = ("Web site address or device", "Reason for concern", "Description of the content", "Reviewed")
    rows = [_reviewed(row) for row in investigation.site_reviews.all()]
    reviewed: Part = Table(heads, rows, (4, 3, 3, 2)) if rows else Paragraph(Fixed("Nothing was reviewed."))
    corrections = [
        [correction.of, correction.text, [str(correction.by), Fixed(short_moment(correction.at))]]
        for correction in investigation.corrections.all()
    ]
    corrected = [Table(("Corrected later", "What is right", "Who"), corrections, (4, 5, 3))] if corrections else []
    return [begun, reviewed, Facts(_judged(investigation)), *corrected]


def _judged(investigation: Investigation) -> list[tuple[str, Text]]:
    """What the two judged, how it ended, and what became of signatures: as their own record says it."""
    rows: list[tuple[str, Text]] = []
    if investigation.concluded_at:
        rows += [
            ("Judgement", Fixed(investigation.get_finding_display())),
            ("Reasons", investigation.reasons),
            ("Conclusion and action proposed or taken", investigation.conclusion),
        ]
    elif investigation.is_open:
        rows.append(("Judgement", Fixed("The reviewers have not concluded yet")))
    if investigation.stopped_because:
        how = "Stopped before both had signed" if investigation.concluded_at else "Stopped without a judgement"
        rows.append((how, investigation.stopped_because))
    if void := investigation.voided_signatures:
        rows.append(("Signatures that became void", [line for signature in void for line in _void(signature)]))
    rows.append(("Fingerprint of what is signed (SHA-256)", Fingerprint(investigation.shown_fingerprint)))
    if investigation.is_erased:
        rows.append(("The record", Fixed("Its words were erased, as its time was over.")))
    elif not investigation.is_as_signed:
        rows.append(("The record", Fixed("It is not as it was signed.")))
    return rows


def _signed(signer: Signer) -> list[str]:
    signature = signer.signature
    if signature is None:
        return [f"{signer.name}, {signer.position}", Fixed("Not signed")]
    where = f"on paper, kept: {signature.on_paper}" if signature.on_paper else ""
    return [f"{signer.name}, {signer.position}", Fixed(f"Signed {moment_in_words(signature.at)}"), where]


def _void(signature: InvestigationSignature) -> Iterator[str]:
    yield signature.name
    yield Fixed(f"Signed {moment_in_words(signature.at)}")
    if signature.voided_at:
        yield Fixed(f"Void since {moment_in_words(signature.voided_at)}")
    yield signature.voided_because


def _reviewed(row: SiteReview) -> list[Text]:
    return [
        [row.what, Fixed(row.get_kind_display())],
        row.concern,
        row.description,
        [Fixed(short_moment(row.at)), row.reviewed_by],
    ]


def devices(incident: Incident) -> Section:
    kept = incident.devices.prefetch_related("movements__by").select_related("by")
    return Section("Isolated devices", [part for device in kept for part in _isolated(device)], "No device is kept.")


def _isolated(device: IsolatedDevice) -> list[Part]:
    facts = Facts(
        [
            ("Isolated by", [device.isolated_by, Fixed(moment_in_words(device.isolated_at))]),
            ("State it was left in", device.state),
            ("Where it is", device.kept_at),
            ("Recorded by", str(device.by)),
        ],
        device.what,
    )
    rows: list[list[Text]] = [
        [
            [Fixed(short_moment(moved.at)), Fixed(moved.get_kind_display())],
            moved.from_place,
            moved.to_place,
            moved.moved_by,
            moved.reason,
        ]
        for moved in device.movements.all()
    ]
    if not rows:
        return [facts, Paragraph(Fixed("It has not been moved since."))]
    return [facts, Table(("Moved", "From", "To", "By", "Why"), rows, (3, 2, 2, 2, 3))]


def searches(incident: Incident) -> Section:
    """Field by field what the form for a search asks (Education Act 2011)."""
    made = incident.searches.select_related("pupil__person", "by")
    return Section("Searches of devices", [_searched(search) for search in made], "No device was searched.")


def _searched(search: DeviceSearch) -> Facts:
    return Facts(
        [
            ("Date, time and place", [Fixed(moment_in_words(search.at)), search.place]),
            ("Pupil", About(search.pupil.display_name, whose=search.pupil_id)),
            ("Grounds", search.grounds),
            ("Item searched for", search.searched_for),
            ("Who searched", search.searched_by),
            ("Who was present", search.present),
            ("What was found", search.found),
            ("Data deleted or handed over, by whom and why", search.deleted or Fixed("None")),
            ("Parents informed", [Fixed(search.get_parents_display()), search.parents_text]),
            ("Device kept or returned", [Fixed(search.get_afterwards_display()), search.afterwards_text]),
            ("Recorded by", [str(search.by), Fixed(short_moment(search.recorded_at))]),
        ],
        OfOne(f"Search of {short_moment(search.at)}", whose=search.pupil_id),
    )


def evidence(incident: Incident) -> Section:
    """Each file with its fingerprints and everything that happened to it. The files themselves are never in it."""
    files = incident.evidence.select_related(
        "attached_by", "withdrawn_by", "destruction__asked_by", "destruction__confirmed_by"
    ).prefetch_related("viewings__user", "handings__by")
    parts = [
        part
        for number, (each, chain) in enumerate(chains_of(incident, files), 1)
        for part in _file(number, each, chain, incident)
    ]
    return Section("Evidence", parts, "Nothing is attached.")


def _file(number: int, each: Evidence, chain: list[Link], incident: Incident) -> list[Part]:
    each.incident = incident
    facts: list[tuple[str, Text]] = [
        ("What it is", each.title),
        ("What it shows", each.shows),
        ("File", [each.filename, Fixed(f"{each.get_content_type_display()}, {counted(each.size, 'byte')}")]),
        ("SHA-256 of the original", Fingerprint(each.sha256)),
    ]
    if each.shown_sha256:
        facts.append(("SHA-256 of the copy for showing", Fingerprint(each.shown_sha256)))
    rows: list[list[Text]] = [[Fixed(short_moment(link.at)), link.who, link.what] for link in chain]
    return [
        Facts([*facts, ("State", Fixed(_state(each)))], Fixed(f"File {number}")),
        Table(("When", "Who", "What"), rows, (3, 3, 6)),
    ]


def _state(each: Evidence) -> str:
    if each.is_destroyed:
        return f"{each.end_in_words[:1].upper()}{each.end_in_words[1:]}"
    if each.is_quarantined:
        return "Quarantined: listed here, and shown to nobody"
    if each.damaged_at:
        return f"Found missing or damaged where it is stored, {short_moment(each.damaged_at)}"
    return "Withdrawn" if each.withdrawn_at else "Kept"
