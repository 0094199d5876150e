"""What is wrong with a site's certificate, by what stands in it; the site is read all the same.

Sees the common faults of government sites (expired, for another name, signed by itself). The chain up to
a root is not followed, so a certificate of an unknown authority passes here.
"""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime

from cryptography import x509
from cryptography.x509.oid import ExtensionOID, NameOID


def fault_of(certificate: x509.Certificate, host: str) -> str:
    """ "expired", "not_yet", "self_signed", "wrong_name", or "" where nothing of these holds."""
    moment = datetime.now(UTC)
    if certificate.not_valid_after_utc < moment:
        return "expired"
    if certificate.not_valid_before_utc > moment:
        return "not_yet"
    if certificate.issuer == certificate.subject:
        return "self_signed"
    return "" if any(_covers(name, host) for name in _names(certificate)) else "wrong_name"


def _names(certificate: x509.Certificate) -> list[str]:
    """Names a certificate is for: its alternative names, or where it has none its common name."""
    try:
        held = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    except (x509.ExtensionNotFound, ValueError):
        return [str(entry.value) for entry in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    if not isinstance(held, x509.SubjectAlternativeName):
        return []
    addresses = [str(address) for address in held.get_values_for_type(x509.IPAddress)]
    return [*held.get_values_for_type(x509.DNSName), *addresses]


def _covers(name: str, host: str) -> bool:
    """Whether a certificate's name, perhaps with one star in front, is that of the host."""
    try:
        return ipaddress.ip_address(host.strip("[]")) == ipaddress.ip_address(name)
    except ValueError:
        pass
    name, host = name.lower().rstrip("."), host.lower().rstrip(".")
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:])
