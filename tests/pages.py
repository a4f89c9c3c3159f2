"""What a page says, however its template breaks the lines."""

import re

from django.http import HttpResponse

BLOCKS = (
    "blockquote|body|br|caption|dd|div|dl|dt|fieldset|footer|form|h[1-6]|header|legend|li|main|nav|ol|p|section|"
    "table|tbody|td|th|thead|tr|ul"
)
EDGE = re.compile(rf" ?(</?(?:{BLOCKS})\b[^>]*>) ?")


def said(page: HttpResponse | str) -> str:
    """The page with white space as a browser shows it: one space, and none at the edges of a block."""
    text = page if isinstance(page, str) else page.content.decode()
    return EDGE.sub(r"\1", " ".join(text.split()))


def main_of(response, status: int = 200) -> str:
    """What a page says of its subject, without the mast and the foot. It opened, unless `status` says otherwise."""
    assert response.status_code == status
    page = said(response)
    return page[page.index("<main") : page.index("</main>")]
