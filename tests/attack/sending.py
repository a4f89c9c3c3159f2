"""What a page's own forms send, and what somebody sends instead."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from core import clock


@dataclass
class PageForm:
    """One form of a page: where it goes, and what its controls hold (or, where they are empty, could hold)."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    chosen: set[str] = field(default_factory=set)  # controls that choose one of several things, or carry it hidden


class Forms(HTMLParser):
    """The forms of a page that are sent by POST, filled in as plainly as can be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self._open: PageForm | None = None
        self._select = ""

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = PageForm(given.get("action", "")) if given.get("method", "").lower() == "post" else None
            if self._open:
                self.forms.append(self._open)
        if self._open is None or (tag not in {"input", "select", "option", "textarea"}):
            return
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag == "option" and self._select:
            if value and ("selected" in given or not self._open.values.get(self._select)):
                self._open.values[self._select] = value
        elif tag == "select":
            self._select = name
            self._open.values.setdefault(name, "")
            self._open.chosen.add(name)
        elif tag == "textarea":
            self._open.values[name] = "Because it was so."
        elif tag == "input" and name:
            self._input(self._open, name, value, kind, given)

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        if tag == "form":
            self._open = None

    @staticmethod
    def _input(form, name, value, kind, given):
        if kind in {"radio", "checkbox"}:
            form.chosen.add(name)
            if "checked" in given or name not in form.values:
                form.values[name] = value or "on"
        elif kind == "hidden":
            form.values.setdefault(name, value)
            if not name.startswith("initial-"):
                form.chosen.add(name)
        elif kind not in {"file", "submit", "button", "image"}:
            plain = {"date": clock.today().isoformat(), "time": "09:00", "number": "1", "email": "x@test.example"}
            form.values[name] = value or plain.get(kind, "Because")


def forms_of(page: str) -> list[PageForm]:
    parser = Forms()
    parser.feed(page)
    return parser.forms
