"""A second verifier of the Spravka protocol, written from its specification alone.

    pip install cbor2 cryptography
    python verify.py [DIR]                 checks every test vector under DIR, by default this file's folder
    python verify.py [DIR] --lines FILE    reads lines {"vector": "..."}, prints a verdict for each; FILE may be -

It decides; it does not keep files: how sequence numbers and floors are stored (rollback, time floor) is not here.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import hmac
import itertools
import json
import pathlib
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from cbor2 import CBORTag, dumps, loads
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# --- reading bytes --------------------------------------------------------------------------------------------------
#
# cbor2 accepts far more than the one form. What it has decoded must encode to the bytes that were received (lengths,
# what follows), and the readers below, put together as in the CDDL, take each type, key and order exactly.

Reader = Callable[[object], Any]


class Malformed(Exception):
    """Not the one form of a message."""


class Refused(Exception):
    """Well-formed, and not to be taken; the argument says why."""


class OnlyCoseTags(dict[int, Any]):
    """Keeps cbor2 from interpreting tags: big numbers, dates, regular expressions, references."""

    def __missing__(self, tag: int) -> Any:
        if tag in (18, 98):
            raise KeyError(tag)
        raise Malformed("tag")


def need(condition: bool, what: str) -> None:
    if not condition:
        raise Malformed(what)


def decode(raw: bytes) -> object:
    try:
        value = loads(raw, semantic_decoders=OnlyCoseTags(), allow_indefinite=False, allow_duplicate_keys=False)
        again = dumps(value)  # keeps the order of keys: `table` checks it
    except Exception as error:  # whatever the library stumbles over is no message
        raise Malformed("not CBOR") from error
    need(again == raw, "another form")
    return value


def reader(kind: type, good: Callable[[Any], bool]) -> Reader:
    def read(value: object) -> Any:
        need(type(value) is kind and good(value), "value")  # exactly: a bool is an int to Python, not to CBOR
        return value
    return read


def exactly(constant: object) -> Reader:
    return reader(type(constant), lambda value: value == constant)


def number(low: int, high: int) -> Reader:
    return reader(int, lambda value: low <= value <= high)


def octets(size: int) -> Reader:
    return reader(bytes, lambda value: len(value) == size)


def text(pattern: str) -> Reader:
    return reader(str, lambda value: re.fullmatch(pattern, value) is not None)


def array(low: int, high: int, item: Reader) -> Reader:
    def read(value: object) -> list[Any]:
        if not isinstance(value, (list, tuple)) or not low <= len(value) <= high:
            raise Malformed("array")
        return [item(member) for member in value]
    return read


def group(*members: Reader) -> Reader:
    """An array with a place for each member."""
    def read(value: object) -> list[Any]:
        return [member(found) for member, found in zip(members, array(len(members), len(members), lambda v: v)(value))]
    return read


def table(members: dict[int, Reader]) -> Reader:
    """A map with exactly these keys in this order; reads as the list of its values."""
    def read(value: object) -> list[Any]:
        if not isinstance(value, Mapping) or any(type(key) is not int for key in value):
            raise Malformed("map")
        need(list(value) == list(members), "keys")
        return [member(value[key]) for key, member in members.items()]
    return read


def tagged(tag: int, content: Reader) -> Reader:
    def read(value: object) -> Any:
        if not isinstance(value, CBORTag) or value.tag != tag:
            raise Malformed("tag")
        return content(value.value)
    return read


def ascend(values: Iterable[Any]) -> bool:
    found = list(values)
    return all(a < b for a, b in itertools.pairwise(found))


class Signed(NamedTuple):
    """A COSE_Sign1, with the byte strings that were received: the signature is checked over them."""

    protected: bytes
    payload: bytes
    signature: bytes

    def by(self, key: bytes) -> bool:
        return signature_is_good(key, self.signature, ["Signature1", self.protected, b"", self.payload])


UINT, TIME, EPOCH = number(0, 2**64 - 1), number(0, 2**40 - 1), number(0, 2**32 - 1)
CLAIM = number(-(2**32), -65537)
BYTES, KID, SIGNATURE = reader(bytes, lambda value: True), octets(8), octets(64)
ISSUER_ID, AUDIENCE = text("[a-z0-9]{1,3}"), text("v|v:[A-Z0-9]{1,8}")
NAME = reader(str, lambda value: 1 <= len(value.encode()) <= 200)
ALG, EMPTY = exactly(-19), table({})
COSE_KEY = table({1: exactly(1), -1: exactly(6), -2: octets(32)})


def sign1(value: object) -> Signed:
    protected, _, payload, signature = tagged(18, group(BYTES, EMPTY, BYTES, SIGNATURE))(value)
    return Signed(protected, payload, signature)


class Credential(NamedTuple):
    signed: Signed
    kid: bytes
    issuer: str
    exp: int
    nbf: int
    status_index: int
    device_key: bytes
    claim: int
    value: bool


def read_credential(value: object) -> Credential:
    signed = sign1(value)
    _, kid, _ = table({1: ALG, 4: KID, 16: exactly(293)})(decode(signed.protected))
    claims = decode(signed.payload)
    if not isinstance(claims, Mapping) or len(claims) != 7:
        raise Malformed("claims")
    key = CLAIM(list(claims)[-1])  # the one key that the table cannot name beforehand; it is the last in order
    iss, _, exp, nbf, cti, [[_, _, x]], flag = table({
        1: ISSUER_ID, 2: exactly(""), 4: TIME, 5: TIME, 7: octets(5), 8: table({1: COSE_KEY}),
        key: reader(bool, lambda value: True)})(claims)
    return Credential(signed, kid, iss, exp, nbf, int.from_bytes(cti, "big"), x, key, flag)


class Presentation(NamedTuple):
    signed: Signed
    credential: Credential
    audience: str
    iat: int
    challenge: bytes | None


def read_presentation(raw: bytes) -> Presentation:
    need(len(raw) <= 400, "too long")
    signed = sign1(decode(raw))
    _, inner, _ = table({1: ALG, 13: read_credential, 16: exactly(294)})(decode(signed.protected))
    proof = decode(signed.payload)
    members = {3: AUDIENCE, 6: reader(int, lambda value: 0 <= value < 2**40 and value % 30 == 0), 39: octets(5)}
    if isinstance(proof, Mapping) and len(proof) == 2:
        del members[39]
    audience, iat, *challenge = table(members)(proof)
    return Presentation(signed, inner, audience, iat, challenge[0] if challenge else None)


BASE45 = {character: n for n, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}


def base45(code: str) -> bytes:
    """RFC 9285. No two texts give the same bytes: a group has two or three characters and fits into its bytes."""
    raw = bytearray()
    try:
        for i in range(0, len(code), 3):
            digits = [BASE45[character] for character in code[i : i + 3]]
            value = sum(digit * 45**place for place, digit in enumerate(digits))
            raw += value.to_bytes({3: 2, 2: 1}[len(digits)], "big")
    except (KeyError, OverflowError) as error:
        raise Malformed("Base45") from error
    return bytes(raw)


# --- signatures -----------------------------------------------------------------------------------------------------

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493


def small_order(y: int) -> bool:
    """Points of order 1 and 2 have y = ±1, of order 4 y = 0; those of order 8 double to y = 0: x² = -y²."""
    return y * (y * y - 1) * (D * y**4 + 2 * y * y - 1) % P == 0


@functools.lru_cache(100_000)
def key_is_good(key: bytes) -> bool:
    """On the curve, decoded as RFC 8032 §5.1.3 says (y < p), and not of small order."""
    y = int.from_bytes(key, "little") & (2**255 - 1)
    if len(key) != 32 or y >= P or small_order(y):
        return False
    u, v = y * y - 1, D * y * y + 1  # x² = u/v is a square exactly if uv is; x = 0 is of small order
    return pow(u * v, (P - 1) // 2, P) == 1


def signature_is_good(key: bytes, signature: bytes, structure: list[Any]) -> bool:
    """"Strict signatures". OpenSSL compares the bytes of R with sB - kA: no cofactor, R on the curve; the rest here."""
    r = int.from_bytes(signature[:32], "little") & (2**255 - 1)
    s = int.from_bytes(signature[32:], "little")
    if not key_is_good(key) or r >= P or small_order(r) or s >= ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, dumps(structure))
    except (InvalidSignature, ValueError):
        return False
    return True


@functools.lru_cache(10_000)
def kid_of(key: bytes) -> bytes:
    return hashlib.sha256(dumps({1: 1, -1: 6, -2: key})).digest()[:8]


PUBLIC_KEY = reader(bytes, key_is_good)


# --- lists ----------------------------------------------------------------------------------------------------------


class RootSet(NamedTuple):
    threshold: int
    keys: list[bytes]


def root_set(value: object) -> RootSet:
    read = RootSet(*group(number(1, 16), array(1, 16, PUBLIC_KEY))(value))
    need(ascend(read.keys) and read.threshold <= len(read.keys), "root set")
    return read


def root_set_file(raw: bytes) -> RootSet:
    kind, threshold, *keys = raw.decode("ascii").removesuffix("\n").split(":")
    need(kind == "spravka-root-1", "root set's file")
    return root_set([int(threshold), [bytes.fromhex(key) for key in keys]])


class Issuer(NamedTuple):
    id: str
    russian: str
    english: str
    length: int
    offset: int
    claims: list[int]
    status_key: bytes
    credential_keys: list[tuple[bytes, int, int]]  # key, first and last epoch


def issuer_entry(value: object) -> Issuer:
    read = Issuer(*table({
        1: ISSUER_ID, 2: NAME, 3: NAME, 4: number(3600, 2678400), 5: UINT, 6: array(1, 256, CLAIM), 7: PUBLIC_KEY,
        8: array(1, 64, group(PUBLIC_KEY, EPOCH, EPOCH))})(value))
    need(read.offset < read.length, "offset")
    need(ascend(-claim for claim in read.claims), "claims out of order")
    bounds = [bound for _, first, last in read.credential_keys for bound in (first, last + 1)]
    need(all(a < b for a, b in zip(bounds[::2], bounds[1::2])) and bounds == sorted(bounds), "epochs")
    return read


class TrustList(NamedTuple):
    sequence: int
    issued_at: int
    next_update: int
    expires: int
    roots: RootSet
    issuers: dict[str, Issuer]


def trust_list(raw: bytes, trusted: RootSet) -> TrustList:
    """Rule 1 of taking new data, for one list."""
    need(len(raw) <= 2**20, "too long")
    protected, _, payload, signers = tagged(98, group(
        BYTES, EMPTY, BYTES, array(1, 16, group(BYTES, EMPTY, SIGNATURE))))(decode(raw))
    table({16: exactly("application/vnd.spravka.trust-list+cose")})(decode(protected))
    kids = [table({1: ALG, 4: KID})(decode(header))[1] for header, _, _ in signers]
    need(ascend(kids), "signers out of order")
    *rest, issuers = table({
        1: UINT, 2: TIME, 3: TIME, 4: TIME, 5: root_set, 6: array(0, 1000, issuer_entry)})(decode(payload))
    read = TrustList._make([*rest, {issuer.id: issuer for issuer in issuers}])
    need(read.issued_at <= read.next_update <= read.expires, "times out of order")
    need(ascend(issuer.id for issuer in issuers), "issuers out of order")
    keys = read.roots.keys + [issuer.status_key for issuer in issuers]
    keys += [key for issuer in issuers for key, _, _ in issuer.credential_keys]
    need(len(set(keys)) == len(keys), "a key stands twice")
    by_kid = {kid_of(key): key for key in trusted.keys}
    good = [signature_is_good(by_kid[kid], signature, ["Signature", protected, header, b"", payload])
            for kid, (header, _, signature) in zip(kids, signers) if kid in by_kid]
    if not all(good) or len(good) < trusted.threshold:
        raise Refused("not-signed")
    return read


class ListEntry(NamedTuple):
    epoch: int
    capacity: int
    revoked: int
    size: int
    hash: bytes


class Manifest(NamedTuple):
    sequence: int
    issued_at: int
    next_update: int
    expires: int
    issuer: str
    lists: dict[int, ListEntry]


def manifest_of(raw: bytes, trust: TrustList) -> Manifest:
    """Rule 2 of taking new data."""
    need(len(raw) <= 2**16, "too long")
    signed = sign1(decode(raw))
    _, kid, _ = table({1: ALG, 4: KID, 16: exactly("application/vnd.spravka.manifest+cose")})(decode(signed.protected))
    entry = group(EPOCH, number(0, 2**40), UINT, number(0, 2**26), octets(32))
    *rest, lists = table({
        1: UINT, 2: TIME, 3: TIME, 4: TIME, 5: ISSUER_ID, 6: array(1, 64, entry)})(decode(signed.payload))
    entries = [ListEntry(*found) for found in lists]
    read = Manifest._make([*rest, {entry.epoch: entry for entry in entries}])
    need(read.issued_at <= read.next_update <= read.expires, "times out of order")
    need(all(entry.revoked <= entry.capacity for entry in entries), "more revoked than there are")
    need(all(b.epoch == a.epoch + 1 for a, b in itertools.pairwise(entries)), "epochs do not follow each other")
    issuer = trust.issuers.get(read.issuer)
    if issuer is None or kid != kid_of(issuer.status_key) or not signed.by(issuer.status_key):
        raise Refused("not-signed")
    return read


# --- a status list's file -------------------------------------------------------------------------------------------
#
# `read_status_list` takes any form; `indices` writes what it has read anew and compares all bytes. Bits are texts of
# 0 and 1, the lowest first.

PAGE = 65536


def divided_up(number: int, by: int) -> int:
    return -(-number // by)


def bits_of(number: int, width: int) -> str:
    return f"{number:0{width}b}"[::-1] if width else ""


def number_of(bits: str) -> int:
    return int(bits[::-1] or "0", 2)


def shape(capacity: int, revoked: int) -> tuple[int, int, int]:
    """k, W and B; 0 < revoked <= capacity."""
    k = next(k for k in itertools.count() if 133 * revoked * 2**k >= 64 * capacity)
    width = 2048 // (k + 2) * capacity // revoked
    return k, width, divided_up(capacity, width)


def write_status_list(capacity: int, found: list[int]) -> tuple[bytes, bytes]:
    """The one file of these indices, which ascend and are below the capacity, and its hash."""
    if not found:
        return b"", hashlib.sha256(b"").digest()
    k, width, count = shape(capacity, len(found))
    gaps: list[list[int]] = [[] for _ in range(count)]
    for before, index in zip([-1, *found], found):
        bucket = index // width
        gaps[bucket].append(index - max(before + 1, bucket * width))
    quotients = ["".join("0" * (gap >> k) + "1" for gap in some) for some in gaps]
    remainders = ["".join(bits_of(gap % 2**k, k) for gap in reversed(some)) for some in gaps]
    for s in itertools.count(2):
        units = [divided_up(len(q) + len(r), 2**s) for q, r in zip(quotients, remainders)]
        shortest = min(units)
        if max(units) - shortest <= 255:
            break
    places = [0, *itertools.accumulate(units)]
    head = bytearray([s]) + shortest.to_bytes(4, "big")
    for i in range(0, count, 32):
        head += places[i].to_bytes(4, "big") + bytes(size - shortest for size in units[i : i + 32])
    bits = "".join(q.ljust(size * 2**s - len(r), "0") + r for q, r, size in zip(quotients, remainders, units))
    body = number_of(bits).to_bytes(divided_up(len(bits), 8), "little")
    if len(body) <= PAGE:
        return bytes(head + body), hashlib.sha256(head + body).digest()
    pages = [hashlib.sha256(body[i : i + PAGE]).digest() for i in range(0, len(body), PAGE)]
    head[:0] = b"".join(pages)
    return bytes(head + body), hashlib.sha256(head).digest()


def read_status_list(capacity: int, revoked: int, file: bytes) -> Iterable[int]:
    """The indices, whatever form they have; in order, unless a bucket holds one that is not its own."""
    k, width, count = shape(capacity, revoked)
    index_size = 5 + count + 4 * divided_up(count, 32)
    rest = len(file) - index_size  # the body and, if it is longer than a page, 32 bytes for each page
    start = 32 * divided_up(rest, PAGE + 32) if rest > PAGE else 0
    if rest < 0:
        raise Refused("damaged")
    head, body = file[start : start + index_size], file[start + index_size :]
    s, shortest = head[0], int.from_bytes(head[1:5], "big")
    end = 0
    for bucket in range(count):
        start, end = end, end + (shortest + head[5 + 4 * (bucket // 32 + 1) + bucket]) * 2**s
        if end > 8 * len(body):
            raise Refused("damaged")
        touched = body[start // 8 : divided_up(end, 8)]
        bits = bits_of(int.from_bytes(touched, "little"), 8 * len(touched))[start % 8 :][: end - start]
        index, quotient, remainder = bucket * width, 0, len(bits) - k  # where the next gap and its two parts begin
        while quotient <= (one := bits.find("1", quotient)) < remainder:
            index += (one - quotient) * 2**k + number_of(bits[remainder : remainder + k])
            yield index
            index, quotient, remainder = index + 1, one + 1, remainder - k


@functools.lru_cache(100)
def indices(entry: ListEntry, file: bytes) -> frozenset[int]:
    """Rule 3 of taking new data, and step 17."""
    if len(file) != entry.size or entry.revoked > entry.capacity:
        raise Refused("damaged")
    read = read_status_list(entry.capacity, entry.revoked, file) if entry.revoked else ()
    found = list(itertools.islice(read, entry.revoked + 1))  # one more is enough to see that there are too many
    if (len(found) != entry.revoked or not ascend(found) or any(index >= entry.capacity for index in found)
            or write_status_list(entry.capacity, found) != (file, entry.hash)):
        raise Refused("damaged")
    return frozenset(found)


def divisor(limit: int, count: int) -> int:
    return max(1, (45426 * limit + 32768 * count) // (65536 * count)) if count else 1


def write_gaps(limit: int, numbers: list[int]) -> str:
    """Ascending numbers below the limit, as their gaps in Golomb codes."""
    m = divisor(limit, len(numbers))
    c = (m - 1).bit_length()
    short, codes = 2**c - m, ""
    for before, number_here in zip([-1, *numbers], numbers):
        quotient, rest = divmod(number_here - before - 1, m)
        codes += "0" * quotient + "1"
        if rest < short:
            codes += bits_of(rest, c - 1)
        elif c:
            codes += bits_of((rest + short) // 2, c - 1) + str((rest + short) % 2)
    return codes


def read_gaps(bits: str, at: int, limit: int, count: int) -> tuple[list[int], int]:
    """Ascending numbers, and where the bits after them begin."""
    m = divisor(limit, count)
    c, numbers = (m - 1).bit_length(), [-1]
    short = 2**c - m
    while len(numbers) <= count:
        one = bits.find("1", at)
        at_end = one + max(c, 1)  # of a short remainder, or of none
        rest = number_of(bits[one + 1 : at_end])
        if c and rest >= short:
            rest, at_end = 2 * rest + number_of(bits[at_end : at_end + 1]) - short, at_end + 1
        number_here = numbers[-1] + 1 + (one - at) * m + rest
        if one < 0 or at_end > len(bits) or number_here >= limit:
            raise Refused("refused")
        numbers.append(number_here)
        at = at_end
    return numbers[1:], at


def write_delta(old: list[int], new: list[int], capacity: int) -> bytes:
    before, after = set(old), set(new)
    added = [index for index in new if index not in before]
    removed = [rank for rank, index in enumerate(old) if index not in after]
    bits = write_gaps(capacity, added) + write_gaps(len(old), removed)
    return (len(added).to_bytes(5, "big") + len(removed).to_bytes(5, "big")
            + number_of(bits).to_bytes(divided_up(len(bits), 8), "little"))


def apply_delta(old: list[int], delta: bytes, entry: ListEntry) -> bytes:
    """The file that the entry describes."""
    adds, removes = int.from_bytes(delta[:5], "big"), int.from_bytes(delta[5:10], "big")
    if len(delta) < 10 or removes > len(old) or len(old) - removes + adds != entry.revoked:
        raise Refused("refused")
    bits = bits_of(int.from_bytes(delta[10:], "little"), 8 * (len(delta) - 10))
    added, at = read_gaps(bits, 0, entry.capacity, adds)
    ranks, _ = read_gaps(bits, at, len(old), removes)
    removed = {old[rank] for rank in ranks}
    new = sorted({index for index in old if index not in removed} | set(added))
    file, digest = write_status_list(entry.capacity, new)
    if write_delta(old, new, entry.capacity) != delta or (len(file), digest) != (entry.size, entry.hash):
        raise Refused("refused")
    return file


# --- the decision ---------------------------------------------------------------------------------------------------

NAMES = dict(re.findall(r"(\w\d\d) ([a-z-]+)", """
    R01 malformed, R02 unknown-issuer, R03 unknown-key, R04 not-an-epoch, R05 key-not-for-epoch, R06 claim-not-granted,
    R07 bad-issuer-signature, R08 bad-device-key, R09 bad-device-signature, R10 claim-not-wanted, R11 claim-is-false,
    R12 other-venue, R13 not-for-this-venue, R14 challenge-not-asked, R15 no-challenge, R16 not-yet-valid, R17 expired,
    R18 stale, R19 from-the-future, R20 index-out-of-range, R21 revoked, R22 replayed, R23 admitted-today, G01 not-ours, G02 other-version,
    G03 no-trust-list, G04 trust-list-expired, G05 clock-behind, G06 trust-list-overdue, G07 clock-wrong,
    G08 no-manifest, G09 manifest-expired, G10 data-too-old, G11 no-list-for-epoch, G12 list-missing, G13 list-damaged
    """))


@dataclass(frozen=True)
class Held:
    """What the verifier has taken over."""

    trust: TrustList | None = None
    manifests: dict[str, Manifest] = field(default_factory=dict)
    lists: dict[tuple[str, int], bytes] = field(default_factory=dict)  # by issuer and epoch
    root_floor: int = 0
    issuer_floors: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Policy:
    """What the venue asks for."""

    wanted: frozenset[int]
    window: int = 1  # steps
    venue: str | None = None
    require_venue: bool = False
    require_challenge: bool = False
    once_a_day: bool = False
    max_age: int | None = None


@dataclass
class Memory:
    """What one verifier remembers between checks. A real one keeps HMACs in place of device keys."""

    accepted: set[tuple[bytes, int]] = field(default_factory=set)  # device key, step
    visits: set[tuple[bytes, int, int]] = field(default_factory=set)  # device key and its day
    challenges: dict[bytes, int] = field(default_factory=dict)  # when each was asked
    witnesses: dict[bytes, tuple[int, int]] = field(default_factory=dict)  # device key: offset, time
    doubted: set[bytes] = field(default_factory=set)  # witnesses before the last acceptance
    lanes: Lanes | None = None


@dataclass
class Lanes:
    """"Several lanes of one venue": what they have told each other, by name."""

    key: bytes
    lane: bytes
    told: dict[bytes, bytes]

    def name(self, kind: bytes, *parts: bytes) -> bytes:
        return hmac.digest(self.key, b"spravka/1/lane/" + b"".join((kind, *parts)), "sha256")[:16]

    def value(self, name: bytes, at: bytes) -> bytes:
        return self.signed(name, at + self.lane)

    def signed(self, name: bytes, said: bytes) -> bytes:
        return said + self.name(b"value", name, said)

    def has(self, now: bytes, *names: bytes) -> bool:
        values = ((name, self.told.get(name, b"")) for name in names)
        return any(value == self.signed(name, value[:16]) and value != self.value(name, now) for name, value in values)

    def admit(self, proof: tuple[bytes, int], visit: bytes | None, is_new: bool, now: int) -> None:
        """Checks 19 and 20 at the other lanes. What was admitted is told under its name, if it was not before."""
        device, step = proof
        at = now.to_bytes(8, "big")
        number = step.to_bytes(8, "big")
        first, again = (self.name(kind, device, number) for kind in (b"proof", b"proof/again"))
        want(is_new or not self.has(at, first, again), "R22")
        names = [first]
        if visit is not None:
            first, again = (self.name(kind, visit) for kind in (b"visit", b"visit/again"))
            want(not self.has(at, first, again), "R23")
            names.append(first)
        self.told |= {name: self.value(name, at) for name in names if not self.has(at, name)}


T = TypeVar("T")


class Decided(Exception):
    """A check has failed; the argument is its code."""


def want(good: bool, code: str) -> None:
    if not good:
        raise Decided(code)


def given(value: T | None, code: str) -> T:
    if value is None:
        raise Decided(code)
    return value


def check(code: str, held: Held, policy: Policy, memory: Memory, now: int) -> tuple[str, str, str]:
    """The verdict on a text: accept, reject or cannot-tell; the name ("aged" or nothing for accept); the code."""
    try:
        return "accept", "aged" if decide(code, held, policy, memory, now) else "", ""
    except Decided as failed:
        found: str = failed.args[0]
        return "reject" if found.startswith("R") else "cannot-tell", NAMES[found], found


def decide(code: str, held: Held, policy: Policy, memory: Memory, now: int) -> bool:
    """The numbered checks of "How a verifier decides". Returns whether data are aged, raises Decided."""
    step = now // 30
    # 1, 2
    want(code.startswith("SP1:"), "G02" if re.match("SP[0-9]:", code) else "G01")
    want(len(code) <= 600, "R01")
    try:
        shown = read_presentation(base45(code[4:]))
    except Malformed:
        raise Decided("R01") from None
    credential = shown.credential
    # 3
    trust = given(held.trust, "G03")
    want(now < trust.expires, "G04")
    want(held.root_floor - now <= 60, "G05")
    # Footnote 1: what an overdue list does not cover may be new.
    trust_is_aged = now >= trust.next_update

    def unknown(found: str) -> str:
        return "G06" if trust_is_aged else found

    # 4
    issuer = given(trust.issuers.get(credential.issuer), unknown("R02"))
    want(held.issuer_floors.get(issuer.id, 0) - now <= 60, "G05")
    # 5
    keys = [entry for entry in issuer.credential_keys if kid_of(entry[0]) == credential.kid]
    want(bool(keys), unknown("R03"))
    key, first, last = keys[0]
    # 6
    epoch, inside = divmod(credential.nbf - issuer.offset, issuer.length)
    want(epoch >= 0 and inside == 0 and credential.exp == credential.nbf + issuer.length, "R04")
    want(first <= epoch <= last, unknown("R05"))
    # 7
    want(credential.claim in issuer.claims, unknown("R06"))
    # 8
    want(credential.signed.by(key), "R07")
    # 9
    want(key_is_good(credential.device_key), "R08")
    want(shown.signed.by(credential.device_key), "R09")
    # 10
    want(credential.claim in policy.wanted, "R10")
    want(credential.value, "R11")
    # 11
    want(shown.audience == "v" or policy.venue is not None and shown.audience == f"v:{policy.venue}", "R12")
    want(not policy.require_venue or shown.audience != "v", "R13")
    # 12: a challenge is open in the step in which it was asked and the next
    if shown.challenge is not None:
        asked = memory.challenges.get(shown.challenge)
        want(asked is not None and step - asked // 30 in (0, 1), "R14")
    want(not policy.require_challenge or shown.challenge is not None, "R15")
    # 13
    want(credential.nbf <= shown.iat, "R16")
    want(shown.iat < credential.exp, "R17")
    # 14
    shown_step = shown.iat // 30
    manifest = held.manifests.get(issuer.id)
    if abs(step - shown_step) > policy.window:
        want(not clock_is_wrong(shown, trust, manifest, memory, now), "G07")
        raise Decided("R18" if shown_step < step else "R19")
    # 15
    manifest = given(manifest, "G08")
    want(now < manifest.expires, "G09")
    # 16
    age = now - min(trust.issued_at, manifest.issued_at)
    want(policy.max_age is None or age <= policy.max_age, "G10")
    # 17
    entry = given(manifest.lists.get(epoch), "G11")
    want(credential.status_index < entry.capacity, "R20")
    file = given(held.lists.get((issuer.id, epoch)), "G12")
    try:
        revoked = indices(entry, file)
    except Refused:
        raise Decided("G13") from None
    # 18
    want(credential.status_index not in revoked, "R21")
    # 19
    memory.accepted = {old for old in memory.accepted if abs(old[1] - step) <= 3}
    proof = credential.device_key, shown_step
    want(shown.challenge is not None or proof not in memory.accepted, "R22")
    # 20
    visit = credential.device_key, credential.nbf, credential.exp
    want(not policy.once_a_day or visit not in memory.visits, "R23")
    if memory.lanes:
        once = credential.device_key if policy.once_a_day else None
        memory.lanes.admit(proof, once, shown.challenge is not None, now)
    # What is remembered on acceptance.
    memory.accepted.add(proof)
    if policy.once_a_day:
        memory.visits.add(visit)
    memory.witnesses = {key: seen for key, seen in memory.witnesses.items() if key not in memory.doubted}
    memory.doubted = set(memory.witnesses)
    if shown.challenge is not None:
        del memory.challenges[shown.challenge]
    return trust_is_aged or now >= manifest.next_update


def clock_is_wrong(shown: Presentation, trust: TrustList, manifest: Manifest | None, memory: Memory, now: int) -> bool:
    """Footnote 2, for a presentation that passed 1-13 and failed 14: it becomes a witness."""
    offset = shown.iat - now // 30 * 30
    memory.witnesses[shown.credential.device_key] = offset, now
    memory.doubted.discard(shown.credential.device_key)
    near = [key for key, (other, at) in memory.witnesses.items()
            if 0 <= now - at <= 28800 and abs(other - offset) <= 60]
    issued = [trust.issued_at] + ([manifest.issued_at] if manifest else [])
    return len(near) >= 5 or max(issued) - now > 60


# --- running vectors ------------------------------------------------------------------------------------------------

SLUGS = {slug: -65537 - n for n, slug in enumerate([
    "adult", "student", "large-family-parent", "pensioner", "disabled", "svo-participant", "svo-family"])}
CROCKFORD = {character: n for n, character in enumerate("0123456789ABCDEFGHJKMNPQRSTVWXYZ")}
Fields = dict[str, tuple[str, ...]]


def parse(vector: str) -> tuple[Fields, str]:
    header, body = vector.split("\n\n", 1)
    fields: Fields = {}
    for line in header.split("\n")[1:]:
        key, value = line.split(": ", 1)
        fields[key] = fields.get(key, ()) + (value,)
    return fields, body.removesuffix("\n")


@functools.lru_cache(1000)
def held_by(root: pathlib.Path, roots: tuple[str, ...], trusts: tuple[str, ...], manifests: tuple[str, ...],
            lists: tuple[str, ...], root_floors: tuple[str, ...], issuer_floors: tuple[str, ...]) -> Held:
    trust = None
    if trusts:
        trust = trust_list((root / trusts[0]).read_bytes(), root_set_file((root / roots[0]).read_bytes()))
    taken = [manifest_of((root / file).read_bytes(), trust) for file in manifests] if trust else []
    places = [line.split(" ", 2) for line in lists]
    floors = [line.split(" ") for line in issuer_floors]
    return Held(trust, {manifest.issuer: manifest for manifest in taken},
                {(issuer, int(epoch)): (root / file).read_bytes() for issuer, epoch, file in places},
                max(map(int, root_floors), default=0), {issuer: int(floor) for issuer, floor in floors})


def challenge_bytes(code: str) -> bytes:
    digits = [CROCKFORD[character] for character in code.replace("-", "")]
    return sum(digit << 5 * place for place, digit in enumerate(reversed(digits))).to_bytes(5, "big")


def run(root: pathlib.Path, vector: str) -> str:
    """What comes out for a vector; its fields tell which kind it is."""
    fields, body = parse(vector)
    if "for" in fields:
        return shown_to_wallets(fields["for"][0], body)
    held = held_by(root, *(fields.get(key, ()) for key in (
        "root-set", "trust-list", "manifest", "status-list", "root-floor", "issuer-floor")))
    if "now" not in fields:
        return take(root, fields, octets_of(body), held)

    def one(key: str) -> str | None:
        return fields[key][0] if key in fields else None

    policy = Policy(frozenset(SLUGS[slug] for line in fields.get("want", ()) for slug in line.split()),
                    int(one("window") or 1), one("venue"), one("require-venue") == "yes",
                    one("require-challenge") == "yes", one("once-a-day") == "yes", None if one("max-age") is None else int(one("max-age") or 0))
    memory = Memory()
    for line in fields.get("challenge", ()):
        code, at = line.split(" ")
        memory.challenges[challenge_bytes(code)] = int(at)
    for line in fields.get("before", ()):
        at, before = line.split(" ", 1)
        check(before, held, policy, memory, int(at))
    if "lane-key" in fields:
        memory.lanes = Lanes(*(bytes.fromhex(fields[key][0]) for key in ("lane-key", "lane")), values_of(fields, "told"))
    verdict = " ".join(word for word in check(body, held, policy, memory, int(fields["now"][0])) if word)
    if memory.lanes and memory.lanes.told != values_of(fields, "told") | values_of(fields, "tells"):
        return f"{verdict}, and tells {memory.lanes.told}"
    return verdict


def values_of(fields: Fields, field: str) -> dict[bytes, bytes]:
    return {bytes.fromhex(name): bytes.fromhex(value) for name, value in (line.split(" ") for line in fields.get(field, ()))}


def shown_to_wallets(asked: str, shown: str) -> str:
    """"What a venue shows to wallets": a QR code's text, or the code alone."""
    found = re.fullmatch(r"\s*(?:spravka:(v|c):)?(.*?)\s*", shown, re.ASCII | re.IGNORECASE | re.DOTALL)
    if found is None or len(shown.strip().encode()) > 100 or found[1] and found[1].lower() != asked[0]:
        return "refused"
    if asked == "venue":
        good = re.fullmatch("[A-Za-z0-9]{1,8}", found[2])
        return f"venue {found[2].upper()}" if good else "refused"
    symbols = re.sub("[- ]", "", found[2]).upper().translate(str.maketrans("OIL", "011"))
    good = len(symbols) == 8 and set(symbols) <= set(CROCKFORD)
    return f"challenge {symbols[:4]}-{symbols[4:]}" if good else "refused"


def octets_of(body: str) -> bytes:
    lines = (line.partition("*") for line in body.split())
    return b"".join(bytes.fromhex(part) * int(times or 1) for part, _, times in lines)


def list_of(fields: Fields) -> ListEntry:
    capacity, revoked, size = (int(fields[key][0]) for key in ("capacity", "revoked", "size"))
    return ListEntry(0, capacity, revoked, size, bytes.fromhex(fields["hash"][0]))


def take_delta(root: pathlib.Path, fields: Fields, raw: bytes) -> None:
    (old, old_body), (new, new_body) = (parse((root / fields[key][0]).read_text()) for key in ("from", "to"))
    made = apply_delta(sorted(indices(list_of(old), octets_of(old_body))), raw, list_of(new))
    if made != octets_of(new_body):
        raise Refused("refused")


def take(root: pathlib.Path, fields: Fields, raw: bytes, held: Held) -> str:
    """Vectors of files that are taken or refused."""
    try:
        if "from" in fields:
            take_delta(root, fields, raw)
        elif "capacity" in fields:
            indices(list_of(fields), raw)
        elif held.trust:
            manifest_of(raw, held.trust)
        else:
            trust_list(raw, root_set_file((root / fields["root-set"][0]).read_bytes()))
    except Malformed:
        return "malformed"
    except Refused as refused:
        return str(refused)
    return "taken"


def outcome(root: pathlib.Path, vector: str) -> str:
    try:
        return run(root, vector)
    except (Malformed, Refused, KeyError, ValueError, OSError) as error:  # the others go on
        return f"failed: {error!r}"


def main() -> int:
    arguments = argparse.ArgumentParser(description="Checks Spravka test vectors.")
    arguments.add_argument("dir", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent)
    arguments.add_argument("--lines", help="a file of JSON lines, or -")
    options = arguments.parse_args()
    if options.lines:
        with sys.stdin if options.lines == "-" else open(options.lines, encoding="utf-8") as lines:
            for line in lines:
                print(outcome(options.dir, json.loads(line)["vector"]))
        return 0
    folders = "presentation", "canonical", "qr_text", "trust_list", "manifest", "status_list", "status_delta", "venue_text", "lanes"
    paths = [path for folder in folders for path in sorted((options.dir / folder).glob("*.txt"))]
    good = 0
    for path in paths:
        vector = path.read_bytes().decode()
        expected, found = parse(vector)[0]["expect"][0], outcome(options.dir, vector)
        good += expected == found
        if expected != found:
            print(f"{path.parent.name}/{path.stem}: expected {expected}, found {found}")
    print(f"{good} of {len(paths)} vectors as expected")
    return 0 if paths and good == len(paths) else 1


if __name__ == "__main__":
    sys.exit(main())
