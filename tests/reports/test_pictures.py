"""The pages of a report look as they did when somebody last looked at them and kept the pictures."""

import pytest
from PIL import Image, ImageChops, ImageFilter

from . import drawing

pytestmark = pytest.mark.once
UNLIKE = 40  # of 255 shades of grey, once both are blurred: another version of the drawing program stays below
MOST_UNLIKE = 12  # dots of a page: less than one figure


def unlike(one, other):
    """How many dots of two pictures are not the same."""
    blurred = (picture.convert("L").filter(ImageFilter.BoxBlur(1)) for picture in (one, other))
    return sum(ImageChops.difference(*blurred).histogram()[UNLIKE:])


@pytest.fixture(scope="module")
def pages():
    return dict(drawing.drawn())


def test_the_pages_look_as_their_stored_pictures(pages):
    stored = {path.stem: Image.open(path) for path in drawing.STORED.glob("*.png")}

    assert pages.keys() == stored.keys(), "look at them, then keep them with `make pictures`"
    found = {name: unlike(page, stored[name]) for name, page in pages.items() if page.size == stored[name].size}
    assert found.keys() == pages.keys()
    assert {name: dots for name, dots in found.items() if dots > MOST_UNLIKE} == {}


def test_a_changed_figure_and_a_moved_line_are_seen(pages):
    page = pages["page-1"]
    moved = ImageChops.offset(page, 0, 2)
    changed = page.copy()
    changed.paste(page.crop((60, 100, 72, 112)), (120, 160))

    assert unlike(page, page.copy()) == 0
    assert unlike(page, moved) > MOST_UNLIKE
    assert unlike(page, changed) > MOST_UNLIKE
