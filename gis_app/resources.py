"""Where the files lie that are not Python: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).parent
INSIDE = {"templates": "web/templates"}


def folder(name: str) -> Path:
    """The folder ``layers``, ``sql``, ``static`` or ``templates``.

    Raises
    ------
    FileNotFoundError
        Where neither place has it: the installation is incomplete, and nothing sensible can go on.
    """
    inside = PACKAGE / INSIDE.get(name, name)
    for place in (inside, PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"{inside} is missing: install the package again")
