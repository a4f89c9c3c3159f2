"""What a browser would send: every field of a form as the page shows it."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    """Collects, form by form, what is sent when nothing is touched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.textarea = self.select = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, value = given.get("name", ""), given.get("value") or ""
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        if tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.forms[-1][name] = value
        if tag == "textarea":
            self.textarea, self.forms[-1][name] = name, ""
        if tag == "select":
            self.select = name
        if tag == "option" and (self.select not in self.forms[-1] or "selected" in given):
            self.forms[-1][self.select] = value

    def handle_data(self, data):
        if self.textarea:
            self.forms[-1][self.textarea] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.forms[-1][self.textarea] = self.forms[-1][self.textarea].removeprefix("\n")
            self.textarea = ""


def sent_by(response, field: str) -> dict[str, str]:
    """The form of a page that has this field (or fields whose names start so): all that it sends untouched."""
    reader = _Forms()
    reader.feed(response.content.decode())
    return next(form for form in reader.forms if any(name.startswith(field) for name in form))
