"""Self-signed certificates as PKCS#12 files, made in code."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "門 open sesame"
SUBJECT = "CN=林 醫師,C=TW"
ISSUER = "CN=Clinic CA"


@cache
def key():
    return ec.generate_private_key(ec.SECP256R1())


def name(**parts):
    return x509.Name([x509.NameAttribute(getattr(NameOID, k), v) for k, v in parts.items()])


def pkcs12_file(path, first=-1, last=30, signs=True, with_key=True, passphrase=PASSPHRASE):
    """Write a file whose certificate is valid from day ``first`` to day ``last``, counted from today."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(COUNTRY_NAME="TW", COMMON_NAME="林 醫師"))
        .issuer_name(name(COMMON_NAME="Clinic CA"))
        .public_key(key().public_key())
        .serial_number(7)
        .not_valid_before(now + timedelta(days=first))
        .not_valid_after(now + timedelta(days=last))
        .add_extension(x509.KeyUsage(signs, signs, *[not signs] + [False] * 6), critical=True)
    )
    own = builder.sign(key(), hashes.SHA256())
    kept = form.BestAvailableEncryption(passphrase.encode())
    others = None if with_key else [own]
    args = (b"x", key(), own) if with_key else (b"x", None, None)
    path.write_bytes(pkcs12.serialize_key_and_certificates(*args, others, kept))
    return path
