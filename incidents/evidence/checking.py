"""What a file is, found in its content alone, and whether it is taken. Names and what a browser claims prove nothing.

| what comes                                        | what happens                                                    |
|---------------------------------------------------|-----------------------------------------------------------------|
| a PNG, JPEG or WebP picture, whatever its name    | taken; core.pictures writes it anew for showing, original kept  |
| a picture with a ZIP or HTML file behind it       | the same: the copy for showing has nothing behind it            |
| a PDF, with scripts or files inside or not        | taken: it only ever leaves as a file to save, never as a page   |
| plain text (UTF-8 or UTF-16) named .txt           | taken                                                           |
| HTML or SVG, told by its tags, whatever its name  | refused                                                         |
| a picture of more than `pictures.MOST_PIXELS`     | refused before it is unpacked                                   |
| a damaged picture, or one without its end         | refused                                                         |
| 0 bytes, or more than `MAX_BYTES`                 | refused                                                         |
| anything else (programs, archives, films …)       | refused                                                         |
"""

import codecs
import re
import unicodedata
from typing import IO

from django.db import models

from core import pictures
from core.uploads import NotTakenError

MAX_BYTES = 25 * 1024 * 1024
LONGEST_NAME = 120
PIECE = 64 * 1024
TAGS = rb"!doctype|\?xml|html|head|body|svg|script|iframe|object|embed|meta|link|style|base|form|img|video|audio"
MARKUP = re.compile(rb"<\s*(?:" + TAGS + rb")\b|<[a-z][^<>]{0,200}\son[a-z]+\s*=", re.I)
LONGEST_MARK = 240  # of what MARKUP finds: so much of a piece is looked at again with the next one
TEXT_CONTROLS = frozenset("\t\n\r\f")


class FileType(models.TextChoices):
    """What is taken, by the name that the web has for it."""

    PNG = "image/png", "Picture (PNG)"
    JPEG = "image/jpeg", "Picture (JPEG)"
    WEBP = "image/webp", "Picture (WebP)"
    PDF = "application/pdf", "Document (PDF)"
    TEXT = "text/plain", "Text"


PICTURES = (FileType.PNG, FileType.JPEG, FileType.WEBP)
ENDINGS = {
    FileType.PNG: "png",
    FileType.JPEG: "jpg",
    FileType.WEBP: "webp",
    FileType.PDF: "pdf",
    FileType.TEXT: "txt",
}


def check_size(size: int) -> None:
    if size == 0:
        raise NotTakenError("The file is empty. Choose another one")
    if size > MAX_BYTES:
        raise NotTakenError("The file is larger than 25 MB. Choose a smaller one, or attach it in parts")


def type_of(file: IO[bytes], name: str) -> FileType:
    """What the file is; `NotTakenError` for what is not taken. Reads it piece by piece."""
    file.seek(0)
    start = file.read(PIECE)
    if picture := pictures.kind_of(start):
        return FileType(picture)
    if start.startswith(b"%PDF-"):
        return FileType.PDF
    if MARKUP.search(start):
        raise NotTakenError("This is a web page or a drawing that can hold programs. Attach a screenshot of it instead")
    if name.lower().endswith(".txt"):
        _check_text(file, start)
        return FileType.TEXT
    raise NotTakenError(
        "Only pictures (PNG, JPEG, WebP), PDF documents and plain text (.txt) are taken, whatever their name"
    )


def _check_text(file: IO[bytes], start: bytes) -> None:
    """Text that is text to its end, and nowhere markup."""
    encoding = "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    last = ""
    try:
        while piece := file.read(PIECE):
            text = last + decoder.decode(piece)
            _check_piece(text)
            last = text[-LONGEST_MARK:]
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise NotTakenError("This is not plain text. Save it as text (UTF-8), or as a PDF") from error


def _check_piece(text: str) -> None:
    if any(letter < " " and letter not in TEXT_CONTROLS for letter in text):
        raise NotTakenError("This is not plain text. Save it as text (UTF-8), or as a PDF")
    if MARKUP.search(text.encode(errors="replace")):
        raise NotTakenError("This is a web page or a drawing that can hold programs. Attach a screenshot of it instead")


def clean_name(name: str) -> str:
    """The name as it may be shown: no folders, nothing invisible, nothing that turns the order of letters round."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    plain = re.sub(r"\s+", " ", visible).strip(" .")
    if len(plain) > LONGEST_NAME:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: LONGEST_NAME - 11]}{dot}{ending[:10]}" if dot else plain[:LONGEST_NAME]
    return plain or "file without a name"
