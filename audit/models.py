"""A chain of seals for each school. It knows plain ids only: what they stand for is known above."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import DEFAULT_DB_ALIAS, models, transaction

from core import clock
from core.models import Line

SAME_LOOK = timedelta(minutes=15)  # who looks at a record again within it is still at the same look
NO_SCHOOL = 0  # the chain of what belongs to no school: accounts, federations, policies
QUIET = ("change", "line", "entry", "opening", "erased")  # kinds of links: most of a chain, and nothing for a list


class Chain(models.Model):
    """The links of one school, or of what belongs to none. Its row is locked to add to it, and knows the last link."""

    school = models.BigIntegerField(unique=True, help_text="Its id, or 0.")
    length = models.BigIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=bytes(32), help_text="Hash of the last link.")

    def __str__(self) -> str:
        return f"Chain of school {self.school}" if self.school else "Chain of what belongs to no school"

    @classmethod
    def heads(cls, using: str = DEFAULT_DB_ALIAS) -> dict[int, str]:
        """Where the chain of each school ends: its id → the last link's SHA-256, in hexadecimal."""
        return {chain.school: bytes(chain.head).hex() for chain in cls.objects.using(using)}

    @classmethod
    def held(cls, school: int) -> "Chain":
        """The chain, locked until the transaction ends, made where it is the first time."""
        chains = Chain.objects.select_for_update()
        if chain := chains.filter(school=school).first():
            return chain
        Chain.objects.bulk_create([Chain(school=school)], ignore_conflicts=True)
        return chains.get(school=school)


class Layout(models.Model):
    """The columns of a sealed table, in the order in which their values were sealed.

    A column that is added later makes another layout; what was sealed before is still read by its own.
    """

    key = models.CharField(max_length=16, primary_key=True, help_text="The start of the fingerprint of the rest.")
    object = models.CharField(max_length=60)
    columns = models.TextField(help_text="Names of fields, separated by spaces.")

    def __str__(self) -> str:
        return f"{self.object}: {self.columns}"


class Link(models.Model):
    """The seal of one row: its digest, tied to the link before it.

    `digest` = SHA-256(salt, content), and `hash` = SHA-256(the hash before, what the link says, digest). Without the
    salt nobody can try out what an erased row may have said.
    """

    ERASED: ClassVar[str] = "erased"  # the kind of a link that says: this row was erased, under a permit
    ERASURE: ClassVar[str] = "erasure"  # … and of the permit itself

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="links", db_index=False)
    number = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    object = models.CharField(max_length=60, help_text="The sealed table, as app.model.")
    object_id = models.BigIntegerField()
    layout = models.CharField(max_length=16, help_text="Key of the layout by which the row was sealed.")
    by = models.BigIntegerField(null=True, help_text="Id of the account, where one did it.")
    at = models.DateTimeField()
    salt = models.BinaryField(max_length=16, null=True, help_text="Empty once the row was erased.")
    digest = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="link_has_its_own_number")]
        indexes = [
            models.Index(fields=["object", "object_id"], name="link_of_a_row"),
            models.Index(
                fields=["chain", "-at", "-id"],
                condition=~models.Q(kind__in=list(QUIET)),
                name="link_worth_a_look",
            ),
        ]

    def __str__(self) -> str:
        return f"Link {self.number} of {self.chain}"


class Permit(models.Model):
    """While it is there, its own transaction may erase. None is ever committed."""

    def __str__(self) -> str:
        return "Permit to erase"


class Erasure(Line):
    """What was erased, under which permit: the certificate that stays."""

    sealed_as = Link.ERASURE
    sealed_by = "by"

    school_id = models.BigIntegerField(default=NO_SCHOOL)
    permit = models.CharField(max_length=200, help_text="The decision it rests on.")
    reason = models.TextField()
    rows = models.PositiveIntegerField(help_text="How many were erased.")
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"Erased under {self.permit}"


class Beginning(Line):
    """The chains were begun over rows that were there already; a second time only after somebody emptied them."""

    sealed_as = "beginning"
    sealed_by = ""

    school_id = models.BigIntegerField(default=NO_SCHOOL)
    rows = models.PositiveBigIntegerField(help_text="How many were sealed as they stood.")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.rows} rows were sealed as found"


class Opening(Line):
    """Somebody opened a record: once for as long as they go on looking at it."""

    sealed_as = "opening"
    sealed_by = "user"

    school_id = models.BigIntegerField()
    object = models.CharField(max_length=60, help_text="What was opened, as app.model.")
    object_id = models.BigIntegerField()
    user = models.BigIntegerField()
    user_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object", "object_id", "user", "-at"], name="opening_of_a_record")]

    def __str__(self) -> str:
        return f"{self.user_name} opened {self.object} {self.object_id}"

    @classmethod
    def of(cls, label: str, record: int, user: int, since: datetime) -> "models.QuerySet[Opening]":
        """Those of one record by one user after a moment. `label`: what it is, as app.model."""
        return cls.objects.filter(object=label, object_id=record, user=user, at__gt=since).order_by()

    @classmethod
    def note(cls, record: models.Model, *, school: int, user: int, user_name: str, goes_on: bool | None = None) -> None:
        """Write down that this user has the record before them, unless they opened it a few minutes ago.

        `goes_on`: whether they did, where that was asked already.
        """
        label, now = record._meta.label_lower, clock.now()
        if goes_on is None:
            goes_on = cls.of(label, record.pk, user, now - SAME_LOOK).exists()
        if not goes_on:
            with transaction.atomic():
                cls.objects.create(
                    school_id=school, object=label, object_id=record.pk, user=user, user_name=user_name, at=now
                )


class SignIn(Line):
    """Somebody signed in or out, or tried to. An address that no account has is not kept: it may be a password."""

    class Outcome(models.TextChoices):
        IN = "sign_in", "Signed in"
        OUT = "sign_out", "Signed out"
        FAILED = "failed", "Could not sign in"

    sealed_by = "user"

    school_id = models.BigIntegerField(default=NO_SCHOOL, help_text="The first of the user's schools.")
    outcome = models.CharField(max_length=8, choices=Outcome)
    user = models.BigIntegerField(null=True)
    user_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.user_name or 'Nobody known'}: {self.get_outcome_display()}"

    @property
    def sealed_as(self) -> str:  # type: ignore[override]  # what a line is may depend on what it says
        return self.outcome
