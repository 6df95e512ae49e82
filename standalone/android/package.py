"""Packs a built site as an Android app: smali, aapt, zipalign, apksigner, keytool, each from Debian."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from standalone.travels import BuildRefused

HERE = Path(__file__).resolve().parent
TOOLS = ("smali", "aapt", "zipalign", "apksigner", "keytool")
PLATFORM = Path("/usr/share/android-framework-res/framework-res.apk")
LEAST, PASSPHRASE = "26", "MR_AUDIT_KEY_PASSPHRASE"
INSTALL = "apt-get install smali aapt zipalign apksigner android-framework-res default-jre-headless"


def package(site: Path, out: Path, key: Path | None) -> str:
    """Makes the package and says what it is; BuildRefused names what is missing."""
    missing = lacking()
    if missing:
        raise BuildRefused(f"{', '.join(missing)} not here. Debian has them: {INSTALL}")
    if not (site / "kept.json").is_file():
        raise BuildRefused(f"{site} holds no built site. Build it first: python -m standalone build")
    if key is not None and PASSPHRASE not in os.environ:
        raise BuildRefused(f"The keystore's passphrase is not set. Put it into {PASSPHRASE}")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        aligned = unsigned(site, work)
        store, passphrase = (key, os.environ[PASSPHRASE]) if key is not None else trial_key(work)
        out.parent.mkdir(parents=True, exist_ok=True)
        signed(aligned, store, passphrase, out)
    trial = "" if key is not None else ", signed with a key made for this build: name yours with --key"
    return f"{out}: {out.stat().st_size / 1e6:.1f} MB{trial}"


def lacking() -> list[str]:
    """What the package needs and this machine does not have."""
    found = [tool for tool in TOOLS if shutil.which(tool) is None]
    return found if PLATFORM.is_file() else [*found, PLATFORM.name]


def unsigned(site: Path, work: Path) -> Path:
    """The package before it is signed; the site's files are stored as they are, for they are squeezed already."""
    assets, pictures = work / "assets" / "site", work / "res" / "drawable"
    shutil.copytree(site, assets)
    for squeezed in assets.rglob("*.gz"):  # aapt opens what ends so by itself: Files.smali looks for the other name
        squeezed.rename(squeezed.with_name(f"{squeezed.name}_"))
    pictures.mkdir(parents=True)
    shutil.copy(site / "icons" / "icon-192.png", pictures / "icon.png")
    _run("smali", "assemble", "--api", LEAST, "-o", str(work / "classes.dex"), str(HERE / "smali"))
    raw, aligned = work / "raw.apk", work / "aligned.apk"
    manifest = ["-M", str(HERE / "AndroidManifest.xml"), "-S", str(work / "res"), "-A", str(work / "assets")]
    _run("aapt", "package", "-f", "-0", "gz_", *manifest, "-I", str(PLATFORM), "-F", str(raw))
    _run("aapt", "add", str(raw), "classes.dex", folder=work)
    _run("zipalign", "-f", "4", str(raw), str(aligned))
    return aligned


def trial_key(work: Path) -> tuple[Path, str]:
    """A key for trying: the next build has another, so what it signed cannot be updated."""
    store, passphrase = work / "trial.jks", "for trying only"
    words = ["-genkeypair", "-keystore", str(store), "-storepass", passphrase, "-keypass", passphrase, "-alias", "app"]
    _run("keytool", *words, "-keyalg", "RSA", "-keysize", "2048", "-validity", "30", "-dname", "CN=MR Audit trial")
    return store, passphrase


def signed(aligned: Path, store: Path, passphrase: str, out: Path) -> None:
    """Signs the package; the passphrase goes by the environment, where no list of processes shows it."""
    environment = {**os.environ, PASSPHRASE: passphrase}
    words = ["sign", "--ks", str(store), "--ks-pass", f"env:{PASSPHRASE}", "--out", str(out), str(aligned)]
    _run("apksigner", *words, environment=environment)


def _run(tool: str, *words: str, folder: Path | None = None, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run([tool, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildRefused(f"{tool} failed: {(done.stderr or done.stdout).strip()[-400:]}")
