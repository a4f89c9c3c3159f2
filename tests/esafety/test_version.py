"""Which program this is: a backup says it, so that it can be restored with its own."""

import subprocess

import pytest

from esafety.version import commit_of, program_version

pytestmark = pytest.mark.once


def git(*words, folder):
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@test.example")
    done = subprocess.run(("git", *who, *words), cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603, S607
    return done.stdout.strip()


def test_it_is_what_git_says_on_a_branch_packed_away_and_on_none(tmp_path):
    git("init", "--quiet", folder=tmp_path)
    git("commit", "--quiet", "--allow-empty", "--message", "First", folder=tmp_path)
    commit = git("rev-parse", "HEAD", folder=tmp_path)

    on_a_branch = commit_of(tmp_path)
    git("pack-refs", "--all", folder=tmp_path)
    packed_away = commit_of(tmp_path)
    git("checkout", "--quiet", "--detach", folder=tmp_path)

    assert (on_a_branch, packed_away, commit_of(tmp_path)) == (commit, commit, commit)


def test_without_git_it_is_the_version_alone(tmp_path, settings):
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n')
    settings.BASE_DIR = tmp_path
    program_version.cache_clear()

    version = program_version()

    program_version.cache_clear()
    assert version == "1.2.0"
