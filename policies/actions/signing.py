"""Signatures: given on screen, recorded from paper or class, taken back; and reminding of those that are missing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Q

from core import bulk, clock
from core.access import Refused
from core.dates import date_in_words
from people.calendar import midnight
from people.models import User
from people.telling import tell

from .. import states
from ..access import AgreementAccess
from ..models import Retraction, Signature
from ..queries import Agreement, Signatory, about, roll_of, told_since

LONGEST_LABEL = 80
WANTED = "Read this agreement and sign it."
WANTED_AGAIN = "This is a new version of the agreement: read it and sign it."


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a list that was sent: how many signatures are new, and whose were there already."""

    new: int
    already: list[str] = field(default_factory=list)


@transaction.atomic
def sign(agreement: Agreement, *, by: User) -> Signature:
    """Sign on screen, for oneself. Whoever has signed this version already keeps the signature that is there."""
    _hold(agreement)
    if given := agreement.signature_of(by):
        return given
    AgreementAccess.require(by, "sign", agreement)
    person = getattr(by, "person", None)
    signatory = Signatory(str(by), person, by)
    [signature] = _write(agreement, [signatory], by=by, how=Signature.How.SCREEN, signed_on=clock.today())
    return signature


@transaction.atomic
def record(
    agreement: Agreement,
    keys: Iterable[str],
    *,
    by: User,
    how: str,
    signed_on: date,
    signed_by: Mapping[str, str] | None = None,
) -> Recorded:
    """Record who signed on paper or in class, all of them or nobody; who is recorded already stays as they are.

    `keys` names signatories of the roll; `signed_by` has, by key, the parent or carer who signed.
    """
    _hold(agreement)
    AgreementAccess.require(by, "keep", agreement)
    _require_day(agreement, signed_on)
    roll = {each.key: each for each in roll_of(agreement).signatories}
    wanted = list(dict.fromkeys(keys))
    if any(key not in roll for key in wanted):
        raise Refused("Somebody whom you ticked is no longer on this list. Nothing was recorded: check it first.")
    new = [roll[key] for key in wanted if roll[key].signature is None]
    _write(agreement, new, by=by, how=how, signed_on=signed_on, signed_by=signed_by or {})
    return Recorded(len(new), [roll[key].name for key in wanted if roll[key].signature])


@transaction.atomic
def record_names(agreement: Agreement, names: Sequence[str], *, by: User, signed_on: date) -> Recorded:
    """Record visitors or volunteers by name. A name that is recorded for that day already is not recorded twice."""
    _hold(agreement)
    AgreementAccess.require(by, "keep", agreement)
    _require_day(agreement, signed_on)
    there = agreement.version.signatures.valid().filter(school=agreement.school, signed_on=signed_on)
    known = {name.casefold() for name in there.values_list("name", flat=True)}
    wanted = list({name.casefold(): name for name in names}.values())
    new = [Signatory(name, None, None) for name in wanted if name.casefold() not in known]
    _write(agreement, new, by=by, how=Signature.How.PAPER, signed_on=signed_on)
    return Recorded(len(new), [name for name in wanted if name.casefold() in known])


@transaction.atomic
def take_back(signature: Signature, *, by: User, reason: str) -> Retraction:
    """Say that a signature was recorded by mistake. It can still be seen, but no longer counts."""
    locked = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    AgreementAccess.require(by, "take_back", locked)
    return Retraction.objects.create(signature=locked, by=by, at=clock.now(), reason=reason)


@transaction.atomic
def remind(agreement: Agreement, *, by: User) -> int:
    """Tell those who have not signed and can sign in; nobody twice on one day. How many were told."""
    AgreementAccess.require(by, "remind", agreement)
    return ask_to_sign(agreement, roll_of(agreement).unsigned)


def ask_to_sign(agreement: Agreement, signatories: Iterable[Signatory], *, every: int = 1, at_once: bool = True) -> int:
    """Tell those of them who sign on screen and were not told in these last days. How many were told."""
    since = midnight(clock.today() - clock.ONE_DAY * (every - 1))
    lately = told_since(agreement, since)
    users = [each.user for each in signatories if each.user and each.has_the_role and each.user.pk not in lately]
    tell(
        users,
        label=str(agreement)[:LONGEST_LABEL],
        wanted=WANTED_AGAIN if _is_new_version(agreement) else WANTED,
        path=agreement.sign_url,
        school=agreement.school,
        key=f"{about(agreement)}{clock.today()}",
        at_once=at_once,
    )
    return len(told_since(agreement, since)) - len(lately)


def _is_new_version(agreement: Agreement) -> bool:
    """Whether an earlier version of it was once approved."""
    version = agreement.version
    return version.policy.versions.filter(status__in=states.ONCE_APPROVED, number__lt=version.number).exists()


def _hold(agreement: Agreement) -> None:
    """One at a time signs or records, and only what is in force at that moment."""
    agreement.version.lock()
    if not agreement.is_still_in_force:
        raise Refused("A newer version has come into force meanwhile. Nothing was saved: this page shows it now.")


def _require_day(agreement: Agreement, day: date) -> None:
    since = agreement.version.effective_from
    if day > clock.today():
        raise Refused("The day of signing cannot be in the future.")
    if since and day < since:
        raise Refused(f"This version is in force from {date_in_words(since)}: nobody signed it before.")


def _write(
    agreement: Agreement,
    signatories: Sequence[Signatory],
    *,
    by: User,
    how: str,
    signed_on: date,
    signed_by: Mapping[str, str] | None = None,
) -> list[Signature]:
    turns = _turns(agreement, signatories)
    parents = signed_by or {}
    return bulk.add(
        Signature,
        [
            Signature(
                version=agreement.version,
                school=agreement.school,
                person=each.person,
                user=each.user,
                name=each.name,
                class_name=each.class_name,
                signed_by=parents.get(each.key, ""),
                how=how,
                signed_on=signed_on,
                recorded_by=by,
                recorded_at=clock.now(),
                nth=1 + turns[each.key],
            )
            for each in signatories
        ],
    )


def _turns(agreement: Agreement, signatories: Sequence[Signatory]) -> Counter[str]:
    """How many signatures of each were taken back."""
    people = {each.person.pk: each.key for each in signatories if each.person}
    users = {each.user.pk: each.key for each in signatories if each.user}
    taken_back = agreement.version.signatures.exclude(retraction=None).filter(Q(person__in=people) | Q(user__in=users))
    pairs = taken_back.values_list("person", "user")
    return Counter(people.get(person) or users[user] for person, user in pairs)
