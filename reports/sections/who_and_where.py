"""Who is alleged to have done it, where it happened, and on what device."""

from core import charts

from .. import sentences
from ..parts import Content, Exhibit, Section
from ..published import Published, by_size
from ..saying import most


def groups(published: Published) -> Content:
    said, times = "{row} is the phase in {part}", "occasions on which a pupil was alleged to be an instigator"
    none = "No pupil is alleged to be an instigator."
    adults = sentences.adults(published.single("adults"), published.span)
    return Content(
        says=most(published.tables["phases"], "this", said, "phase", none, times),
        intro="Who is alleged to have done it is counted once for each incident: a pupil in two incidents counts "
        "twice. An incident may have no known instigator, or several.",
        exhibits=(Exhibit(published.shown("phases", "How often a pupil was alleged to be an instigator", "Phase")),),
        notes=(adults,) if adults else (),
    )


def circumstances(published: Published) -> Content:
    places = published.shown("places", "Incidents by place", "Place", order=by_size)
    devices = published.shown("devices", "Incidents by device", "Device", order=by_size)
    rows = [(row.label, row.cells[0]) for row in sorted(published.tables["places"].rows, key=by_size)]
    chart = charts.horizontal("chart-places", f"Incidents by place, this {published.span}", rows) if rows else None
    said = "{row} is the place of {part}"
    return Content(
        says=most(published.tables["places"], "this", said, "place", "No incidents were logged."),
        exhibits=(Exhibit(places, chart), Exhibit(devices)),
    )


GROUPS = Section("who", "Who was involved", groups)
CIRCUMSTANCES = Section("circumstances", "Where and how", circumstances)
