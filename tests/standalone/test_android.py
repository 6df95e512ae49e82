"""The Android package: what it may do stands in its manifest, and one command makes it with Debian's tools."""

import re
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import pytest

from standalone.android.package import HERE, lacking, package
from standalone.travels import BuildRefused

NAME = "{http://schemas.android.com/apk/res/android}"
MANIFEST = ElementTree.parse(HERE / "AndroidManifest.xml").getroot()


def test_the_app_may_use_the_camera_and_nothing_else() -> None:
    asked = [each.get(f"{NAME}name") for each in MANIFEST.iter("uses-permission")]
    assert asked == ["android.permission.CAMERA"]


def test_nothing_goes_out_unseen() -> None:
    app = MANIFEST.find("application")
    assert app is not None
    assert app.get(f"{NAME}allowBackup") == "false"
    assert app.get(f"{NAME}usesCleartextTraffic") == "false"
    assert app.get(f"{NAME}debuggable") is None
    assert [each.tag for each in app] == ["activity"]  # no service, no receiver, no provider


def test_the_shell_answers_one_address_and_opens_no_files_of_the_device() -> None:
    shell = "".join(path.read_text("utf-8") for path in sorted((HERE / "smali").glob("*.smali")))
    assert set(re.findall(r'"https?://[^"]*"', shell)) == {'"https://tablet.mraudit.invalid/index.html"'}
    assert "setAllowFileAccess" in shell
    assert "setWebContentsDebuggingEnabled" not in shell


def site(folder: Path) -> Path:
    """As much of a site as the package looks at."""
    picture = Path(__file__).resolve().parents[2] / "assets" / "icons" / "icon-192.png"
    (folder / "icons").mkdir(parents=True)
    (folder / "icons" / "icon-192.png").write_bytes(picture.read_bytes())
    (folder / "kept.json").write_text("{}", "utf-8")
    (folder / "main.dart.js.gz").write_bytes(b"\x1f\x8b squeezed")
    return folder


def test_what_is_missing_is_named_with_the_way_to_get_it(tmp_path: Path) -> None:
    if lacking():
        with pytest.raises(BuildRefused, match="apt-get install smali"):
            package(site(tmp_path / "site"), tmp_path / "a.apk", None)
    else:
        with pytest.raises(BuildRefused, match="holds no built site"):
            package(tmp_path, tmp_path / "a.apk", None)


def test_one_command_makes_a_signed_package_that_holds_the_site(tmp_path: Path) -> None:
    if lacking():
        pytest.skip(f"{', '.join(lacking())} not here: Debian's tools make the package")
    said = package(site(tmp_path / "site"), tmp_path / "a.apk", None)
    assert "signed with a key made for this build" in said
    with zipfile.ZipFile(tmp_path / "a.apk") as made:
        assert {"AndroidManifest.xml", "classes.dex", "assets/site/kept.json"} <= set(made.namelist())
        assert made.read("assets/site/main.dart.js.gz_") == b"\x1f\x8b squeezed"
    command = ["apksigner", "verify", str(tmp_path / "a.apk")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
