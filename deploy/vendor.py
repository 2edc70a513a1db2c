"""Copy the front-end files that package.json names from node_modules/ into static/vendor/. Run after `npm ci`.

Needs only the standard library. What is no longer named is removed, so that the folder never holds a stale version.
"""

import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def copy(source: Path, target: Path) -> None:
    if not source.exists():
        sys.exit(f"缺少 {source.name}：请先运行 npm ci")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def main(modules: Path = ROOT / "node_modules", vendor: Path = ROOT / "static" / "vendor") -> None:
    named = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["vendor"]
    shutil.rmtree(vendor, ignore_errors=True)
    for target, source in named.items():
        copy(modules / source, vendor / target)


if __name__ == "__main__":
    main(*(Path(argument).resolve() for argument in sys.argv[1:]))
