"""Pictures re-encoded: the pixels alone, without place, time, maker, previews or trailing data.

What a file is, is found in its content alone: names and what a browser claims prove nothing.
"""

import struct
import warnings
from threading import Lock
from typing import IO

from PIL import Image, ImageFile, ImageOps

from .uploads import NotTakenError, unnamed_file

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}
MODES = {PNG: ("L", "RGB", "RGBA"), JPEG: ("L", "RGB"), WEBP: ("RGB", "RGBA")}
MOST_PIXELS = 40_000_000  # a picture is unpacked into four bytes a pixel
QUALITY = 90
# What reading a broken file raises, somewhere below.
BROKEN = (OSError, SyntaxError, ArithmeticError, LookupError, TypeError, ValueError, MemoryError, struct.error)
ONE_AT_A_TIME = Lock()  # a picture unpacked may need 160 MB

# Pillow itself refuses beyond this many pixels when it reads the head of a file, whoever opens one.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def kind_of(start: bytes) -> str | None:
    """The picture that a file with these first bytes is; None for anything else."""
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if start.startswith(b"\xff\xd8\xff"):
        return JPEG
    return WEBP if start.startswith(b"RIFF") and start[8:12] == b"WEBP" else None


def small_png(file: IO[bytes], *, least: int, most: int) -> bytes:
    """The picture as a PNG of at most `most` pixels a side; NotTakenError for less than `least`, or no picture."""
    file.seek(0)
    kind = kind_of(file.read(12))
    if kind is None:
        raise NotTakenError("Only pictures (PNG, JPEG, WebP) are taken, whatever their name")
    with written_anew(file, kind) as clean, Image.open(clean, formats=(FORMATS[kind],)) as picture:
        if min(picture.size) < least:
            raise NotTakenError(f"The picture is smaller than {least} pixels: on paper it would be blurred")
        picture.thumbnail((most, most))
        with unnamed_file() as written:
            _pixels(picture, PNG).save(written, FORMATS[PNG], optimize=True)
            written.seek(0)
            return written.read()


def written_anew(file: IO[bytes], kind: str) -> IO[bytes]:
    """The picture's first frame, upright, as a file of the same kind. The caller closes it."""
    written = unnamed_file()
    try:
        with ONE_AT_A_TIME:
            file.seek(0)
            ImageFile.LOAD_TRUNCATED_IMAGES = False  # the library that draws PDFs lets half a picture pass
            _check_end(file, kind)
            with Image.open(file, formats=(FORMATS[kind],)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _too_many_pixels()
                _pixels(opened, kind).save(written, FORMATS[kind], quality=QUALITY)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        written.close()
        raise _too_many_pixels() from error
    except BROKEN as error:
        written.close()
        raise NotTakenError(
            "This picture is damaged or not complete. Make it again, for example as a screenshot"
        ) from error
    except BaseException:
        written.close()
        raise
    written.seek(0)
    return written


def _check_end(file: IO[bytes], kind: str) -> None:
    """A PNG has its last chunk, and each one is whole. The pixels alone would be drawn without it too."""
    if kind == PNG:
        with Image.open(file, formats=(FORMATS[kind],)) as opened:
            opened.verify()


def _pixels(opened: Image.Image, kind: str) -> Image.Image:
    """What is seen, without anything that is known about it."""
    ImageOps.exif_transpose(opened, in_place=True)
    picture: Image.Image = opened
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    if picture.mode not in MODES[kind]:
        see_through = "RGBA" in MODES[kind] and picture.has_transparency_data
        picture = picture.convert("RGBA" if see_through else "RGB")
    picture.info = {}
    return picture


def _too_many_pixels() -> NotTakenError:
    return NotTakenError(f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller first")
