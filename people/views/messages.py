"""How one is told; and, for the administrator, what could not be sent."""

from django.contrib import messages
from django.urls import reverse_lazy

from core import jobs
from core.views import FormPage
from people import actions
from people.access import PeopleAccess, UserAccess
from people.forms import AgainForm, MessagesForm
from people.models import Notice, School


class Messages(FormPage):
    access = UserAccess
    action = "choose_messages"
    form_class = MessagesForm
    template_name = "people/messages.html"
    success_url = reverse_lazy("people:messages")
    success_message = "This is saved: from now on you are told like this."

    def get_subject(self):
        return self.request.user

    def get_initial(self):
        return {"messages": self.request.user.messages}

    def get_context_data(self, **kwargs):
        silent = School.objects.of(self.request.user).filter(sends_messages=False)
        return super().get_context_data(silent=silent, **kwargs)

    def form_valid(self, form):
        self.request.user.choose_messages(by=self.request.user, messages=form.cleaned_data["messages"])
        return super().form_valid(form)


class Failures(FormPage):
    """By address, never by record: a line must not tell that there is a restricted incident, or which."""

    access = PeopleAccess
    action = "see_failures"
    form_class = AgainForm
    template_name = "people/failures.html"
    success_url = reverse_lazy("people:failures")

    def get_context_data(self, **kwargs):
        failed = jobs.failed_by_name()
        of_all = School.objects.all()
        return super().get_context_data(
            no_jobs=failed and PeopleAccess.refusal(self.request.user, "try_jobs_again", of_all),
            addresses=Notice.objects.failing_for(self.request.user).by_address(),
            failed_jobs=failed,
            behind=jobs.are_behind(),
            **kwargs,
        )

    def form_valid(self, form):
        if actions.try_again(by=self.request.user, **form.cleaned_data):
            messages.success(self.request, "It is being tried again. What fails once more comes back to this page.")
        else:
            messages.info(self.request, "There is nothing of this left to try again.")
        return super().form_valid(form)
