"""Accounts: made, with an entry on the register and an invitation; closed and opened again."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction

from core import jobs
from core.access import Refused
from core.normalising import folded
from people import tasks
from people.access import PeopleAccess, UserAccess
from people.models import Membership, Person, School, User
from people.roles import MANAGES, Role
from people.signals import entry_changed, roles_changed
from people.telling import tell

from .roles import give_role

NOBODY = 0
LINK_EVERY = timedelta(minutes=10)
TAKEN = "Somebody else has an account with this address."
ELSEWHERES = (
    "This address cannot be added here: it belongs to another school. Somebody who manages both gives the role, "
    "or the person uses another address here."
)


@transaction.atomic
def add_user(
    name: str,
    email: str,
    *,
    by: User,
    school: School,
    roles: Iterable[Role | str] = (Role.STAFF,),
    person: Person | None = None,
    job_title: str = "",
    phone: str = "",
    tells_managers: bool = True,
) -> User:
    """Somebody who signs in: on the register, with roles at this school, invited to choose a password.

    Who has an account already, at another school that `by` manages too, keeps it, name and all, and is given the roles
    here. Nobody draws an account of a school that is not theirs to their own: its owner was not asked.
    """
    PeopleAccess.require(by, "manage", school)
    user = User.objects.filter(email__iexact=email).first()
    if user and user != by and not user.is_managed_by(by):
        raise Refused(ELSEWHERES)
    user = user or _new_user(name, email, by=by, job_title=job_title, phone=phone)
    put_on_register(user, school, by=by, person=person)
    for role in roles:
        give_role(user, role, school, by=by, tells_managers=tells_managers)
    if not user.is_used:
        tasks.send_link.enqueue(user.pk)
    return user


@transaction.atomic
def invite_again(user: User, *, by: User) -> None:
    """Send the link once more: the first one was lost, or is too old."""
    user.lock()
    UserAccess.require(by, "invite", user)
    user.save_as(by, "Invited again")
    tasks.send_link.enqueue(user.pk)


@transaction.atomic
def send_forgotten(email: str) -> None:
    """A link to choose another password: one in ten minutes, however often anybody asks.

    For an address without an account as much is done, and a job that finds nobody: the time it takes tells nothing.
    """
    user = User.objects.select_for_update().filter(email__iexact=email, is_active=True).first()
    key = user.pk if user else NOBODY
    if not jobs.was_wanted(tasks.send_link, key, since=LINK_EVERY) or key == NOBODY:
        tasks.send_link.enqueue(key)


def _new_user(name: str, email: str, *, by: User, job_title: str, phone: str) -> User:
    user = User(name=name, email=User.objects.normalize_email(email), job_title=job_title, phone=phone)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save_as(by, "Account made")
    except IntegrityError:  # made by somebody else since the form was checked
        raise Refused(TAKEN) from None
    return user


def put_on_register(user: User, school: School, *, by: User, person: Person | None = None) -> None:
    """Let an incident find the account of an adult whom it is about: every account is one entry of a register.

    An entry that is there already under this name, and belongs to no account, is the one.
    """
    if Person.objects.filter(user=user).exists():
        return
    entry = person or _entry_named(user.name, school) or Person(school=school, kind=Person.Kind.STAFF, name=user.name)
    entry.user = user
    entry.save_as(by, "Linked to the account" if entry.pk else "Added with the account")
    entry_changed.send(Person, person=entry, by=by)


def _entry_named(name: str, school: School) -> Person | None:
    free = Person.objects.current().filter(school=school, kind=Person.Kind.STAFF, user=None)
    found = [person for person in free if folded(person.name) == folded(name)]
    return found[0] if len(found) == 1 else None


@transaction.atomic
def change_email(user: User, email: str, *, by: User) -> None:
    """Another address to sign in with. The old one is told; who has never signed in is invited again."""
    user.lock()
    UserAccess.require(by, "change_email", user)
    before, user.email = user.email, User.objects.normalize_email(email)
    try:
        with transaction.atomic():
            user.save_as(by, "E-mail address changed")
    except IntegrityError:
        raise Refused(TAKEN) from None
    if user.is_used:
        tasks.tell_old_address.enqueue(user.pk, before)
    else:
        tasks.send_link.enqueue(user.pk)


@transaction.atomic
def close_account(user: User, *, by: User, reason: str) -> None:
    """Nobody signs in with it any more, from the next click on. Its roles stay as they are, and count for nothing."""
    for membership in user.memberships.not_ended():
        membership.lock_schools()
    user.lock()
    UserAccess.require(by, "close", user)
    user.is_active = False
    user.save_as(by, reason)
    roles_changed.send(User, schools=_schools_of(user), by=by)
    _tell_managers(user, by, "An account was closed.")


@transaction.atomic
def open_account_again(user: User, *, by: User, reason: str) -> None:
    """Its owner signs in as before. Roles that open records wait to be confirmed again."""
    user.lock()
    UserAccess.require(by, "open_again", user)
    user.is_active = True
    user.save_as(by, reason)
    for membership in user.opening_roles():
        membership.confirmed_by = None
        membership.save_as(by, "The account was closed meanwhile")
    roles_changed.send(User, schools=_schools_of(user), by=by)
    _tell_managers(user, by, "An account was opened again.")


def _schools_of(user: User) -> set[int]:
    return {pk for each in user.memberships.not_ended() for pk in each.school_ids}


def _tell_managers(user: User, by: User, wanted: str) -> None:
    for school in School.objects.filter(pk__in=_schools_of(user)):
        managers = [contact.user for contact in Membership.objects.contacts(school, *MANAGES)]
        tell(
            [manager for manager in managers if manager != by],
            label="Accounts",
            wanted=wanted,
            path=user.get_absolute_url(),
            school=school,
        )
