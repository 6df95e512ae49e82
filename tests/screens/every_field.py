"""Every text field of the screens: where each is written in the source, and which one a control on a screen is."""

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import flet as ft
import pytest

from audit_app.screens.flet_gaps import ClientText

SCREENS = Path(__file__).parents[2] / "audit_app" / "screens"
MADE_BY = ("text_field", "TypedField")
OWN = ("pieces/fields/text.py", "pieces/fields/draft_field.py")


@dataclass(frozen=True)
class Site:
    """One call that makes a text field: its module, its lines, and the pattern of its name where the call has one."""

    module: str
    first: int
    last: int
    name: str = ""

    def __str__(self) -> str:
        return f"{self.module}:{self.first}"


def sites() -> tuple[Site, ...]:
    """Every call in the screens that makes a text field, but for those in `OWN`, which all others use."""
    found = []
    for path in sorted(SCREENS.rglob("*.py")):
        module = path.relative_to(SCREENS).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if module not in OWN else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MADE_BY:
                name = pattern(node.args[0]) if node.func.id == "TypedField" else ""
                found.append(Site(module, node.lineno, node.end_lineno or node.lineno, name))
    return tuple(found)


def pattern(node: ast.expr) -> str:
    """A name as a pattern: what is put into it may be anything."""
    if isinstance(node, ast.Constant):
        return re.escape(str(node.value))
    if isinstance(node, ast.JoinedStr):
        return "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in node.values)
    return ".+"


class Makers:
    """Notes for each text field that is drawn the line of the screens that made it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._every, self._made = sites(), dict[int, tuple[str, int]]()
        whole = ClientText.init

        def noted(field: ClientText) -> None:
            whole(field)
            frame = sys._getframe(1)
            while frame.f_back is not None and not self._is_maker(frame.f_code.co_filename):
                frame = frame.f_back
            module = Path(frame.f_code.co_filename).as_posix().partition("/audit_app/screens/")[2]
            self._made[id(field)] = (module, frame.f_lineno)

        monkeypatch.setattr(ClientText, "init", noted)

    @staticmethod
    def _is_maker(file: str) -> bool:
        return "/audit_app/screens/" in file and not file.endswith((*OWN, "/flet_gaps.py"))

    def site_of(self, field: ft.TextField) -> Site | None:
        """The call that made a field; one with a state of its own is known by its name."""
        module, line = self._made.get(id(field), ("", 0))
        for each in self._every:
            if each.module == module and each.first <= line <= each.last:
                return each
        named = [each for each in self._every if each.name and re.fullmatch(each.name, str(field.key))]
        return max(named, key=lambda each: len(each.name.replace(".+", "")), default=None)
