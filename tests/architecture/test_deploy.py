"""What the units, the image and the compose file name is there; nothing in them names a place to fetch from."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from io import StringIO

import pytest
import yaml
from django.core.management import get_commands

from .sources import APPS, ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
PROGRAM = "/srv/e-safety/"
INSTALLED = {"python", "gunicorn"}  # of the virtual environment


def unit(path):
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str
    read.read_file(StringIO(path.read_text()))
    return read


def check_command(words):
    """A command of the virtual environment, its subcommand and its options: all of them are known."""
    program, *arguments = words
    assert program in INSTALLED
    if program == "gunicorn":
        help_of = [sys.executable, "-m", "gunicorn", "--help"]
        options = subprocess.run(help_of, capture_output=True, text=True, check=True).stdout  # noqa: S603
        assert (ROOT / "esafety" / "wsgi.py").is_file()
        assert arguments[0] == "esafety.wsgi"
    else:
        assert arguments[0] == "manage.py"
        assert arguments[1] in get_commands()
        options = "--keep"
    assert [word for word in arguments if word.startswith("--") and word not in options] == []


@pytest.mark.once
@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_each_service_starts_what_is_there_and_may_write_where_it_stores(path):
    service = unit(path)["Service"]

    program, *arguments = shlex.split(service["ExecStart"])
    assert program.startswith(f"{PROGRAM}.venv/bin/")
    check_command([program.rsplit("/", 1)[1], *arguments])
    assert service["User"] == "e-safety"
    assert f"{PROGRAM}var" in service["ReadWritePaths"].split()
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "true")
    assert service["CapabilityBoundingSet"] == ""
    assert service["SystemCallErrorNumber"] == "EPERM"  # without it, what a library may not ask kills the process


def test_only_a_backup_writes_where_backups_are():
    writers = [path.name for path in SERVICES if "/var/backups" in unit(path)["Service"]["ReadWritePaths"]]

    assert writers == ["e-safety-backup.service"]


@pytest.mark.once
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_each_unit(path, tmp_path):
    """With commands that are there: whether ours are, depends on the machine."""
    if not (analyse := shutil.which("systemd-analyze")):
        assert unit(path).sections()
        return
    text = re.sub(r"^ExecStart=.*", "ExecStart=/bin/true", path.read_text(), flags=re.MULTILINE)
    (tmp_path / path.name).write_text(text)
    if path.suffix == ".timer":
        (tmp_path / path.with_suffix(".service").name).write_text("[Service]\nType=oneshot\nExecStart=/bin/true\n")

    verified = subprocess.run([analyse, "verify", tmp_path / path.name], capture_output=True, text=True, check=False)  # noqa: S603

    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.once
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed here")
def test_each_service_is_walled_off():
    """By systemd's own score, from 0 to 100; ours are at 15 and 16, and a later systemd may ask for a little more."""
    score = ["systemd-analyze", "security", "--offline=true", "--threshold=20", *SERVICES]

    examined = subprocess.run(score, capture_output=True, text=True, check=False)  # noqa: S603

    assert examined.returncode == 0, examined.stdout + examined.stderr


def test_what_the_image_copies_is_there_and_is_all_of_the_program():
    copied = [
        word for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for word in line.split()[:-1]
    ]

    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert set(APPS) <= set(copied)


def test_the_image_installs_the_packages_that_running_needs():
    wanted = (ROOT / "scripts" / "debian-packages.txt").read_text()
    needed = {line.split()[0] for line in wanted.splitlines() if re.search(r"^\S+ +run\b", line)} - {"python3-venv"}

    assert needed <= set(DOCKERFILE.split())


@pytest.mark.once
def test_the_image_runs_as_nobody_in_particular_and_starts_what_is_there():
    commands = re.findall(r"^CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)

    assert DOCKERFILE.index("\nUSER e-safety\n") < DOCKERFILE.index("\nCMD ")
    check_command(yaml.safe_load(commands[0]))
    assert "/healthz" in re.search(r"HEALTHCHECK(?:.|\n)+?CMD .+", DOCKERFILE)[0]


@pytest.mark.once
def test_the_containers_start_what_is_there():
    services = COMPOSE["services"]

    assert set(services) == {"database", "tables", "web", "worker", "backup", "restore"}
    for name in ("tables", "worker", "backup"):
        check_command(services[name]["command"])
    assert (DEPLOY / services["tables"]["build"]["context"] / services["tables"]["build"]["dockerfile"]).is_file()
    named = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())}
    assert named == set(COMPOSE["volumes"])
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]


RESTORE = COMPOSE["services"]["restore"]


def mounted(service):
    """What is mounted where, and how it may be used: `{place: (name, "rw")}`."""
    read = (volume.split(":") for volume in service["volumes"])
    return {place: (name, *how) if how else (name, "rw") for name, place, *how in read}


def test_a_restore_in_containers_finds_its_database_empty():
    """`tables`, which migrates, is not among what starts before it, and nothing that starts it is."""
    before, to_see = set(), list(RESTORE["depends_on"])
    while to_see:
        before.add(name := to_see.pop())
        to_see.extend(COMPOSE["services"][name].get("depends_on", ()))

    assert before == {"database"}


def test_it_reads_backups_where_they_are_made_and_writes_evidence_where_the_pages_read_it():
    services, places = COMPOSE["services"], mounted(RESTORE)
    made_in = services["backup"]["command"][3]
    store = RESTORE["environment"]["EVIDENCE_ROOT"]

    assert places[made_in] == (mounted(services["backup"])[made_in][0], "ro")
    assert places[store] == mounted(services["web"])[store] == mounted(services["worker"])[store]
    assert places[store][1] == "rw"


@pytest.mark.once
def test_it_takes_the_file_after_its_name_and_does_not_start_with_the_others():
    assert RESTORE["profiles"]
    assert RESTORE["restart"] == "no"
    check_command(RESTORE["entrypoint"])
    assert "".join(RESTORE["entrypoint"]).endswith("manage.pyrestore")


@pytest.mark.once
def test_what_the_documents_have_run_in_containers_is_a_service():
    text = (ROOT / "docs" / "operations.md").read_text() + (DEPLOY / "compose.yaml").read_text()
    run = set(re.findall(r"run --rm (?:-T |--\S+ \S+ )*([a-z]+)", text))

    assert run == {"web", "backup", "restore"}


def test_the_python_of_the_image_is_one_that_the_program_runs_on():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]

    assert set(re.findall(r"^FROM python:([\d.]+)-", DOCKERFILE, re.MULTILINE)) == {wanted.removeprefix(">=")}


def test_base_images_are_named_and_no_place_to_fetch_them_from():
    images = [*re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE), COMPOSE["services"]["database"]["image"]]

    assert [image for image in images if "/" in image or ":" not in image] == []
