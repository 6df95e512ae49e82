"""A personal certificate's signature on a finished PDF: whoever opens it sees who signed, and any later change.

Needs the optional part `sign` (pyHanko); everything else works without it.
"""

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from audit_app.errors import ReportError

FIELD = "Signature"


def signed_pdf(data: bytes, certificate: Path, passphrase: str) -> bytes:
    """The PDF with a signature made by a PKCS#12 file (.p12, .pfx) appended; ReportError says why it could not be.

    The report's own bytes come first, unchanged; the time of signing is this device's.
    """
    if find_spec("pyhanko") is None:
        remedy = "Install it with: pip install 'mr-audit[sign]'"
        raise ReportError("Signing with a certificate", "needs a part of the app that is not installed", remedy)
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    signer = _signer(certificate, passphrase)
    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        reason="I made this report",
    )
    out: BytesIO = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(data)), about, signer=signer, output=BytesIO())
    return out.getvalue()


def _signer(certificate: Path, passphrase: str):  # type: ignore[no-untyped-def]
    from pyhanko.sign import signers

    try:
        signer = signers.SimpleSigner.load_pkcs12_data(
            certificate.read_bytes(), other_certs=[], passphrase=passphrase.encode() or None
        )
    except OSError as error:
        fault = f"cannot be read ({error.strerror or error})"
        raise ReportError(str(certificate), fault, "Check the name and the folder") from error
    except ValueError as error:
        raise _refused(certificate) from error
    if signer is None:
        raise _refused(certificate)
    return signer


def _refused(certificate: Path) -> ReportError:
    fault = "is not a certificate file with a private key, or the passphrase is wrong"
    return ReportError(certificate.name, fault, "Choose a .p12 or .pfx file and type its passphrase")
