"""Pictures as evidence: a screenshot drawn here, of a conversation that never was."""

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
