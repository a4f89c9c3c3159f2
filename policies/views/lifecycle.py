"""What happens to a version: started, drafted anew, submitted, sent back, approved, withdrawn."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from core.access import Refused
from core.dates import date_in_words
from core.forms import PlainForm
from core.views import FormPage, Page, TransitionPage

from .. import queries
from ..access import PolicyAccess
from ..actions import new_draft, start_policy
from ..forms import ApprovalForm, ReasonForm, form_to_start
from ..models import Policy
from ..presets import later_rows
from .tables import MatrixPage
from .versions import VersionPage


class ChooseKind(Page, TemplateView):
    """What is started: an e-safety policy, or an agreement."""

    access = PolicyAccess
    action = "start"
    template_name = "policies/choose_kind.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(kinds=queries.kinds_to_start(self.request.user), **kwargs)


class StartPolicy(FormPage):
    """The first draft of the policy of one or several schools."""

    access = PolicyAccess
    action = "start"
    template_name = "policies/start.html"

    def dispatch(self, request, *args, **kwargs):
        if kwargs["kind"] not in Policy.Kind:
            raise Http404
        self.kind = Policy.Kind(kwargs["kind"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self):
        return form_to_start(self.kind)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "kind": self.kind}

    @property
    def success_message(self):
        if self.version.policy.is_agreement:
            return "The agreement has been started. Read its text, change what you need, then submit it for approval."
        return "The policy has been started. Decide what is still open, table by table, then submit it for approval."

    def form_valid(self, form):
        try:
            self.version = start_policy(by=self.request.user, **form.answers)
        except Refused as refused:  # somebody started one meanwhile, or what was to be copied is gone
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
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
        if rows := later_rows(self.draft):
            named = ", ".join(f"“{row}”" for row in rows)
            messages.info(
                self.request,
                f"The standard set has more by now. Added, and still to decide: {named}.",
            )

    def get_success_url(self):
        return self.draft.get_absolute_url()


def _before_the_board(version, *, may_edit):
    """What whoever submits or approves a version reads first: what changes, what it lacks, what it does without."""
    told = queries.what_changes_for_staff(version)  # first of all: what it reads of the version is read once
    prefetch_related_objects([version], "sections", "matrices", "omissions")
    obstacles = version.obstacles()
    mending = queries.mending_of(obstacles, version, may_edit=may_edit)
    return {"told": told, "obstacles": obstacles, "mending": mending, "omissions": version.left_out()}


class VersionVerb(VersionPage, TransitionPage, abstract=True):
    """One verb on a version, on a page that says what comes of it."""

    access = PolicyAccess
    form_class = PlainForm
    template_name = "policies/version_verb.html"

    def get_queryset(self):
        return super().get_queryset().prefetch_related("policy__versions")  # asked who wrote it, and what was before

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=self.subject.get_absolute_url(), **kwargs)


class SubmitVersion(VersionVerb):
    """Putting a draft before the board, once nothing stands in its way."""

    action = "submit"
    template_name = "policies/submit.html"
    success_message = (
        "The draft has been submitted, and is on the home page of those who record the approval. "
        "It can be edited again once it is sent back."
    )

    def get_context_data(self, **kwargs):
        found = _before_the_board(self.subject, may_edit=True)
        obstacles = found["obstacles"]
        return super().get_context_data(
            unsaid=queries.unsaid(self.subject),
            missing=next((each.things for each in obstacles if each.lacks_sections), ()),
            rest=[(obstacle.table, obstacle.open_actions) for obstacle in obstacles if obstacle.open_actions],
            **found,
            **kwargs,
        )


class SendBackVersion(VersionVerb):
    action = "send_back"
    form_class = ReasonForm
    title, button = "Send it back", "Send it back"
    lead = "It becomes a draft again: it can be edited and submitted again. Whoever wrote it is told."
    success_message = "The draft has been sent back. It can be edited, and submitted again."


class WithdrawVersion(VersionVerb):
    action = "withdraw"
    form_class = ReasonForm
    title, button = "Withdraw this draft", "Withdraw this draft"
    lead = "It is given up: it stays readable, but can no longer be edited or approved. A new draft can then be made."
    success_message = "The draft has been withdrawn. What is in force stays in force; a new draft can be made."


class ApproveVersion(VersionVerb):
    """Recording the approval by the governing body."""

    action = "approve"
    form_class = ApprovalForm
    template_name = "policies/approve.html"

    @property
    def success_message(self):
        since = date_in_words(self.subject.effective_from)
        return f"The approval is recorded. The version is in force from {since}, and can no longer be changed."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"version": self.subject}

    def get_initial(self):
        due = self.subject.review_due
        return super().get_initial() | ({"review_due": due} if due else {})

    def get_context_data(self, **kwargs):
        return super().get_context_data(**_before_the_board(self.subject, may_edit=False), **kwargs)


class DecideRest(MatrixPage, TransitionPage):
    """All the rest of a sanctions table: no."""

    access = PolicyAccess
    action = "decide"
    form_class = PlainForm
    template_name = "policies/matrix_rest.html"
    success_message = "All the rest is decided: no."

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=self.get_success_url(), count=len(self.subject.rest()), **kwargs)

    def perform(self, form):
        self.subject.decide_rest(by=self.request.user)

    def get_success_url(self):
        return self.subject.version.get_absolute_url()
