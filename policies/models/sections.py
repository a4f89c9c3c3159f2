"""The text of a version, in sections."""

from django.db import models, transaction
from django.db.models import Q

from core.access import Refused
from core.history import records
from core.keys import free_key
from core.models import Record
from people.models import User
from policies.access import PolicyAccess
from policies.standard_text import StandardSection, missing_from, sections_of

from .versions import PolicyVersion

LONGEST_SECTION = 20_000  # characters: about seven pages
MOST_SECTIONS = 60
LONGEST_REASON = 400
LONGEST_TEXT, MOST_LINES = 150_000, 4_000  # characters and lines of all sections: paper takes ten seconds for them


class Section(Record):
    """One section of a version: a heading, and its text in Markdown.

    Its key stays the same from version to version, so that two versions can be compared section by section.
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=60, db_index=False)
    title = models.CharField(max_length=160)
    body = models.TextField(blank=True, max_length=LONGEST_SECTION, help_text="Markdown")
    position = models.PositiveSmallIntegerField(default=0)
    history = records()
    sealed_in = ""

    access = PolicyAccess

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="section_has_a_key_of_its_own")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    @transaction.atomic
    def add_to(
        cls, version: PolicyVersion, *, by: User, title: str, body: str, after: "Section | None" = None
    ) -> "Section":
        """A new section of a draft, after another one, or first."""
        version.lock()
        version.access.require(by, "edit", version)
        others = list(version.sections.all())
        if len(others) >= MOST_SECTIONS:
            raise Refused(f"A policy has at most {MOST_SECTIONS} sections: add the text to one that is there.")
        _require_room([*(other.body for other in others), body])
        key = free_key(title, {other.key for other in others}, otherwise="section", longest=50)
        section = cls(version=version, key=key, title=title, body=body)
        _renumber(_with(others, section, after), by=by, reason="Section added")
        return section

    @classmethod
    @transaction.atomic
    def put_back(cls, version: PolicyVersion, key: str, *, by: User) -> "Section":
        """A section of the standard text that the draft lacks, after the ones that stand before it there."""
        version.lock()
        version.access.require(by, "edit", version)
        written = _missing(version, key)
        others = list(version.sections.all())
        _require_room([*(other.body for other in others), written.body])
        before = [each.key for each in sections_of(version.policy.kind)]
        before = before[: before.index(key)]
        after = next((other for other in reversed(others) if other.key in before), None)
        section = cls(version=version, key=key, title=written.title, body=written.body)
        _renumber(_with(others, section, after), by=by, reason="Put back as the standard text has it")
        for omission in version.omissions.filter(key=key):
            omission.delete_as(by, f"“{section}” is put back")
        return section

    @transaction.atomic
    def rewrite(self, *, by: User, title: str, body: str) -> None:
        """Change heading and text; refuses where somebody else changed them since this record was read."""
        read = (self.title, self.body)
        self._lock_for("write", by)
        if (self.title, self.body) != read:
            raise Refused("Somebody else has just changed this section. Nothing was saved: save again.")
        others = Section.objects.filter(version=self.version_id).exclude(pk=self.pk)
        _require_room([*others.values_list("body", flat=True), body])
        self.title, self.body = title, body
        self.save_as(by, "Rewritten")

    @transaction.atomic
    def move(self, *, by: User, after: "Section | None") -> None:
        """Stand after another section, or first."""
        self._lock_for("write", by)
        others = [section for section in self.version.sections.all() if section != self]
        _renumber(_with(others, self, after), by=by, reason="Moved")

    @transaction.atomic
    def remove(self, *, by: User) -> None:
        """Take the section out of a draft. Its tables then stand after the one before it, or at the end."""
        self._lock_for("write", by)
        before = self.version.sections.filter(position__lt=self.position).last()
        for matrix in self.matrices.all():
            matrix.section = before
            matrix.save_as(by, f"“{self}” is removed")
        self.delete_as(by, "Removed")

    def _lock_for(self, verb: str, by: User) -> None:
        self.version.lock()
        if not Section.objects.filter(pk=self.pk).exists():
            raise Refused("Somebody else removed this section meanwhile. Nothing was saved.")
        self.lock()
        self.access.require(by, verb, self)


class Omission(Record):
    """A section of the standard text that a policy does without, and why: the board reads it before it approves."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="omissions")
    key = models.SlugField(max_length=60, db_index=False)
    title = models.CharField(max_length=160)
    reason = models.CharField(max_length=LONGEST_REASON)
    history = records()
    sealed_in = ""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="section_is_left_out_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="left_out_section_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    @transaction.atomic
    def explain(cls, version: PolicyVersion, key: str, *, by: User, reason: str) -> "Omission":
        """Say why a section that the draft lacks is not part of this policy; said again, the new reason holds."""
        version.lock()
        version.access.require(by, "edit", version)
        written = _missing(version, key)
        omission = version.omissions.filter(key=key).first() or cls(version=version, key=key)
        omission.title, omission.reason = written.title, reason
        omission.save_as(by, "Left out")
        return omission


def _missing(version: PolicyVersion, key: str) -> StandardSection:
    """The section of the standard text that has this key and is not in the draft."""
    there = version.sections.values_list("key", flat=True)
    found = next((each for each in missing_from(version.policy.kind, there) if each.key == key), None)
    if found is None:
        raise Refused("This section is in the policy: somebody put it back. Nothing was changed.")
    return found


def _require_room(texts: list[str]) -> None:
    if sum(map(len, texts)) > LONGEST_TEXT or sum(text.count("\n") + 1 for text in texts) > MOST_LINES:
        raise Refused(
            f"The text of a policy has at most {LONGEST_TEXT:,} characters in {MOST_LINES:,} lines, all sections "
            "together: shorten it."
        )


def _with(others: list[Section], section: Section, after: Section | None) -> list[Section]:
    """The order once `section` stands after another, or first."""
    if after is None:
        return [section, *others]
    if after not in others:
        raise Refused("Somebody else removed the section that it is to stand after.")
    place = others.index(after) + 1
    return [*others[:place], section, *others[place:]]


def _renumber(sections: list[Section], *, by: User, reason: str) -> None:
    """Save the new section, and those whose places have changed."""
    for position, section in enumerate(sections):
        if section.pk is None or section.position != position:
            section.position = position
            section.save_as(by, reason)
