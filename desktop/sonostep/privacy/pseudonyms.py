"""Other UIDs, names and dates for a patient's own: the same for the same, and not to be found back.

All is made with one secret key, which is forgotten when the run ends; within a run everything is consistent.
"""

import hashlib
import hmac
import secrets
import uuid
from datetime import date, timedelta

_WELL_KNOWN = "1.2.840.10008."
"""UIDs of the standard itself (PS3.6 annex A): classes, syntaxes, frames of reference of atlases."""

_DAYS = 3650
"""Dates go back by 1 to this many days, the same for all of a patient."""


class Pseudonyms:
    """Replaces what names a patient."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)

    def _digest(self, kind: str, value: str) -> bytes:
        message = f"{kind}|{value}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, message, hashlib.sha256).digest()

    def uid(self, uid: str) -> str:
        """Return the UID that stands for another (PS3.5 B.2); one of the standard stays as it is."""
        plain = uid.strip(" \0")
        if not plain or plain.startswith(_WELL_KNOWN):
            return plain
        return f"2.25.{uuid.UUID(bytes=self._digest('uid', plain)[:16], version=4).int}"

    def patient(self, id_: str, name: str) -> str:
        """Return what stands for a patient's id and name."""
        return f"DEID-{self._digest('patient', id_ or name).hex()[:10].upper()}"

    def days(self, patient: str) -> int:
        """Return by how many days a patient's dates go back."""
        return 1 + int.from_bytes(self._digest("days", patient)[:4], "big") % _DAYS

    def shifted(self, value: str, patient: str) -> str:
        """Return a DA or DT value (PS3.5 6.2) with its date shifted; what is no date becomes empty."""
        try:
            day = date(int(value[:4]), int(value[4:6]), int(value[6:8]))
            moved = day - timedelta(days=self.days(patient))
        except (ValueError, OverflowError):
            return ""
        return f"{moved:%Y%m%d}{value[8:]}"
