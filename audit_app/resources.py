"""Where the files that travel with the app are: checklists, reference, assets."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def folder() -> Path:
    """The folder with `checklists/`, `reference/` and `assets/`: inside an installed wheel, else the project's root."""
    inside = PACKAGE / "data"
    return inside if (inside / "reference").is_dir() else PACKAGE.parent


def reference(name: str) -> Path:
    """One file of `reference/`, by name."""
    return folder() / "reference" / name


def checklists() -> Path:
    """The folder of released checklists, one folder a checklist, one file a version."""
    return folder() / "checklists"


def asset(name: str) -> Path:
    """One file of `assets/` (fonts, icons, the web page's frame), by name."""
    return folder() / "assets" / name
