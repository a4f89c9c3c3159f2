"""`manage.py reencrypt_evidence`: every stored file with the first key of the ring, so that older keys can go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.words import counted
from incidents.evidence import storage
from incidents.evidence.encryption import DamagedError
from incidents.models import Evidence


class Command(BaseCommand):
    help = "Encrypts the stored files of evidence with the first of EVIDENCE_KEYS. May be run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        done = already = 0
        damaged = []
        for evidence in Evidence.objects.stored().order_by("pk").iterator(chunk_size=100):
            try:
                if evidence.reencrypt():
                    done += 1
                else:
                    already += 1
            except DamagedError as error:
                damaged.append(f"{evidence.storage_key.hex}: {error}")
        key = storage.current_key()
        self.stdout.write(f"Encrypted with “{key}” now: {done}. Before already: {already}.")
        if damaged:
            left = "\n".join(damaged)
            raise CommandError(
                f"{counted(len(damaged), 'file')} could not be read and stayed the same. Bring back from a backup "
                f"what is damaged, keep every key until then, and run this again:\n{left}"
            )
        self.stdout.write(f"No file needs another key than “{key}” any more.")
