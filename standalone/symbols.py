"""What the compiled modules import that nobody offers: one missing symbol ends Python in the middle of the work."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAGIC = b"\0asm\x01\0\0\0"
IMPORTS, EXPORTS = 2, 7
FUNCTION, TABLE, MEMORY, GLOBAL, TAG = range(5)
# what the loader itself gives to every module
GIVEN = {
    "memory",
    "__memory_base",
    "__table_base",
    "__stack_pointer",
    "__indirect_function_table",
    "__cpp_exception",
    "__c_longjmp",
}


@dataclass
class Names:
    """What one WebAssembly module imports and exports, by name."""

    imports: set[str] = field(default_factory=set)
    exports: set[str] = field(default_factory=set)


class Reader:
    """Reads a module's bytes from one place on."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        """An unsigned LEB128 number."""
        found = shift = 0
        while True:
            byte = self.byte()
            found |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return found

    def name(self) -> str:
        length = self.number()
        self.at += length
        return self.data[self.at - length : self.at].decode()

    def limits(self) -> None:
        with_most = self.byte() & 1
        self.number()
        if with_most:
            self.number()


def names(module: bytes) -> Names:
    """The imports and exports of a WebAssembly module; ValueError when it is none."""
    if not module.startswith(MAGIC):
        raise ValueError("not a WebAssembly module")
    found, reader = Names(), Reader(module, len(MAGIC))
    while reader.at < len(module):
        kind, size = reader.byte(), reader.number()
        end = reader.at + size
        if kind == IMPORTS:
            found.imports.update(_imports(reader))
        elif kind == EXPORTS:
            found.exports.update(_exports(reader))
        reader.at = end
    return found


def _imports(reader: Reader) -> Iterator[str]:
    for _ in range(reader.number()):
        reader.name()
        name, kind = reader.name(), reader.byte()
        if kind == FUNCTION:
            reader.number()
        elif kind == TABLE:
            reader.byte()
            reader.limits()
        elif kind == MEMORY:
            reader.limits()
        elif kind == GLOBAL:
            reader.at += 2
        elif kind == TAG:
            reader.byte()
            reader.number()
        yield name


def _exports(reader: Reader) -> Iterator[str]:
    for _ in range(reader.number()):
        yield reader.name()
        reader.byte()
        reader.number()


def offered(pyodide: Path) -> set[str]:
    """What Pyodide offers to compiled modules: its own exports and what its JavaScript defines."""
    script = (pyodide / "pyodide.asm.mjs").read_text(encoding="utf-8")
    return names((pyodide / "pyodide.asm.wasm").read_bytes()).exports | set(re.findall(r"[A-Za-z_$][\w$]*", script))


def unresolved(wheel: Path, known: set[str]) -> list[str]:
    """Each module of a wheel with the symbols it imports that nobody offers; empty when all is there."""
    wrong = []
    with zipfile.ZipFile(wheel) as archive:
        for path in sorted(each for each in archive.namelist() if each.endswith(".so")):
            module = names(archive.read(path))
            missing = sorted(module.imports - module.exports - known - GIVEN)
            if missing:
                wrong.append(f"{path}: {', '.join(missing)}")
    return wrong
