"""Tasks: given and cancelled on an incident's page, done on a page of their own that shows no record."""

from django.urls import reverse

from core.forms import ReasonForm
from core.own_words import BEGIN_EMPTY
from core.views import ListPage, TransitionPage
from incidents.access import TaskAccess
from incidents.forms import DoneForm, TaskForm
from incidents.models import Task
from incidents.queries import may_be_asked

from .verbs import Verb

DONE_SHOWN = 20  # the latest of what one has done


class GiveTask(Verb):
    action = "give_task"
    form_class = TaskForm
    title = "Ask somebody to do something"
    button = "Give the task"
    lead = "For example a class teacher or the technician. They do not get to read the incident."
    success_message = "They have the task: it is on their home page."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"groups": may_be_asked(self.subject)}


class CancelTask(TransitionPage):
    """The one verb of a task that is on an incident's page."""

    model = Task
    slug_field, slug_url_kwarg = "pk", "task"
    access = TaskAccess
    action = "cancel"
    form_class = ReasonForm
    template_name = "incidents/verb.html"
    title = "Cancel a task"
    button = "Cancel the task"
    success_message = "The task has been cancelled, and is off their home page."

    def get_queryset(self):
        tasks = super().get_queryset().filter(incident__reference=self.kwargs["reference"])
        return tasks.select_related("who", "incident__school", "incident__reported_by", "incident__user_action")

    @property
    def lead(self):
        return f"{self.subject.who} was asked: “{self.subject.text}”"

    def get_context_data(self, **kwargs):
        incident = self.subject.incident
        people = incident.involvements.select_related("person")
        return super().get_context_data(incident=incident, people=people, **kwargs)

    def get_success_url(self):
        return self.subject.incident.get_absolute_url()


class Tasks(ListPage):
    """What one is asked to do, the most urgent first; and what one has done lately."""

    model = Task
    scope = "given_to"
    access = TaskAccess
    action = "read_list"
    template_name = "incidents/tasks.html"

    def get_queryset(self):
        return super().get_queryset().select_related("incident", "by")

    def get_context_data(self, **kwargs):
        done = self.object_list.exclude(done_at=None).order_by("-done_at", "-pk")[:DONE_SHOWN]
        return super().get_context_data(waiting=self.object_list.open().by_urgency(), done=done, **kwargs)


class DoTask(TransitionPage):
    """One task: what to do, and saying that it is done. Nothing of the incident but its reference."""

    model = Task
    scope = "given_to"
    slug_field = slug_url_kwarg = "pk"
    access = TaskAccess
    action = "read"
    begin_empty = (*BEGIN_EMPTY, "answer")
    form_class = DoneForm
    template_name = "incidents/task.html"
    success_message = "Thank you: it is done, and whoever asked you is told."

    def get_queryset(self):
        return super().get_queryset().select_related("incident__school", "by", "who")

    def perform(self, form):
        self.subject.do(by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return reverse("tasks:list")
