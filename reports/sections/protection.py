"""What data protection asks of the school: breaches of personal data, and people who ask what is kept about them."""

from ..parts import Content, Section
from ..published import Published
from ..saying import NOT_YET_COUNTED, TOO_FEW, single


def breaches_and_requests(published: Published) -> Content:
    if "breaches" not in published.data:
        return Content(says=NOT_YET_COUNTED)
    found, asked = published.single("breaches"), published.single("access_requests")
    requests = single(
        asked,
        "request",
        "{count} came from people who want to see what is kept about them",
        "Requests of people to see what is kept about them: {band}",
        published.compared,
    )
    return Content(
        says=single(
            found,
            "breach",
            "{count} of personal data were found out",
            "Breaches of personal data that were found out: {band}",
            published.compared,
        ),
        intro="Counted are the entries of two registers: breaches by the day on which they were found out, whether or "
        "not the regulator had to be told, and requests by the day on which they came. A breach that belongs to a "
        "restricted record is never counted, so that nobody learns of such a record from this number. As long as a "
        "number is small it is shown as a range, whether or not there was any.",
        notes=() if requests == TOO_FEW else (requests,),
    )


DATA_PROTECTION = Section("breaches", "Data breaches and access requests", breaches_and_requests)
