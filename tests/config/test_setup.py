"""What `make` does before anything runs: one sentence when it cannot, nothing where all is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with what the set-up needs."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "setup.sh", tmp_path / "tools")
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").write_text("")
    return tmp_path


def python_that(checkout: Path, answers: str) -> str:
    """A program that answers the questions of the set-up like some other Python."""
    path = checkout / "some-python"
    path.write_text(f'#!/bin/sh\ncase "$*" in\n{answers}\nesac\n')
    path.chmod(0o755)
    return str(path)


def set_up(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "tools/setup.sh", "requirements.txt"],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def refusal(checkout: Path, python: str) -> str:
    done = set_up(checkout, PYTHON=python)
    assert done.returncode == 1
    assert not (checkout / ".venv").exists()
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_a_python_that_is_not_there_is_named(checkout: Path) -> None:
    assert "there is no python9 here" in refusal(checkout, "python9")


def test_an_old_python_is_named(checkout: Path) -> None:
    old = python_that(checkout, '*version_info*) exit 1 ;;\n-V) echo "Python 3.9.2" ;;')
    assert "is Python 3.9.2: name a newer one" in refusal(checkout, old)


def test_a_python_without_venv_is_named(checkout: Path) -> None:
    bare = python_that(checkout, '*"import venv"*) exit 1 ;;')
    assert "install its venv package" in refusal(checkout, bare)


def test_packages_that_cannot_be_had_are_one_sentence_after_the_reason(checkout: Path) -> None:
    fake = checkout / ".venv" / "bin" / "python"
    fake.parent.mkdir(parents=True)
    fake.write_text("#!/bin/sh\necho 'no index here' >&2\nexit 1\n")
    fake.chmod(0o755)
    done = set_up(checkout)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("The packages could not be installed")
    assert not (checkout / ".venv" / "installed-requirements.txt").exists()


def test_what_is_installed_is_not_installed_again_until_the_lock_changes(checkout: Path) -> None:
    log = checkout / "log"
    fake = checkout / ".venv" / "bin" / "python"
    fake.parent.mkdir(parents=True)
    fake.write_text(f'#!/bin/sh\necho "$@" >> {log}\n')
    fake.chmod(0o755)
    for _time in range(2):
        assert set_up(checkout).returncode == 0
    assert len(log.read_text().splitlines()) == 1
    (checkout / "requirements.txt").write_text("# another lock\n")
    assert set_up(checkout).returncode == 0
    assert log.read_text().splitlines()[-1].startswith("-m pip install")


def test_help_lists_every_command_that_the_readme_names() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, timeout=30)
    for name in ("run", "test", "test-services", "bench", "bench-reminders", "lock"):
        assert f"make {name} " in done.stdout


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_locked_with_its_hash(name: str) -> None:
    """What is installed is what was looked at: one version each, and only a file with a known hash."""
    packages = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^\s*#.*\n", "", (ROOT / name).read_text()).strip())
    assert len(packages) > 20
    for package in packages:
        assert re.match(r"[\w.\-]+(\[[\w,\-]+\])?==\S+", package), package
        assert "--hash=sha256:" in package, package
