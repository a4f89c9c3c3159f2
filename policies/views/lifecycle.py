"""What happens to a version: started, drafted anew, approved."""

from django.urls import reverse

from core.forms import PlainForm
from core.views import FormPage, TransitionPage

from ..access import PolicyAccess
from ..actions import new_draft, start_policy
from ..forms import ApprovalForm, StartForm
from ..models import Policy
from .versions import VersionPage


class StartPolicy(FormPage):
    """The first draft of the policy of one or several schools."""

    access = PolicyAccess
    action = "start"
    form_class = StartForm
    template_name = "policies/start.html"
    success_message = "The policy is started. Decide what is still open, table by table."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        self.version = start_policy(by=self.request.user, **form.cleaned_data)
        return super().form_valid(form)

    def get_success_url(self):
        return self.version.get_absolute_url()


class NewDraft(TransitionPage):
    """The next draft of a policy, copied from its last approved version."""

    model = Policy
    access = PolicyAccess
    action = "draft"
    slug_field = slug_url_kwarg = "slug"
    form_class = PlainForm
    template_name = "policies/draft.html"
    success_message = "The new draft is made. Decide what it changes, table by table."

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=reverse("policies:list"), **kwargs)

    def perform(self, form):
        self.draft = new_draft(self.subject, by=self.request.user)

    def get_success_url(self):
        return self.draft.get_absolute_url()


class ApproveVersion(VersionPage, TransitionPage):
    """Recording the approval by the governing body."""

    access = PolicyAccess
    action = "approve"
    form_class = ApprovalForm
    template_name = "policies/approve.html"
    success_message = "The approval is recorded. This version can no longer be edited."

    def get_context_data(self, **kwargs):
        return super().get_context_data(obstacles=self.subject.obstacles(), **kwargs)
