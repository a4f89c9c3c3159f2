"""Files with real bytes, good and bad, made where they are needed."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"Taken in Oak Lane by Pip on a phone"  # what a picture knows of its maker
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n%%EOF\n"
TEXT = "09:12 Pip: see you at the gate – 😀\n".encode()


def png(width=40, height=30):
    """A picture of noise, so that its bytes are found again if they lie anywhere in the plain, and with a comment."""
    info = PngInfo()
    info.add_text("Comment", SECRET.decode())
    return _saved(_noise("RGB", width, height), "PNG", pnginfo=info)


def jpeg(width=40, height=30, *, orientation=1):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, SECRET.decode()  # which way is up; a description
    return _saved(_noise("RGB", width, height), "JPEG", exif=exif, comment=SECRET)


def webp():
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    return _saved(_noise("RGBA", 40, 30), "WEBP", exif=exif)


def palette_png():
    return _saved(_noise("RGB", 20, 20).convert("P"), "PNG", transparency=0)


def grey_png():
    """16 bits of grey, as scanners make them."""
    return _saved(Image.new("I;16", (20, 20), 40_000), "PNG")


def polyglot(start, *, behind):
    """A picture that is also something else."""
    return start + behind


def archive():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("program.js", "alert(1)")
    return file.getvalue()


def bomb(width=30_000, height=30_000):
    """A PNG of a few hundred bytes that says it is 900 million pixels."""
    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(name, content):
    return struct.pack("!I", len(content)) + name + content + struct.pack("!I", zlib.crc32(name + content))


def _noise(mode, width, height):
    return Image.effect_noise((width, height), 90).convert(mode)


def _saved(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
