"""Users, for those who manage people: the list, one account, and what is done about it."""

from django.urls import reverse
from django.utils.functional import cached_property

from core.access import Refused
from core.forms import PlainForm, ReasonForm
from core.views import DetailPage, FormPage, ListPage, TransitionPage
from people import actions, queries
from people.access import PeopleAccess, UserAccess
from people.forms import AddUserForm, EmailForm, GiveRoleForm, UserFilterForm, UserForm
from people.models import Membership, Person, User
from people.proving import lately_proved
from people.roles import WORKS_IN_SCHOOL, Role


def role_named(text):
    """The role that an address names, if there is such a one."""
    return Role(text) if text in Role.values else None


class Users(ListPage):
    """Who signs in, with which roles; and the size of each register."""

    model = User
    scope = "managed_by"
    access = PeopleAccess
    action = "manage"
    template_name = "people/list.html"
    context_object_name = "accounts"
    paginate_by = 50

    @cached_property
    def filter(self):
        return UserFilterForm(self.request.GET, schools=queries.schools_managed_by(self.request.user))

    def get_queryset(self):
        said = self.filter.cleaned_data if self.filter.is_valid() else {}
        return queries.narrowed(queries.users_managed_by(self.request.user), said)

    @cached_property
    def giving(self):
        """The role for which somebody is looked for, where the page was opened to give it."""
        return role_named(self.request.GET.get("give"))

    def get_context_data(self, **kwargs):
        registers = Person.objects.managed_by(self.request.user).current().by_school()
        return super().get_context_data(filter=self.filter, registers=registers, giving=self.giving, **kwargs)


@lately_proved
class AddUser(FormPage):
    """Somebody new."""

    access = PeopleAccess
    action = "manage"
    form_class = AddUserForm
    template_name = "people/add_user.html"

    def get_initial(self):
        role = role_named(self.request.GET.get("role"))
        if not role:
            return {}
        return {"roles": [Role.STAFF, role] if role in WORKS_IN_SCHOOL else [role]}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}

    def form_valid(self, form):
        try:
            self.account = actions.add_user(by=self.request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        invited = f"An invitation is on its way to {self.account.email}."
        there = "There was an account with this address already: it has the role now."
        self.success_message = there if self.account.is_used else f"{self.account} is added. {invited}"
        return super().form_valid(form)

    def get_success_url(self):
        return self.account.get_absolute_url()


class UserDetail(DetailPage):
    """One account: the roles it holds, what they let it do and why, and what happened to it."""

    model = User
    scope = "managed_by"
    slug_field = slug_url_kwarg = "pk"
    access = UserAccess
    context_object_name = "account"
    template_name = "people/user.html"

    def get_context_data(self, **kwargs):
        account = self.subject
        roles = Membership.objects.managed_by(self.request.user).filter(user=account)
        roles = roles.select_related("user", "school", "federation", "confirmed_by").order_by("-starts_on", "-pk")
        return super().get_context_data(
            held=[role for role in roles if not role.has_ended],
            past=[role for role in roles if role.has_ended],
            schools=queries.schools_managed_by(self.request.user),
            events=queries.history_of(account, self.request.user),
            **kwargs,
        )


class UserVerb(TransitionPage, abstract=True):
    """One verb on one account."""

    model = User
    scope = "managed_by"
    slug_field = slug_url_kwarg = "pk"
    access = UserAccess
    template_name = "people/user_verb.html"
    title = ""
    button = ""
    lead = ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(account=self.subject, **kwargs)


class EditUser(UserVerb):
    action = "edit"
    form_class = UserForm
    title = "Change the details"
    button = "Save the details"
    success_message = "The details are saved."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.subject}


class ChangeEmail(UserVerb):
    action = "change_email"
    form_class = EmailForm
    title = "Correct the e-mail address"
    button = "Save the address and invite again"
    success_message = "The address is changed, and a new invitation is on its way."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.subject}

    def perform(self, form):
        actions.change_email(self.subject, form.cleaned_data["email"], by=self.request.user)


class InviteAgain(UserVerb):
    action = "invite"
    form_class = PlainForm
    title = "Send the invitation again"
    button = "Send the invitation"
    success_message = "A new invitation is on its way."

    def perform(self, form):
        actions.invite_again(self.subject, by=self.request.user)


class CloseAccount(UserVerb):
    action = "close"
    form_class = ReasonForm
    title = "Close this account"
    button = "Close the account"
    lead = "From this moment on nobody signs in with it. What it did stays on record, and it can be opened again."
    success_message = "The account is closed."

    def perform(self, form):
        actions.close_account(self.subject, by=self.request.user, **form.cleaned_data)


class OpenAccount(UserVerb):
    action = "open_again"
    form_class = ReasonForm
    title = "Open this account again"
    button = "Open the account"
    lead = "Its owner signs in as before. Roles that open records wait to be confirmed again."
    success_message = "The account is open again."

    def perform(self, form):
        actions.open_account_again(self.subject, by=self.request.user, **form.cleaned_data)


@lately_proved
class AskReset(UserVerb):
    action = "ask_reset"
    form_class = ReasonForm
    title = "The second step is lost"
    button = "Ask for it to be taken away"
    lead = (
        "Speak to them first, so that you are sure it is them. They get a link by e-mail; when they follow it, their "
        "second step is gone and they set up a new one. Where they hold a role that opens records, a second person "
        "agrees first."
    )
    success_message = "It is asked for. They get the link once it is agreed to, or now where nobody has to agree."

    def perform(self, form):
        actions.ask_reset(self.subject, by=self.request.user, **form.cleaned_data)


@lately_proved
class AgreeReset(UserVerb):
    scope = "whose_reset_waits_at"
    action = "agree_reset"
    form_class = PlainForm
    template_name = "people/agree_reset.html"
    title = "A lost second step"
    button = "Agree, and send them the link"
    success_message = "The link is on its way to them."

    def get_context_data(self, **kwargs):
        return super().get_context_data(reset=self.subject.open_reset(), **kwargs)

    def perform(self, form):
        actions.agree_reset(self.subject, by=self.request.user)

    def get_success_url(self):
        return reverse("home")


@lately_proved
class GiveRole(UserVerb):
    action = "give_role"
    form_class = GiveRoleForm
    title = "Give a role"
    button = "Give the role"

    def get_initial(self):
        role = role_named(self.request.GET.get("role"))
        return {"role": role} if role else {}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}

    def perform(self, form):
        said = form.cleaned_data
        role = actions.give_role(
            self.subject, said["role"], said["place"], by=self.request.user,
            starts_on=said["starts_on"], ends_on=said["ends_on"],
        )  # fmt: skip
        self.success_message = (
            f"{role}: given. It counts once it is confirmed; who confirms it is told."
            if role.is_waiting
            else f"{role}: given."
        )
