"""Pictures that are drawn here: a screenshot of a conversation that never was, as evidence; the crest of a school."""

from io import BytesIO

from PIL import Image, ImageDraw

SIZE, PAPER, INK, BUBBLES = (480, 300), "#ffffff", "#22303c", ("#d9ebe8", "#eceff1")


def screenshot(title: str, lines: list[str]) -> BytesIO:
    """A chat with these lines, as a PNG."""
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, SIZE[0], 34), fill="#10454b")
    draw.text((14, 11), title, fill=PAPER)
    for number, line in enumerate(lines):
        left, top = 16 + 60 * (number % 2), 52 + 46 * number
        draw.rounded_rectangle((left, top, left + 380, top + 34), 8, fill=BUBBLES[number % 2])
        draw.text((left + 12, top + 11), line, fill=INK)
    file = BytesIO()
    picture.save(file, "PNG")
    return file


def crest(colour: str) -> bytes:
    """A tree on a shield, as a PNG."""
    picture = Image.new("RGBA", (420, 500))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(10, 10), (410, 10), (410, 290), (210, 490), (10, 290)], fill=colour, outline=INK, width=6)
    draw.rectangle((195, 240, 225, 410), fill="#5a3c1e")
    for left, top in ((85, 130), (195, 130), (140, 60)):
        draw.ellipse((left, top, left + 140, top + 140), fill="#f0c83c")
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
