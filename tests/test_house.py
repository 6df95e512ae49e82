"""The house itself: rooms small enough to find one's way in, and import contracts that leave no module out."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSES = [ROOT / name for name in ("audit_app", "standalone") if (ROOT / name).is_dir()]
MOST_MODULES = 16  # in one folder
MOST_LINES = 40  # of one function, with its docstring
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def modules(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


def functions() -> Iterator[tuple[str, int]]:
    """Every function of the house by its place, with its length in lines."""
    for house in HOUSES:
        for path in house.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    lines = (node.end_lineno or node.lineno) - node.lineno + 1
                    yield f"{path.relative_to(ROOT)}: {node.name}", lines


def test_no_folder_is_crowded() -> None:
    folders = {path.parent for house in HOUSES for path in house.rglob("*.py")}
    assert {str(each): len(modules(each)) for each in folders if len(modules(each)) > MOST_MODULES} == {}


def test_no_function_is_long() -> None:
    assert {place: lines for place, lines in functions() if lines > MOST_LINES} == {}


def test_every_layer_contract_names_every_module_of_its_room() -> None:
    layers = [each for each in CONTRACTS if each["type"] == "layers"]
    assert layers
    assert all(each.get("exhaustive") for each in layers), "a module outside the layers is not checked"


def test_every_contract_on_a_library_binds_every_room_but_its_owner() -> None:
    house = ROOT / "audit_app"
    rooms = {
        f"audit_app.{path.stem}" for path in (*modules(house), *(each.parent for each in house.glob("*/__init__.py")))
    }
    rooms.discard("audit_app.__main__")
    for each in CONTRACTS:
        if each["type"] == "forbidden" and each["name"].startswith("Only the "):
            assert len(rooms - set(each["source_modules"])) == 1, each["name"]


def test_a_room_has_a_word_on_what_is_in_it() -> None:
    rooms = [path for house in HOUSES for path in house.rglob("__init__.py")]
    assert [str(path.relative_to(ROOT)) for path in rooms if not ast.get_docstring(ast.parse(path.read_text()))] == []
