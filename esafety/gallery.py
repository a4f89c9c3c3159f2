"""The gallery of components: each once in each of its states, for those who make pages. Shown by the demonstration."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.views.generic import TemplateView

from core import charts
from core.forms import LongText, PastDate, PlainForm, RememberingForm
from core.home import Block, Item, Point, Urgency
from core.keyset import Page

TAGS = [
    ("blue", "stage0", "Reported"),
    ("amber", "stage1", "Under review"),
    ("violet", "shield", "With the authorities"),
    ("", "closed", "Closed"),
    ("green", "tick", "In force"),
    ("accent", "", "Draft"),
    ("red", "alert", "Child in danger"),
    ("solid", "shield", "Illegal branch"),
]
POINTS = [Point("Bring in the register", "#blocks", True), Point("Start the policy", "#blocks", False)]
FIGURES: list[tuple[str, charts.Figure]] = [
    ("Cyber-bullying", 12),
    ("Unkind messages in a group", 7),
    ("Games at the wrong time", "c"),
]
ENTRIES = [charts.Entry("Week of 7 September", 4, 6, "#charts", "7 Sep"), charts.Entry("Week of 14 September", 9, 2)]
BEFORE_AND_NOW = ("The year before", "This year")
BY_TERM: list[tuple[str, tuple[charts.Figure, ...]]] = [("Autumn", (9, 14)), ("Spring", (11, "c")), ("Summer", (6, 8))]


class Question(PlainForm):
    """One of each control."""

    what = forms.CharField(label="What is it called?", help_text="In a few words.", max_length=40)
    day = PastDate(label="On which day?", required=False)
    place = forms.ChoiceField(label="Where?", choices=[("", "Choose the place"), ("hall", "Hall")], required=False)
    sure = forms.ChoiceField(
        label="How sure are you?", choices=[("yes", "Sure"), ("no", "Not sure")], widget=forms.RadioSelect
    )
    more = LongText(label="What else?", rows=2, required=False)
    told = forms.BooleanField(label="I have told somebody", required=False)


class Place(RememberingForm):
    """Shown while somebody else was faster."""

    place = forms.CharField(label="Which room?")


def changed_meanwhile() -> Place:
    form = Place(QueryDict("initial-place=Hall&place=Library"), initial={"place": "Playground"})
    form.is_valid()
    form.catch_up()
    return form


class Gallery(TemplateView):
    template_name = "esafety/gallery.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMONSTRATION:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = Item("ALD-7KQ4M", "#blocks", "Cyber-bullying", "Review due today", "Review", "Overdue")
        return super().get_context_data(
            tags=TAGS,
            blocks=[
                Block("to-do", "To review", Urgency.NEW, 3, [item], "#blocks", "All reported"),
                Block("to-set-up", "With a checklist", Urgency.WAITING, 1, points=POINTS),
                Block("nothing", "With nothing to do", Urgency.OTHER, 0, empty="Nothing waits for a review."),
            ],
            form=Question({"what": "", "day": "tomorrow", "sure": ""}),
            meanwhile=changed_meanwhile(),
            words=["Spoke to the class about proxy pages."],
            page=Page([item], "next", True),
            page_obj=Paginator(range(60), 20).page(2),
            messages=[Message(constants.SUCCESS, "The incident is closed."), Message(constants.ERROR, "Not saved.")],
            bars=charts.horizontal("bars", "Incidents by kind", FIGURES),
            columns=charts.vertical("columns", "Incidents by term", BY_TERM, ("Last year", "This year")),
            links=charts.listed("links", "Incidents by week, as a list", ENTRIES, BEFORE_AND_NOW),
            weeks=charts.in_a_row("weeks", "Incidents by week", ENTRIES, BEFORE_AND_NOW, greatest=9),
            **kwargs,
        )
