"""Text in the encoding that it names, or, where that cannot be, in the one that it can only be in."""

import codecs
from contextlib import suppress

LONGEST = 2_000_000  # characters
# Names under which Python knows what is no encoding of letters, or one that takes long
_NO_ENCODINGS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
_OF_WINDOWS = {"ascii", "iso8859-1"}  # their senders mean Windows' own, which holds the same and more
_ONE_BYTE = ("cp125", "iso8859", "koi8", "mac")  # any bytes are letters in these: UTF-8 is looked for first
_TURNED = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # letters that turn the order of others


def decoded_text(data: bytes, charset: str) -> str:
    """The text, in the encoding that it names, or in the one that it can only be in."""
    cut, named = data[: 4 * LONGEST], _encoding(charset)
    if cut[:2] in (b"\xff\xfe", b"\xfe\xff"):
        named = "utf-16"
    for each in ("utf-8", named) if named.startswith(_ONE_BYTE) else (named, "utf-8"):
        with suppress(UnicodeError, LookupError):
            return _text(codecs.getincrementaldecoder(each)().decode(cut, final=len(cut) == len(data)))
    return _text(cut.decode("cp1252" if named in ("", "utf-8") else named, "replace"))


def _encoding(charset: str) -> str:
    """Python's name of an encoding of letters; empty for one that it does not know."""
    try:
        name = codecs.lookup(charset[:40]).name
    except (LookupError, ValueError):
        return ""
    known = name if name.replace("_", "-") not in _NO_ENCODINGS and _is_of_letters(name) else ""
    return "cp1252" if known in _OF_WINDOWS else known


def _is_of_letters(name: str) -> bool:
    try:
        return b"a".decode(name, "replace") is not None
    except (LookupError, ValueError):
        return False


def _text(decoded: str) -> str:
    return decoded.replace("\r\n", "\n").replace("\0", "").translate(_TURNED)[:LONGEST]
