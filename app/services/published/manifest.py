"""What a published release is, signed with Ed25519, and the Atom feed that lists releases.

What is signed is the manifest alone, and it names the hash of the file. The feed is not: it only
says where to look.
"""

import base64
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.etree import ElementTree

from app.domain.errors import MateriaError

# Loaded only where something is signed or verified: it is slow to load.
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

# Raised when a reader would have to be changed.
FORMAT = 1
_SIGNED_AS = b"materia release manifest\n"
_KEY_BYTES = 32
_ATOM = "http://www.w3.org/2005/Atom"
_JSON, _SQLITE = "application/json", "application/vnd.sqlite3"
_NAME = re.compile(r"[\w-][\w.-]{0,120}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}")


class Unverified(MateriaError):
    """A release that is not what its publisher signed, or that nobody signed."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """The SQLite file of a release."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PublishedData:
    """A data set in a release. Of one that is not `free` the publisher states that it may be passed
    on all the same.
    """

    key: str
    title: str
    homepage: str
    licence: str
    free: bool
    facts: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release, the schema of its database, its file, and how many facts of each kind it has."""

    release: str
    made_at: str
    materia: str
    schema: str
    file: PublishedFile
    facts: Mapping[str, int]
    data_sets: Sequence[PublishedData]
    format: int = FORMAT


def sign(manifest: Manifest, key: "Ed25519PrivateKey") -> str:
    """The manifest with its signature, as a file has it."""
    value = asdict(manifest)
    signed = {
        "manifest": value,
        "key": public_key_of(key),
        "signature": _text(key.sign(_signed_bytes(value))),
    }
    return json.dumps(signed, ensure_ascii=False, indent=1) + "\n"


def verify(text: bytes, public_key: str) -> Manifest:
    """The manifest, if this key signed it. Raises Unverified."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    key = Ed25519PublicKey.from_public_bytes(_key_bytes(public_key))
    try:
        signed = json.loads(text)
        value, signature = signed["manifest"], signed["signature"]
        key.verify(base64.b64decode(signature, validate=True), _signed_bytes(value))
    except InvalidSignature as error:
        raise Unverified("the manifest is not signed by this key") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unverified("this is no signed manifest") from error
    return _read(value)


def _signed_bytes(value: Any) -> bytes:
    """The same value is the same bytes, however a file is laid out."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _SIGNED_AS + text.encode()


def _read(value: Any) -> Manifest:
    """What was signed, if this program understands it."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Unverified("the manifest is of another version of the program")
    try:
        file = PublishedFile(**value["file"])
        data_sets = [PublishedData(**one) for one in value["data_sets"]]
        known = {one.name: value[one.name] for one in fields(Manifest)}
        datetime.fromisoformat(known["made_at"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unverified("the manifest is of another version of the program") from error
    if not _NAME.fullmatch(file.name) or not _HASH.fullmatch(file.sha256) or file.bytes < 1:
        raise Unverified("the manifest names no file")
    return Manifest(**(known | {"file": file, "data_sets": data_sets}))


# Keys


def make_key(file: Path) -> str:
    """Writes a new private key, which only its owner can read. The public key.

    Raises FileExistsError rather than writing over a key.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "wb") as written:
        written.write(text)
    return public_key_of(key)


def load_key(file: Path) -> "Ed25519PrivateKey":
    """A private key from its file. Raises Unverified for anything else."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Unverified(f"{file} is no private key in PEM without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Unverified(f"{file} is no Ed25519 key")
    return key


def public_key_of(key: "Ed25519PrivateKey") -> str:
    """The public key, as followers are given it."""
    return _text(key.public_key().public_bytes_raw())


def _key_bytes(public_key: str) -> bytes:
    try:
        found = base64.b64decode(public_key.strip(), validate=True)
    except ValueError:
        found = b""
    if len(found) != _KEY_BYTES:
        raise Unverified("the key is not a public Ed25519 key, 32 bytes in base64")
    return found


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


# The feed


def write_feed(manifests: Mapping[str, Manifest]) -> bytes:
    """The feed of releases, by the names of their manifests; the newest first."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    newest = sorted(manifests.items(), key=lambda one: one[1].made_at, reverse=True)
    _add(feed, "title", "Releases of Materia")
    _add(feed, "id", "urn:materia:releases")
    _add(feed, "updated", newest[0][1].made_at)
    _add(_add(feed, "author"), "name", "Whoever signs them")
    for name, manifest in newest:
        entry = _add(feed, "entry")
        _add(entry, "title", f"Release of {manifest.made_at[:10]}")
        _add(entry, "id", f"urn:materia:release:{manifest.release.removeprefix('sha256:')}")
        _add(entry, "updated", manifest.made_at)
        facts = sum(one.facts for one in manifest.data_sets)
        keys = ", ".join(one.key for one in manifest.data_sets)
        _add(entry, "summary", f"{facts} facts of {keys}")
        _add(entry, "link", rel="alternate", type=_JSON, href=name)
        file = manifest.file
        length = str(file.bytes)
        _add(entry, "link", rel="enclosure", type=_SQLITE, href=file.name, length=length)
    text: bytes = ElementTree.tostring(feed, "utf-8", xml_declaration=True)
    return text + b"\n"


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    made.text = text
    return made


def newest_manifest_in(feed: bytes, url: str) -> str:
    """The address of the manifest of the newest release in a feed. Raises Unverified."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        entries = fromstring(feed).findall(f"{{{_ATOM}}}entry")
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise Unverified("this is no feed of releases") from error
    dated = [(one.findtext(f"{{{_ATOM}}}updated", ""), one) for one in entries]
    for _, entry in sorted(dated, key=lambda one: one[0], reverse=True):
        for link in entry.findall(f"{{{_ATOM}}}link"):
            if link.get("rel") == "alternate" and link.get("href"):
                return urljoin(url, str(link.get("href")))
    raise Unverified("the feed has no release")
