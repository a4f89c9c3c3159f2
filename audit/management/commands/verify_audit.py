"""Checks every seal, and says what the first broken one concerns."""

from collections.abc import Iterable
from time import monotonic
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from audit.models import Permit
from audit.verifying import Problem, check_links, check_records, check_rows, find_head
from core.dates import date_in_words

SHOWN = 20


class Command(BaseCommand):
    help = "Checks that nothing was changed past the program: every link, every sealed row, every record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", metavar="HASH", help="a head that was printed or e-mailed: is it still there?")
        parser.add_argument("--links", action="store_true", help="the chains alone, without the rows they seal")

    def handle(self, *, head: str | None, links: bool, **options: Any) -> None:
        problems = self._count("links", check_links())
        if not links:
            problems += self._count("rows", check_rows())
            problems += self._count("records", check_records())
        if Permit.objects.exists():
            problems.append(Problem(0, 0, "audit.permit", 0, "a permit to erase was left: remove it"))
        if head is not None:
            problems += self._compare(head)
        for problem in sorted(problems)[:SHOWN]:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} not as sealed. The first: {min(problems)}")
        self.stdout.write("Everything is as it was sealed.")

    def _count(self, what: str, found: Iterable[Problem | int]) -> list[Problem]:
        began, counted, problems = monotonic(), 0, []
        for each in found:
            if isinstance(each, Problem):
                problems.append(each)
            else:
                counted += each
        seconds = monotonic() - began
        if counted:
            self.stdout.write(f"{counted:,} {what} in {seconds:.1f} s ({counted / max(seconds, 1e-6):,.0f} a second)")
        return problems

    def _compare(self, text: str) -> list[Problem]:
        link = find_head(text)
        if link is None:
            return [Problem(0, 0, "audit.chain", 0, "no chain has the head that was given: what it stood on is gone")]
        self.stdout.write(f"The head given is link {link.number} of {link.chain}, of {date_in_words(link.at.date())}.")
        return []
