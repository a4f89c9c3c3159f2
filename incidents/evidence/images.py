"""Pictures written anew: the pixels alone, without place, time, maker, previews, or what hangs behind them."""

import struct
import warnings
from threading import Lock
from typing import IO

from PIL import Image, ImageFile, ImageOps

from core.uploads import unnamed_file

from .checking import MOST_PIXELS, FileType, NotTakenError

FORMATS = {FileType.PNG: "PNG", FileType.JPEG: "JPEG", FileType.WEBP: "WEBP"}
MODES = {FileType.PNG: ("L", "RGB", "RGBA"), FileType.JPEG: ("L", "RGB"), FileType.WEBP: ("RGB", "RGBA")}
QUALITY = 90
# What reading a broken file raises, somewhere below.
BROKEN = (OSError, SyntaxError, ArithmeticError, LookupError, TypeError, ValueError, MemoryError, struct.error)
ONE_AT_A_TIME = Lock()  # a picture unpacked may need 160 MB

# Pillow itself refuses beyond this many pixels when it reads the head of a file, whoever opens one.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def written_anew(file: IO[bytes], kind: FileType) -> IO[bytes]:
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
            "This picture is damaged or not complete. Make it anew, for example as a screenshot"
        ) from error
    except BaseException:
        written.close()
        raise
    written.seek(0)
    return written


def _check_end(file: IO[bytes], kind: FileType) -> None:
    """A PNG has its last chunk, and each one is whole. The pixels alone would be drawn without it too."""
    if kind == FileType.PNG:
        with Image.open(file, formats=(FORMATS[kind],)) as opened:
            opened.verify()


def _pixels(opened: Image.Image, kind: FileType) -> Image.Image:
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
