"""Sign the PDF with a physician's certificate (PAdES B-B, ETSI EN 319 142-1), and read signatures.

The passphrase opens the file and is forgotten: nothing keeps it, writes it or logs it.
"""

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sonostep.core.exam import Signature
from sonostep.core.problem import ProblemError

if TYPE_CHECKING:
    from cryptography import x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_MOST_BYTES: Final = 1024 * 1024
_FIELD: Final = "Physician"


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """A PKCS#12 file (RFC 7292: ``.p12``, ``.pfx``) and what opens it."""

    path: Path
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """An opened certificate with its key, fit for signing today.

    Attributes:
        subject, issuer: distinguished names as they are printed.
        until: the last day on which it is valid, ISO 8601.
    """

    subject: str
    issuer: str
    until: str
    _signer: "SimpleSigner" = field(repr=False)

    def signed(self, signature: Signature) -> Signature:
        """Return a signature that names this certificate."""
        return Signature(signature.physician, signature.operator, signature.at, self.subject, self.issuer)

    def sign(self, pdf: bytes, physician: str) -> bytes:
        """Return the PDF with an invisible signature over all of it, appended to the bytes that were there.

        The signature certifies the document and permits no change to it (ISO 32000-1 12.8.2.2).

        Raises:
            ProblemError: ``certificate.not_signed`` when the PDF or the key does not lend itself to it.
        """
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign import fields, signers
        from pyhanko.sign.general import SigningError

        meta = signers.PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            name=physician,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        try:
            written = signers.sign_pdf(_writer(pdf), meta, signer=self._signer)
        except (PdfError, SigningError, ValueError, NotImplementedError) as error:
            raise ProblemError.of("certificate.not_signed", reason=type(error).__name__) from error
        assert isinstance(written, io.BytesIO)
        return written.getvalue()


def _writer(pdf: bytes) -> "IncrementalPdfFileWriter":
    """What appends to a PDF and leaves it the PDF 1.7 that PDF/A-3 asks for (ISO 19005-3 5).

    For keys on elliptic curves pyHanko would raise it to 2.0 to name an extension of ISO 32002; PAdES's own
    (ESIC, ETSI EN 319 142-1 annex A), which it names for 1.7, covers them too.
    """
    from pyhanko.pdf_utils.extensions import DeveloperExtension
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Archivable(IncrementalPdfFileWriter):
        def ensure_output_version(self, version: tuple[int, int]) -> None:
            if version < (2, 0):
                super().ensure_output_version(version)  # type: ignore[no-untyped-call]

        def register_extension(self, ext: DeveloperExtension) -> None:
            if ext.base_version != "/2.0":
                super().register_extension(ext)

    return Archivable(io.BytesIO(pdf))


def open_certificate(file: CertificateFile, now: datetime | None = None) -> Certificate:
    """Open a PKCS#12 file for signing at ``now``, which is the present by default.

    Raises:
        ProblemError: ``certificate.unreadable``, ``certificate.wrong_passphrase``, ``certificate.no_key``,
            ``certificate.expired``, ``certificate.not_yet`` or ``certificate.not_for_signing``.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import pkcs12

    name = file.path.name
    data = _bytes(file.path)
    try:
        key, own, others = pkcs12.load_key_and_certificates(data, file.passphrase.encode())
    except ValueError as error:
        # the error is not passed on: a library may put into it what it was given
        code = "wrong_passphrase" if _is_pkcs12(data) else "unreadable"
        raise ProblemError.of(f"certificate.{code}", file=name) from (error if code == "unreadable" else None)
    if key is None or own is None:
        raise ProblemError.of("certificate.no_key", file=name)
    assert isinstance(own, x509.Certificate)
    _check(own, now or datetime.now(UTC), name)
    until = own.not_valid_after_utc.date().isoformat()
    return Certificate(_named(own.subject), _named(own.issuer), until, _signer(key, own, others))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ProblemError.of("certificate.unreadable", file=path.name)
        return path.read_bytes()
    except OSError as error:
        raise ProblemError.of("certificate.unreadable", file=path.name) from error


def _is_pkcs12(data: bytes) -> bool:
    """Whether bytes have the outer form of a PKCS#12 file, so that only the passphrase can be wrong."""
    from asn1crypto import pkcs12

    try:
        return bool(pkcs12.Pfx.load(data, strict=True)["version"].native)
    except (ValueError, TypeError, KeyError):
        return False


def _check(own: "x509.Certificate", now: datetime, name: str) -> None:
    from cryptography import x509

    first, last = own.not_valid_before_utc, own.not_valid_after_utc
    if now > last:
        raise ProblemError.of("certificate.expired", file=name, day=last.date().isoformat())
    if now < first:
        raise ProblemError.of("certificate.not_yet", file=name, day=first.date().isoformat())
    try:
        usage = own.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise ProblemError.of("certificate.not_for_signing", file=name)


def _signer(key: object, own: "x509.Certificate", others: "list[x509.Certificate]") -> "SimpleSigner":
    from asn1crypto import keys
    from asn1crypto import x509 as plain
    from cryptography.hazmat.primitives import serialization as form
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([plain.Certificate.load(c.public_bytes(form.Encoding.DER)) for c in others])
    private = key.private_bytes(  # type: ignore[attr-defined]
        form.Encoding.DER, form.PrivateFormat.PKCS8, form.NoEncryption()
    )
    return SimpleSigner(
        signing_cert=plain.Certificate.load(own.public_bytes(form.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )


def _named(name: "x509.Name") -> str:
    """Return a distinguished name in one line (RFC 4514), the most particular part first."""
    return name.rfc4514_string() or "-"


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """A signature found in a PDF.

    Attributes:
        intact: the bytes are those that were signed, all of them, and the signature is of this certificate.
            Whether the certificate is to be trusted is not said.
    """

    subject: str
    issuer: str
    intact: bool


def signatures(pdf: bytes) -> tuple[PdfSignature, ...]:
    """Return the signatures of a PDF; none where there are none or where it cannot be read as a PDF."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.general import SigningError

    try:
        return tuple(_read(s) for s in PdfFileReader(io.BytesIO(pdf)).embedded_signatures)
    except (PdfError, SigningError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        # a damaged file: that its bytes are altered is told by the seal
        return ()


def _read(found: "EmbeddedPdfSignature") -> PdfSignature:
    from cryptography import x509
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    intact, valid = validate_sig_integrity(
        found.signer_info, found.signer_cert, expected_content_type="data",
        actual_digest=found.compute_digest(),
    )  # fmt: skip
    whole = found.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    own = x509.load_der_x509_certificate(found.signer_cert.dump())
    all_of_it = bool(intact and valid and whole and _filled_with_nothing(found.pkcs7_content))
    return PdfSignature(_named(own.subject), _named(own.issuer), all_of_it)


def _filled_with_nothing(content: bytes) -> bool:
    """Whether only zeros follow the signature in the room kept for it, which the signature cannot cover."""
    from asn1crypto import cms

    return not any(content[len(cms.ContentInfo.load(content).dump()) :])
