"""Template tags that every page may use."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django import template
from django.shortcuts import resolve_url
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.dates import day_in_words, moment_in_words, short_moment
from core.words import counted, ended

register = template.Library()
register.filter("moment", moment_in_words)
register.filter("short_moment", short_moment)
register.filter("day", day_in_words)
register.filter("counted", counted)
register.filter("ended", ended)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a verb is allowed; `reason` says why not. False in a condition when refused."""

    reason: str | None

    def __bool__(self) -> bool:
        return self.reason is None


@register.simple_tag(takes_context=True)
def can(context: template.Context, action: str, subject: Any) -> Verdict:
    """`{% can "close" incident as may_close %}`: the same rule that the view and the record ask."""
    return Verdict(subject.access.refusal(context["user"], action, subject))


@register.inclusion_tag("components/crumbs.html")
def crumbs(*way: Any) -> dict[str, Any]:
    """`{% crumbs "People" "people:list" account account "Give a role" %}`: labels with where they lead, this page last.

    That is a named page, a record or an address.
    """
    *above, here = way
    pairs = zip(above[::2], above[1::2], strict=True)
    return {"above": [(label, resolve_url(target)) for label, target in pairs], "here": here}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A picture from the sheet of icons, hidden from screen readers: the words beside it say the same."""
    sheet = static("img/icons.svg")
    return format_html(
        '<svg class="es-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', sheet, name
    )


@register.simple_tag
@lru_cache(maxsize=500, typed=True)  # typed: what is escaped already is not what is not
def tag(tone: str, shape: str, text: Any) -> SafeString:
    """`{% tag "amber" "clock" "To do" %}`: a state in words, with a shape and a tone.

    `tone`: red, amber, green, blue, violet, accent, solid or empty; `shape`: an icon or empty.
    """
    styles = f"es-tag es-tag--{tone}" if tone else "es-tag"
    return format_html('<span class="{}">{}{}</span>', styles, icon(shape) if shape else "", text)


@register.filter
def error_id(field: Any) -> str:
    """The id an error summary links to: the first control of a group, or the control."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The address of this page with some parameters set, or removed where empty."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}"
