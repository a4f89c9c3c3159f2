"""Fills a database and measures. `python -m tests.bench [INCIDENTS [SCHOOLS]]`, as scripts/bench calls it."""

import sys
from itertools import chain
from time import perf_counter

import django


def main(incidents: int = 1_000_000, schools: int = 1_000) -> int:
    """Print what was measured. 1 where anything is slower than it may be."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from people.calendar import AcademicYear

    from . import reports
    from .filling import fill, settle

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    began = perf_counter()
    trust = fill(incidents, schools, AcademicYear.current().previous)
    settle()
    print(f"{incidents:,} incidents in {schools:,} schools, written in {perf_counter() - began:.0f} s\n", flush=True)

    slow = 0
    for result in chain(reports.figures(trust), reports.trends(trust), reports.pdf(trust)):
        print(result, flush=True)
        slow += not result.is_met
    print(f"\n{'Everything is as fast as it must be.' if not slow else f'{slow} too slow.'}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
