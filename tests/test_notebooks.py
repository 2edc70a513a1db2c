"""Every notebook runs from top to bottom, on the real data and on the made-up town alike."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("data", ["real", "made up"])
def test_a_notebook_runs(notebook: Path, data: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    folder = request.getfixturevalue("realdata") if data == "real" else tmp_path
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbmake", "--rootdir", str(notebook.parent), "-c", os.devnull, "-q", "-p", "no:cacheprovider", str(notebook)],
        capture_output=True, text=True, timeout=300, env={**os.environ, "WANGGE_REALDATA": str(folder.resolve())}, check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]
