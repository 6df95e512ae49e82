"""One rich audit and its pictures for the whole room, made once."""

from pathlib import Path

import pytest

from audit_app.audit.audit import Audit
from audit_app.report import Outline, outline, pdf
from tests.report.sample import RECORD, Folder, rich


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="session")
def whole_audit(pictures: Folder) -> Audit:
    return rich(pictures, photos=12)


@pytest.fixture(scope="session")
def told(whole_audit: Audit, pictures: Folder) -> Outline:
    return outline(whole_audit, pictures, RECORD)


@pytest.fixture(scope="session")
def short(whole_audit: Audit, pictures: Folder) -> Outline:
    return outline(whole_audit, pictures)


@pytest.fixture(scope="session")
def printed(told: Outline) -> bytes:
    return pdf(told)


@pytest.fixture(scope="session")
def printed_file(printed: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("printed") / "report.pdf"
    path.write_bytes(printed)
    return path
