"""Functions between texts and bytes."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.call import Call, Function, as_type, binary, text_literal
from ruleforge.languages.logs_sql.translation.errors import ArgumentError
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.types import BIGINT, BINARY, STRING, Typed

__all__ = ["BINARIES"]

_UTF_8 = ("UTF-8", "UTF8")
_BASE64 = "regexp_replace({0}, '[^A-Za-z0-9+/]', '', 'g')"
_PADDED = f"rpad({_BASE64}, CAST((length({_BASE64}) + 3) // 4 * 4 AS INTEGER), '=')"
_FROM_BASE64 = f"from_base64(CASE WHEN length({_BASE64}) % 4 <> 1 THEN {_PADDED} END)"
_IS_BASE64 = "regexp_full_match({0}, '([A-Za-z0-9+/]{{4}})*([A-Za-z0-9+/]{{2}}(==)?|[A-Za-z0-9+/]{{3}}=?)?')"
_HEX = "CASE WHEN length({0}) % 2 = 1 THEN '0' || {0} ELSE {0} END"
_UNHEX = f"CASE WHEN regexp_full_match({{0}}, '[0-9A-Fa-f]*') THEN unhex({_HEX}) END"


def _charset(call: Call, index: int) -> str | None:
    name = text_literal(call, index, "the character set")
    if name is None:
        return None
    if name.upper() in _UTF_8:
        return "UTF-8"
    if name.upper() in ("US-ASCII", "ISO-8859-1"):
        return name.upper()
    raise ArgumentError(f"the character set {name} is not evaluated here", unsupported=True)


def _encode(call: Call) -> Typed:
    charset = _charset(call, 1)
    if charset is None:
        return Typed("CAST(NULL AS BLOB)", BINARY)
    if charset == "UTF-8":
        return Typed(f"encode({call.text(0)})", BINARY)
    most = 127 if charset == "US-ASCII" else 255
    # A sign that the set does not have becomes a question mark.
    code = f"CASE WHEN unicode(sign) > {most} THEN 63 ELSE unicode(sign) END"
    listed = f"list_transform(string_split({{0}}, ''), lambda sign: lpad(to_hex({code}), 2, '0'))"
    template = f"CASE WHEN {{0}} = '' THEN encode('') ELSE unhex(array_to_string({listed}, '')) END"
    return Typed(once(template, call.text(0)), BINARY)


def _decode(call: Call) -> Typed:
    charset = _charset(call, 1)
    if charset is None:
        return Typed("CAST(NULL AS VARCHAR)", STRING)
    value = binary(call[0])
    if charset == "UTF-8":
        return Typed(f"TRY(decode({value}))", STRING)
    raise ArgumentError(f"decoding {charset} is not evaluated here", unsupported=True)


def _base64(call: Call) -> Typed:
    return Typed(f"to_base64({binary(call[0])})", STRING)


def _unbase64(call: Call) -> Typed:
    return Typed(once(_FROM_BASE64, call.text(0)), BINARY)


def _hex(call: Call) -> Typed:
    value = call[0]
    if value.type.is_number:
        return Typed(f"upper(to_hex({as_type(value, BIGINT).sql}))", STRING)
    return Typed(f"upper(hex({binary(value)}))", STRING)


def _unhex(call: Call) -> Typed:
    return Typed(once(_UNHEX, call.text(0)), BINARY)


def _to_binary(call: Call) -> Typed:
    form = text_literal(call, 1, "the format") if len(call) > 1 else "hex"
    if form is None:
        return Typed("CAST(NULL AS BLOB)", BINARY)
    name = form.lower()
    if name in ("utf-8", "utf8"):
        return Typed(f"encode({call.text(0)})", BINARY)
    if name == "hex":
        return _unhex(call)
    if name == "base64":
        return Typed(once(f"CASE WHEN {_IS_BASE64} THEN {_FROM_BASE64} END", call.text(0)), BINARY)
    raise ArgumentError(f"to_binary knows hex, utf-8 and base64, not {form}")


BINARIES: dict[str, Function] = {
    "base64": Function(_base64, 1, 1),
    "binary": Function(lambda call: as_type(call[0], BINARY), 1, 1),
    "decode": Function(_decode, 2, 2),
    "encode": Function(_encode, 2, 2),
    "hex": Function(_hex, 1, 1),
    "to_binary": Function(_to_binary, 1, 2),
    "try_to_binary": Function(_to_binary, 1, 2),
    "unbase64": Function(_unbase64, 1, 1),
    "unhex": Function(_unhex, 1, 1),
}
