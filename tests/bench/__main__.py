"""Fills databases and measures in them. `python -m tests.bench [INCIDENTS …]`, as scripts/bench calls it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack, closing
from time import perf_counter

import psycopg2

from . import results
from .asking import Asked, from_text
from .names import ADMIN
from .serving import ROOT, Server

SIZES = (10_000, 100_000, 1_000_000)
OF_A_SCHOOL = 1_000
WARM, ROUNDS = 4, 20  # requests for each page: two workers come to know it, then the clock runs
TEMPLATE = "bench_template"
SITE = {
    "DJANGO_SETTINGS_MODULE": "esafety.settings.production",
    "SECRET_KEY": "bench",
    "ALLOWED_HOSTS": "127.0.0.1",
    "WITHOUT_HTTPS": "true",
    "EVIDENCE_KEYS": "bench:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
}
CHILD = ("-m", "tests.bench.child")
NOTHING_MORE = ("--config", "python:tests.bench.plain")  # instead of what our own gunicorn.conf.py adds
PLAIN = {"DJANGO_SETTINGS_MODULE": "tests.bench.plain.settings"}


def main(sizes: list[int]) -> int:
    """Print what was measured. 1 where anything is slower than it may be."""
    make(TEMPLATE)
    run("manage.py", "migrate", "--verbosity", "0", **SITE, DATABASE_URL=url(TEMPLATE))
    run("manage.py", "collectstatic", "--noinput", "--verbosity", "0", **SITE, DATABASE_URL=url(TEMPLATE))
    pages = {size: filled(size) for size in sizes}
    come_to_rest()
    met = [results.of_pages(*measured(pages)), of_reports(max(sizes))]
    return 0 if all(met) else 1


def filled(size: int) -> dict[str, list[Asked]]:
    """Whoever is measured → their pages, in two databases of this size: the site's, and a plain one."""
    began = perf_counter()
    make(f"bench_{size}", TEMPLATE)
    make(f"plain_{size}")
    schools = str(max(size // OF_A_SCHOOL, 1))
    told = run(*CHILD, "site", str(size), schools, **SITE, DATABASE_URL=url(f"bench_{size}"))
    copied = run(*CHILD, "plain.filling", url(f"bench_{size}"), **PLAIN, DATABASE_URL=url(f"plain_{size}"))
    say(f"{size:,} incidents in {schools} schools, twice: {perf_counter() - began:.0f} s")
    return from_text(told) | from_text(copied)


def measured(pages: Mapping[int, Mapping[str, list[Asked]]]) -> tuple[results.Measurements, dict[int, list[float]]]:
    """All sizes and pages in turn, again and again: whatever else the machine does, it does to all of them."""
    found = results.Measurements()
    with ExitStack() as running:
        servers = {}
        for size in pages:
            site, plain = SITE | {"DATABASE_URL": url(f"bench_{size}")}, PLAIN | {"DATABASE_URL": url(f"plain_{size}")}
            servers[size] = running.enter_context(Server("esafety.wsgi", site))
            servers[size, ADMIN] = running.enter_context(Server("tests.bench.plain.wsgi", plain, *NOTHING_MORE))
        for number in range(WARM + ROUNDS):
            for size, of in pages.items():
                for who, asked in of.items():
                    server = servers[size, ADMIN] if who == ADMIN else servers[size]
                    for page in asked:
                        took = server.takes(page)
                        if number >= WARM:
                            found.add(size, who, page, took)
        return found, {size: servers[size].memory() for size in pages}


def of_reports(size: int) -> bool:
    """Figures and PDFs, in the largest database and in a process of their own."""
    environment = SITE | {"DATABASE_URL": url(f"bench_{size}")}
    arguments = [sys.executable, *CHILD, "reports"]
    return subprocess.run(arguments, cwd=ROOT, env=os.environ | environment, check=False).returncode == 0


def url(database: str) -> str:
    """The address of a database of this name, beside the one that DATABASE_URL names."""
    there, _, asked = os.environ["DATABASE_URL"].partition("?")
    return f"{there.rpartition('/')[0]}/{database}?{asked}"


def make(database: str, template: str = "template0") -> None:
    of_the_server(f"DROP DATABASE IF EXISTS {database}", f"CREATE DATABASE {database} TEMPLATE {template}")


def come_to_rest() -> None:
    """What was filled is on the disk before anything is measured: it would be written while that is going on."""
    of_the_server("CHECKPOINT")
    os.sync()


def of_the_server(*statements: str) -> None:
    server = psycopg2.connect(os.environ["DATABASE_URL"])
    server.autocommit = True
    with closing(server), server.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def run(*arguments: str, **environment: str) -> str:
    """What a program of our own says. One that fails ends everything, with what it said."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    asked = sys.argv[1:] or os.environ.get("BENCH", "").replace(",", " ").split()
    sys.exit(main([int(size) for size in asked] or list(SIZES)))
