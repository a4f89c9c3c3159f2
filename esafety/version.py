"""Which program this is: its version and, where it was installed with git, its commit."""

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings


@cache
def program_version() -> str:
    """As `1.2.0+84d9384…`: the version and, after the plus sign, the whole commit; the version alone without one."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        version = str(tomllib.load(file)["project"]["version"])
    commit = commit_of(settings.BASE_DIR)
    return f"{version}+{commit}" if commit else version


def commit_of(folder: Path) -> str:
    """What is checked out there, or nothing. Read from its files: git refuses in a folder that is another user's."""
    git = folder / ".git"
    try:
        head = (git / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head
        branch = head.removeprefix("ref: ")
        if (git / branch).is_file():
            return (git / branch).read_text().strip()
        packed = (line.split() for line in (git / "packed-refs").read_text().splitlines())
        return next((line[0] for line in packed if line[1:] == [branch]), "")
    except OSError:  # not installed with git, or not to be read
        return ""
