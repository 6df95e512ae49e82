"""A report signed with a personal certificate: the signature holds, and one changed byte breaks it."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from audit_app.errors import ReportError
from audit_app.report import report_pdf
from audit_app.report.formats import pdf_signature
from audit_app.report.formats.pdf_signature import signed_pdf
from tests.report.sample import begun
from tests.report.validator import broken, required

SECRET = "open sesame"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of one's own, as a PKCS#12 file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ada Byron")]),
    )
    now = datetime.now(UTC)
    usage = x509.KeyUsage(*(flag in (0, 1) for flag in range(9)))
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
    signed = made.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("certificate") / "ada.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"ada", key, signed, None, BestAvailableEncryption(SECRET.encode()))
    )
    return path


@pytest.fixture(scope="module")
def plain() -> bytes:
    return report_pdf(begun().audit)


@pytest.fixture(scope="module")
def signed(plain: bytes, certificate: Path) -> bytes:
    return signed_pdf(plain, certificate, SECRET)


def status(data: bytes, certificate: Path):  # type: ignore[no-untyped-def]
    loaded = pkcs12.load_key_and_certificates(certificate.read_bytes(), SECRET.encode())[1]
    assert loaded is not None
    from cryptography.hazmat.primitives.serialization import Encoding

    roots = list(load_certs_from_pemder_data(loaded.public_bytes(Encoding.DER)))
    [made] = PdfFileReader(BytesIO(data)).embedded_signatures
    return validate_pdf_signature(made, ValidationContext(trust_roots=roots))


def test_the_signature_is_whole_and_names_its_holder(signed: bytes, certificate: Path) -> None:
    found = status(signed, certificate)
    assert found.intact
    assert found.valid
    assert found.coverage.name == "ENTIRE_FILE"
    assert found.signing_cert.subject.human_friendly == "Common Name: Ada Byron"


def test_one_changed_byte_breaks_the_signature(signed: bytes, certificate: Path) -> None:
    at = signed.index(b"stream") + 100
    changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    assert not status(changed, certificate).intact


def test_the_reports_own_bytes_come_first_unchanged(plain: bytes, signed: bytes) -> None:
    assert signed.startswith(plain)


def test_a_signed_report_is_still_an_archive_file(signed: bytes) -> None:
    with pikepdf.open(BytesIO(signed)) as file:
        with file.open_metadata() as about:
            assert about["pdfaid:part"] == "3"
        assert "/AF" in file.Root
        notes = [note for page in file.pages for note in page.get("/Annots", ())]
        assert all(int(note.F) & 4 for note in notes)


@pytest.mark.parametrize("secret", ["wrong", ""])
def test_a_wrong_passphrase_is_refused(plain: bytes, certificate: Path, secret: str) -> None:
    with pytest.raises(ReportError, match="the passphrase is wrong"):
        signed_pdf(plain, certificate, secret)


def test_a_file_that_is_no_certificate_is_refused(plain: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.p12"
    path.write_bytes(b"hello")
    with pytest.raises(ReportError, match="is not a certificate file"):
        signed_pdf(plain, path, "")
    with pytest.raises(ReportError, match="cannot be read"):
        signed_pdf(plain, tmp_path / "none.p12", "")


def test_without_the_optional_part_it_says_how_to_get_it(
    plain: bytes, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_signature, "find_spec", lambda name: None)
    with pytest.raises(ReportError, match=r"pip install 'mr-audit\[sign\]'"):
        signed_pdf(plain, certificate, SECRET)


def test_a_signed_report_still_holds_to_both_profiles(signed: bytes, tmp_path: Path) -> None:
    required()
    (tmp_path / "signed.pdf").write_bytes(signed)
    assert broken([tmp_path / "signed.pdf"]) == []
