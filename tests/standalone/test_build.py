"""What the build command makes: the same bytes each time, whole, within its weight, and nothing that opens a door."""

import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from standalone import bytecode, page, symbols
from standalone.archive import squeezed, stored
from standalone.build import client_folder
from standalone.packages import asked_for, pure_files
from standalone.travels import HERE, ROOT, BuildRefused, Wheel, travels, wheels_wanted
from standalone.weight import MOST_FETCHED, MOST_KEPT
from standalone.wheels import found

TESTS = Path(__file__).resolve().parent


def needs_node() -> str:
    path = shutil.which("node")
    if path is None:
        pytest.skip("Node is not here: it runs the tablet's Python")
    return path


def test_every_package_the_app_asks_for_travels_or_is_left_at_home_with_a_reason() -> None:
    wheels = {wheel.name for wheel in wheels_wanted()}
    for name in asked_for():
        assert name in wheels or any(pure_files(name)), name
    assert all(len(reason) > 20 for reason in travels()["left_at_home"].values())


def test_a_package_with_compiled_parts_and_no_wheel_is_refused_by_name() -> None:
    with pytest.raises(BuildRefused, match="lxml has compiled parts and no WebAssembly wheel"):
        list(pure_files("lxml"))


def test_a_wheel_whose_digest_differs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a-1-cp314.whl").write_bytes(b"not it")
    with pytest.raises(BuildRefused, match="digest differs"):
        found(Wheel("a", "a-1-cp314.whl", "0" * 64, "source"), tmp_path)


def test_a_wheel_that_is_nowhere_is_told_with_the_way_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(BuildRefused, match=r"docs/standalone\.md .*--wheels"):
        found(Wheel("a", "a-1-cp314.whl", "", "source"), tmp_path)


def module(*imports: str, exports: tuple[str, ...] = ()) -> bytes:
    """A WebAssembly module that imports and exports functions of these names."""

    def text(words: str) -> bytes:
        return bytes([len(words)]) + words.encode()

    def section(kind: int, rows: list[bytes]) -> bytes:
        body = bytes([len(rows)]) + b"".join(rows)
        return bytes([kind, len(body)]) + body

    taken = section(2, [text("env") + text(name) + b"\0\0" for name in imports])
    given = section(7, [text(name) + b"\0\0" for name in exports])
    return symbols.MAGIC + section(1, [b"\x60\0\0"]) + taken + given


def test_a_symbol_that_nobody_offers_is_named_with_its_module(tmp_path: Path) -> None:
    wheel = tmp_path / "a.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("PIL/_imaging.so", module("malloc", "memory", "jpeg_crop", "own", exports=("own",)))
    assert symbols.unresolved(wheel, {"malloc"}) == ["PIL/_imaging.so: jpeg_crop"]
    assert symbols.unresolved(wheel, {"malloc", "jpeg_crop"}) == []


def test_archives_have_the_same_bytes_whatever_the_order() -> None:
    files = {"b.txt": b"2", "a/c.txt": b"1"}
    assert stored(files) == stored(dict(reversed(files.items())))
    assert squeezed(b"x" * 1000) == squeezed(b"x" * 1000)
    assert gzip.decompress(squeezed(b"x" * 1000)) == b"x" * 1000


def test_python_compiled_twice_has_the_same_bytes() -> None:
    needs_node()
    source = {
        "app/a.py": b'"""Says."""\n\ndef f(x: int = 3) -> set[str]:\n    """Gives."""\n    return {"a", "b", "c"}\n',
        "app/b.py": b"import a\nassert a\nwords = frozenset(['x', 'y', 'z'])\n",
    }
    once, again = (bytecode.compiled_now({"app": source}, client_folder() / "pyodide") for _ in range(2))
    assert once == again
    assert sorted(once["app"]) == ["app/a.pyc", "app/b.pyc"]
    assert b"Gives." not in once["app"]["app/a.pyc"]


def test_the_page_reads_without_a_script_and_allows_no_other_address() -> None:
    text = page.page("1").decode()
    assert "Cardiac arrest or collapse" in text
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert "http" not in page.policy()
    assert "connect-src 'self' blob: data: https://audits.example.org;" in page.policy("https://audits.example.org")
    for wrong in ("https://*", "http://audits.example.org", "https://a.example; script-src *", "'unsafe-inline'"):
        with pytest.raises(BuildRefused):
            page.policy(wrong)
    assert "unsafe-eval" not in page.policy().replace("wasm-unsafe-eval", "")


def test_no_door_for_tests_is_in_what_travels() -> None:
    for script in sorted((HERE / "web").glob("*.js")):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|for tests|disk=memory|sw=off|\bdata\.code\b", text), script.name
    run = {
        script: re.findall(r"runPython\w*\((.*?)\)[;,]", (HERE / "web" / script).read_text("utf-8"))
        for script in ("worker.js", "python.js")
    }
    assert run["python.js"] == ["FIRST", "FIRST"]  # the start, and nothing that came from outside
    assert run["worker.js"] == ['"from audit_app.screens.browser.start import run; run()"']


def opened(site: Path, name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(gzip.decompress((site / "python" / f"{name}.zip.gz").read_bytes())))


def test_every_file_of_the_site_is_listed_with_its_digest(site: Path) -> None:
    listed = json.loads((site / "kept.json").read_text("utf-8"))["files"]
    for one in listed:
        data = (site / (f"{one['path']}.gz" if one["squeezed"] else one["path"])).read_bytes()
        data = gzip.decompress(data) if one["squeezed"] else data
        assert hashlib.sha256(data).hexdigest() == one["sha256"], one["path"]
    there = {path.relative_to(site).as_posix().removesuffix(".gz") for path in site.rglob("*") if path.is_file()}
    assert there - {one["path"] for one in listed} == {"kept.json", "service_worker.js"}


@pytest.mark.parametrize("draws", ["skwasm", "canvaskit"])
def test_a_tablet_fetches_and_keeps_no_more_than_it_should(site: Path, draws: str) -> None:
    listed = json.loads((site / "kept.json").read_text("utf-8"))["files"]
    mine = [one for one in listed if one["draws"] in ("", draws)]
    fetched = {one["path"]: (site / (one["path"] + ".gz" * one["squeezed"])).stat().st_size for one in mine}
    assert sum(fetched.values()) <= MOST_FETCHED
    lying = (fetched[one["path"]] if one["lies"] == "squeezed" else one["size"] for one in mine)
    lies = sum(lying)
    assert lies <= MOST_KEPT
    told = re.findall(
        r"\*\*all\*\* \| \*\*([\d.]+)\*\* \| \*\*([\d.]+)", (ROOT / "docs" / "standalone.md").read_text("utf-8")
    )
    said = dict(zip(("skwasm", "canvaskit"), told, strict=True))[draws]
    assert [float(each) for each in said] == pytest.approx([sum(fetched.values()) / 1e6, lies / 1e6], abs=2)


def test_what_nobody_on_a_tablet_imports_stays_at_home_though_it_is_compiled_for_it(site: Path) -> None:
    with opened(site, "packages") as archive:
        compiled = {each.split(".")[0] for each in archive.namelist() if each.endswith(".so")}
    assert "numpy/_core/_multiarray_umath" in compiled
    assert [each for each in compiled if each.startswith(("numpy/random/", "numpy/fft/"))] == []


def test_what_travels_is_bytecode_and_no_source(site: Path) -> None:
    for name in ("stdlib", "packages", "app"):
        with opened(site, name) as archive:
            assert [each for each in archive.namelist() if each.endswith(".py")] == []


def test_every_module_of_the_app_that_a_tablet_shows_can_be_imported(site: Path) -> None:
    with opened(site, "app") as archive:
        names = [each.removesuffix(".pyc") for each in archive.namelist() if each.endswith(".pyc")]
    modules = sorted({each.removesuffix("/__init__").replace("/", ".") for each in names})
    wanted = [each for each in modules if not each.startswith("audit_app.screens.server")]
    command = [needs_node(), str(TESTS / "imports_test.mjs"), str(client_folder() / "pyodide"), str(site / "python")]
    done = subprocess.run([*command, *wanted], capture_output=True, text=True, check=False)
    wrong = json.loads(done.stdout.splitlines()[-1])
    assert {
        name: why for name, why in wrong.items() if "docx" not in name.rpartition(".")[2]
    } == {}  # these say so in words
