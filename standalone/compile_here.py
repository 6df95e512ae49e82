"""Runs inside Pyodide: every module under /built becomes bytecode, in one order, and its source is taken away.

Descriptions of modules, classes and functions are left out of the packages whose code never reads its own; checks by
`assert` stay everywhere.
"""

import ast
import importlib.util
import marshal
from pathlib import Path

BUILT = Path("/built")
READ_BY_CODE = ("stdlib/", "packages/numpy/", "packages/reportlab/", "packages/click/", "packages/pydantic/")
DESCRIBED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
UNCHECKED = 0b01  # the bytecode counts, no source is looked for


def bare(tree: ast.Module) -> ast.Module:
    """The same program without descriptions."""
    for node in ast.walk(tree):
        if isinstance(node, DESCRIBED) and ast.get_docstring(node, clean=False) is not None:
            rest = node.body[1:]
            node.body = rest or [ast.copy_location(ast.Pass(), node.body[0])]
    return tree


def compiled(source: bytes, name: str, part: str) -> bytes:
    """The bytes of the .pyc of one module."""
    tree = ast.parse(source, name)
    if not f"{part}/{name}".startswith(READ_BY_CODE):
        tree = bare(tree)
    code = compile(tree, name, "exec", dont_inherit=True, optimize=0)
    head = importlib.util.MAGIC_NUMBER + UNCHECKED.to_bytes(4, "little")
    return head + importlib.util.source_hash(source) + marshal.dumps(code)


for path in sorted(BUILT.rglob("*.py")):
    part, _, name = path.relative_to(BUILT).as_posix().partition("/")
    try:
        path.with_suffix(".pyc").write_bytes(compiled(path.read_bytes(), name, part))
    except SyntaxError:
        print("left out, not Python:", path)  # templates of some packages
        continue
    path.unlink()
