"""The text of a version, in sections."""

from django.db import models

from core.history import records
from core.models import Record

from .versions import PolicyVersion

LONGEST_SECTION = 20_000  # characters: about seven pages


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

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="section_has_a_key_of_its_own")]

    def __str__(self) -> str:
        return self.title
