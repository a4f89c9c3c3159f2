"""Checks every seal, and says what the first broken one concerns."""

from time import monotonic
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connection

from audit.models import Permit
from audit.verifying import CHECKS, Check, Problem, find_head
from core.dates import date_in_words

SHOWN = 20


class Command(BaseCommand):
    help = "Checks that nothing was changed past the program: every link, every sealed row, every record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            metavar="HASH",
            action="append",
            default=[],
            help="a head that was printed or e-mailed: is it still there? May be given several times",
        )
        parser.add_argument("--links", action="store_true", help="the chains alone, without the rows they seal")

    def handle(self, *, head: list[str], links: bool, **options: Any) -> None:
        self.stdout.write(f"Of the database {connection.settings_dict['NAME']}:")
        problems = [problem for each in head for problem in self._compare(each)]
        for what, check in CHECKS.items():
            if what == "links" or not links:
                problems += self._counted(what, check)
        if Permit.objects.exists():
            problems.append(Problem(object="audit.permit", what="a permit to erase was left: remove it"))
        for problem in sorted(problems)[:SHOWN]:
            self.stderr.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} not as sealed. The first: {min(problems)}")
        self.stdout.write("Everything is as it was sealed.")

    def _counted(self, what: str, check: Check) -> list[Problem]:
        began, counted = monotonic(), 0

        def progress(more: int) -> None:
            nonlocal counted
            counted += more

        problems = list(check(progress, DEFAULT_DB_ALIAS))
        seconds = monotonic() - began
        if counted:
            self.stdout.write(f"{counted:,} {what} in {seconds:.1f} s ({counted / max(seconds, 1e-6):,.0f} a second)")
        return problems

    def _compare(self, text: str) -> list[Problem]:
        try:
            link = find_head(text)
        except ValueError:
            raise CommandError(
                "The head given is none: it has eight groups of eight characters, each 0 to 9 or a to f. Copy it again."
            ) from None
        if link is None:
            what = "no chain has the head that was given: what it stood on is gone"
            return [Problem(object="audit.chain", what=what)]
        self.stdout.write(f"The head given is link {link.number} of {link.chain}, of {date_in_words(link.at.date())}.")
        return []
