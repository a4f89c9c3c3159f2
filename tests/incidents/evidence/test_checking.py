"""What is taken and what is not: judged by the content alone."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.pictures import written_anew
from core.uploads import NotTakenError
from incidents.evidence.checking import MAX_BYTES, PIECE, FileType, check_size, clean_name, type_of

from . import files

PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(100)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (files.png(), "a.png", FileType.PNG),
        (files.jpeg(), "a.jpg", FileType.JPEG),
        (files.webp(), "a.webp", FileType.WEBP),
        (files.jpeg(), "sent-by-a-phone.png", FileType.JPEG),
        (files.png(), "without-an-ending", FileType.PNG),
        (files.PDF, "a.pdf", FileType.PDF),
        (files.TEXT, "chat.txt", FileType.TEXT),
        (b"<3 <Pip> on=off, 3 < 4 on Monday = late <Tom on the phone>", "chat.txt", FileType.TEXT),
        ("chat".encode("utf-16"), "CHAT.TXT", FileType.TEXT),
        (files.polyglot(files.jpeg(), behind=files.archive()), "a.jpg", FileType.JPEG),
        (files.polyglot(files.jpeg(), behind=files.HTML), "a.html", FileType.JPEG),
    ],
)
def test_it_is_what_its_content_is(content, name, kind):
    assert type_of(io.BytesIO(content), name) == kind


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (files.HTML, "picture.png", "This is a web page"),
        (files.HTML, "page.txt", "This is a web page"),
        (b"\xef\xbb\xbf  \n" + files.HTML, "page.txt", "This is a web page"),
        (b"a" * 100_000 + files.HTML, "page.txt", "This is a web page"),
        (b"a" * (PIECE - 4) + b"<script>alert(1)</script>", "page.txt", "This is a web page"),
        (b"<img src=x onerror=alert(1)>", "page.txt", "This is a web page"),
        (b"a" * (PIECE - 20) + b"<p class='x' title='y' onclick=alert(1)>", "page.txt", "This is a web page"),
        (files.SVG, "drawing.svg", "This is a web page or a drawing"),
        (files.SVG, "drawing.png", "This is a web page or a drawing"),
        (files.archive(), "a.zip", "Only pictures"),
        (files.archive(), "a.png", "Only pictures"),
        (PROGRAM, "a.png", "Only pictures"),
        (b"GIF89a" + bytes(20), "a.gif", "Only pictures"),
        (b" " + files.PDF, "a.pdf", "Only pictures"),
        (files.TEXT, "program.bat", "Only pictures"),
        (PROGRAM, "a.txt", "This is not plain text"),
        (b"caf\xe9", "a.txt", "This is not plain text"),
        (b"text\0", "a.txt", "This is not plain text"),
        (b"half a letter \xc3", "a.txt", "This is not plain text"),
    ],
)
def test_the_rest_is_refused_with_a_sentence(content, name, sentence):
    with pytest.raises(NotTakenError, match=f"^{sentence}"):
        type_of(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("size", "sentence"), [(0, "The file is empty"), (MAX_BYTES + 1, "The file is larger than 25 MB")]
)
def test_nothing_and_too_much_are_refused(size, sentence):
    with pytest.raises(NotTakenError, match=sentence):
        check_size(size)

    check_size(1)
    check_size(MAX_BYTES)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (FileType.PNG, files.png()),
        (FileType.JPEG, files.jpeg()),
        (FileType.WEBP, files.webp()),
        (FileType.JPEG, files.polyglot(files.jpeg(), behind=files.archive() + files.HTML)),
        (FileType.PNG, files.polyglot(files.png(), behind=files.HTML)),
    ],
    ids=["PNG", "JPEG", "WebP", "JPEG and ZIP", "PNG and HTML"],
)
def test_a_picture_written_anew_holds_its_pixels_and_nothing_else(kind, content):
    assert any(word in content for word in (b"Oak Lane", b"script"))

    with written_anew(io.BytesIO(content), kind) as file:
        anew = file.read()

    assert type_of(io.BytesIO(anew), "") == kind
    with Image.open(io.BytesIO(anew)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((40, 30), {})
    assert not any(word in anew for word in (b"Oak Lane", b"Pip", b"script", b"PK\x03\x04"))


def test_it_stands_upright_although_nothing_tells_which_way_is_up_any_more():
    with written_anew(io.BytesIO(files.jpeg(orientation=6)), FileType.JPEG) as file, Image.open(file) as picture:
        assert picture.size == (30, 40)


@pytest.mark.parametrize("content", [files.palette_png(), files.grey_png()], ids=["palette", "16 bits of grey"])
def test_pictures_of_every_make_are_written_anew(content):
    with written_anew(io.BytesIO(content), FileType.PNG) as file, Image.open(file) as picture:
        assert picture.size == (20, 20)


def test_light_grey_stays_light():
    with written_anew(io.BytesIO(files.grey_png()), FileType.PNG) as file, Image.open(file) as picture:
        assert picture.convert("L").getpixel((0, 0)) == 40_000 // 256


@pytest.mark.parametrize("size", [(30_000, 30_000), (8_000, 6_000), (2_000_000, 30)])
def test_a_picture_of_too_many_pixels_is_not_unpacked(size):
    with pytest.raises(NotTakenError, match="This picture has more than 40 million pixels"):
        written_anew(io.BytesIO(files.bomb(*size)), FileType.PNG)


@pytest.mark.parametrize(
    "content",
    [
        files.png()[:-40],
        files.png()[:-20],
        files.png()[:-12],
        files.png()[:60],
        b"\x89PNG\r\n\x1a\n",
        files.bomb(40, 30),
    ],
)
def test_half_a_picture_is_refused(content):
    with pytest.raises(NotTakenError, match="This picture is damaged or not complete"):
        written_anew(io.BytesIO(content), FileType.PNG)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # it says what it leaves out
@given(place=st.integers(min_value=0), byte=st.integers(0, 255), kind=st.sampled_from([FileType.PNG, FileType.JPEG]))
def test_a_broken_picture_is_shown_or_refused_and_breaks_nothing(place, byte, kind):
    content = bytearray(files.png() if kind == FileType.PNG else files.jpeg())
    content[place % len(content)] = byte

    try:
        written_anew(io.BytesIO(content), kind).close()
    except NotTakenError as refused:
        assert str(refused)  # noqa: PT017  either outcome is right


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("chat.png", "chat.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\pip\\chat.png", "chat.png"),
        ("chat\r\nX-Header: 1.png", "chatX-Header: 1.png"),
        ("chat\u202egnp.exe", "chatgnp.exe"),
        ("chat\0.png", "chat.png"),
        ("  a   b .png ", "a b .png"),
        ("<script>.png", "<script>.png"),
        ("", "file without a name"),
        ("..", "file without a name"),
        ("/", "file without a name"),
        ("x" * 300 + ".png", "x" * 109 + ".png"),
        ("x" * 300, "x" * 120),
        ("x." + "y" * 300, "x." + "y" * 10),
    ],
)
def test_a_name_is_shown_without_what_could_mislead(name, cleaned):
    assert clean_name(name) == cleaned
    assert len(clean_name(name)) <= 120
