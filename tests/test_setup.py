"""deploy/setup.sh on a machine where nobody may install: the one line to run, and nothing touched."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

TOOLS = ("bash", "cat", "cut", "dirname", "flock", "mkdir", "sed", "sha256sum", "sort", "tail", "tr", "env", "head")
MISSING = "fontconfig fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-postgis"
LINE = f"apt-get update && apt-get install -y --no-install-recommends {MISSING}"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout and a PATH of its own: a clerk's account, a Python, no PostGIS, no fonts, nothing to print with; who installs anyway leaves ``touched``."""
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, name
        (tools / name).symlink_to(found)
    tool(tmp_path, "python3", f'exec {sys.executable} "$@"')
    tool(tmp_path, "id", "echo 1000")
    tool(tmp_path, "ls", "exit 2")  # how the script looks for libraries
    return tmp_path


def tool(machine: Path, name: str, line: str) -> None:
    script = machine / "bin" / name
    script.write_text(f"#!/bin/bash\n{line}\n")
    script.chmod(0o755)


def setup(machine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([machine / "deploy" / "setup.sh", "demo"], capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL, env={"PATH": str(machine / "bin"), "LC_ALL": os.environ.get("LC_ALL", "C.UTF-8")})


@pytest.mark.parametrize("sudo", [False, True])
def test_without_root_the_line_is_said(sudo: bool, machine: Path) -> None:
    tool(machine, "apt-get", f"echo . >{machine}/touched")
    if sudo:
        tool(machine, "sudo", "exit 1")  # it would ask for a password, and there is no terminal
    done = setup(machine)
    assert (done.returncode != 0, LINE in done.stderr, "请以 root 运行" in done.stderr) == (True, True, True), done.stderr
    assert not (machine / "touched").exists() and not (machine / ".venv").exists()


def test_without_apt_the_packages_are_named(machine: Path) -> None:
    done = setup(machine)
    assert done.returncode != 0 and f"缺少系统软件包：{MISSING}" in done.stderr, done.stderr
    assert "apt-get" not in done.stderr and not (machine / ".venv").exists()


def test_with_sudo_they_are_installed(machine: Path) -> None:
    tool(machine, "apt-get", f'echo "$@" >>{machine}/touched; [ "$1" = update ]')
    tool(machine, "sudo", '[ "$1" = -n ] && shift; [ "$1" = true ] && exit; exec "$@"')
    assert setup(machine).returncode != 0
    assert (machine / "touched").read_text().splitlines() == ["update -qq", f"install -y --no-install-recommends {MISSING}"]
