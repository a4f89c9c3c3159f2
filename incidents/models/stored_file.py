"""Where the bytes of a file are stored, by which fingerprint they are known, and whether they are as they were."""

from uuid import UUID

from django.db import models, transaction

from core import clock
from core.access import Refused
from core.models import Record
from incidents.evidence import storage


class Stored(Record):
    """Something whose content is kept as encrypted files. Of a picture there are two."""

    class Copy(models.TextChoices):
        """Of a picture there are two: as it came, and written anew without anything but what is seen."""

        SHOWN = "shown", "the copy for showing"
        ORIGINAL = "original", "the original"

    sha256 = models.CharField("SHA-256 of the original", max_length=64)
    storage_key = models.UUIDField(unique=True, editable=False)
    key_id = models.CharField("name of the key", max_length=40)
    shown_size = models.PositiveIntegerField(null=True, blank=True)
    shown_sha256 = models.CharField("SHA-256 of the copy for showing", max_length=64, blank=True)
    shown_key = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    damaged_at = models.DateTimeField(
        "found damaged", null=True, blank=True, help_text="By the nightly check, as long as it stays so."
    )

    class Meta:
        abstract = True

    @property
    def is_destroyed(self) -> bool:
        """Its files are not there any more, and are not to be."""
        raise NotImplementedError

    @property
    def copies(self) -> list[tuple[UUID, str]]:
        """Each stored file of it, with its fingerprint."""
        original = (self.storage_key, self.sha256)
        return [original, (self.shown_key, self.shown_sha256)] if self.shown_key else [original]

    @transaction.atomic
    def record_check(self, *, is_whole: bool) -> bool:
        """What the nightly check found of its files. Whether that is bad news."""
        self.lock()
        if self.is_destroyed or is_whole == (self.damaged_at is None):
            return False
        self.damaged_at = None if is_whole else clock.now()
        self.save_as(None, "Nightly check of the stored files")
        return not is_whole

    @transaction.atomic
    def reencrypt(self) -> bool:
        """Let the first key of the ring encrypt its files; False where it did already. Bears being cut off."""
        self.lock()
        if self.is_destroyed:
            return False
        done = [storage.reencrypt(key, sha256=sha256) for key, sha256 in self.copies]
        if self.key_id != storage.current_key():
            self.key_id = storage.current_key()
            self.save_as(None, "Encrypted with another key")
        return any(done)

    def _stored(self, copy: str) -> tuple[UUID, str]:
        if copy == self.Copy.ORIGINAL:
            return self.storage_key, self.sha256
        if self.shown_key is None:
            raise Refused("Of this file there is only the original.")
        return self.shown_key, self.shown_sha256
