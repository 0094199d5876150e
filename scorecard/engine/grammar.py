"""How a method file is read: sections of named fields, and every fault in it said at once.

A field that is unknown, missing, wrong or without effect is a fault with its name: a mistyped step must never
be applied, or left out, in silence.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _

#: The default of a field that has none and must be given.
REQUIRED: Final = object()


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value may be: `sound` tells, `wanted` says it in words."""

    sound: Callable[[object], bool]
    wanted: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter. `when` names another field of its section and the values with which this one has effect."""

    kind: Kind
    default: Any = REQUIRED
    when: tuple[str, tuple[object, ...]] | None = None


@dataclass(slots=True)
class Reader:
    """Reads the sections of one file and collects its faults; `finish` raises them."""

    where: str
    faults: list[str] = field(default_factory=list)

    def section(
        self,
        content: object,
        path: str,
        fields: Mapping[str, Field],
        *,
        base: Mapping[str, Any] | None = None,
        inner: Sequence[str] = (),
    ) -> dict[str, Any]:
        """The fields of one section, blanks filled from `base` or their defaults; `inner` are its subsections."""
        given = self.table(content, path)
        prefix = f"{path}." if path else ""
        self.faults += [
            _("{key} is not a parameter").format(key=f"{prefix}{key}")
            for key in given
            if key not in fields and key not in inner
        ]
        values: dict[str, Any] = {}
        for key, one in fields.items():
            values[key] = given.get(key, base[key] if base is not None else one.default)
            if values[key] is REQUIRED:
                self.faults.append(_("{key} is missing").format(key=f"{prefix}{key}"))
            elif key in given and not one.kind.sound(given[key]):
                self.wrong(f"{prefix}{key}", given[key], one.kind.wanted())
        self.faults += [_idle(prefix, key, fields[key], values) for key in given if _is_idle(key, fields, values)]
        return values

    def table(self, content: object, path: str) -> Mapping[str, Any]:
        """`content` as a table of TOML; anything else is a fault."""
        if content is None:
            return {}
        if not isinstance(content, Mapping):
            self.wrong(path, content, _("a section"))
            return {}
        return content

    def pairs(self, content: object, path: str, kind: Kind) -> dict[str, Any]:
        """A section whose keys are codes and whose values are all of one kind."""
        given = self.table(content, path)
        for key, value in given.items():
            if not kind.sound(value):
                self.wrong(f"{path}.{key}", value, kind.wanted())
        return {key: value for key, value in given.items() if kind.sound(value)}

    def wrong(self, key: str, value: object, wanted: str) -> None:
        """Note a value that is not what it must be."""
        self.faults.append(
            _("{key} is {value}, and must be {wanted}").format(key=key, value=repr(value), wanted=wanted)
        )

    def finish(self) -> None:
        """Raise one ScorecardError with all faults, or nothing."""
        if self.faults:
            raise ScorecardError(
                "; ".join(self.faults),
                where=self.where,
                remedy=_("docs/method.md names every parameter and what it may say."),
            )


def _is_idle(key: str, fields: Mapping[str, Field], values: Mapping[str, Any]) -> bool:
    if key not in fields or fields[key].when is None:
        return False
    other, allowed = fields[key].when or ("", ())
    return values[other] not in allowed


def _idle(prefix: str, key: str, one: Field, values: Mapping[str, Any]) -> str:
    other = one.when[0] if one.when else ""
    return _("{key} has no effect while {other} is {value}").format(
        key=f"{prefix}{key}", other=f"{prefix}{other}", value=repr(values[other])
    )


def read_toml(path: Path) -> bytes:
    """The bytes of a method file; raises ScorecardError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ScorecardError(
            _("the method file cannot be read ({error})").format(error=error.strerror or error),
            where=str(path),
            remedy=_("Check the file's name and that you may read it."),
        ) from error


def parse_toml(data: bytes, where: str) -> tuple[dict[str, Any], str]:
    """The content of a method file and the SHA-256 of its bytes."""
    try:
        return tomllib.loads(data.decode("utf-8")), hashlib.sha256(data).hexdigest()
    except ValueError as error:  # covers bytes that are no UTF-8 as well
        raise ScorecardError(
            _("this is not a TOML file ({error})").format(error=error),
            where=where,
            remedy=_("Mend the line it names; docs/method.md shows a whole method file."),
        ) from error


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def one_of(*choices: str) -> Kind:
    """One of a few words."""
    return Kind(
        lambda value: isinstance(value, str) and value in choices, lambda: " | ".join(f'"{one}"' for one in choices)
    )


def list_of(*choices: str) -> Kind:
    """A list of some of a few words."""
    return Kind(
        lambda value: isinstance(value, list) and all(item in choices for item in value),
        lambda: _("a list of {words}").format(words=", ".join(choices)),
    )


TEXT: Final = Kind(lambda value: isinstance(value, str) and bool(value.strip()), lambda: _("words"))
FLAG: Final = Kind(lambda value: isinstance(value, bool), lambda: "true | false")
NUMBER: Final = Kind(_is_number, lambda: _("a number"))
ABOVE_ZERO: Final = Kind(lambda value: _is_number(value) and float(str(value)) > 0, lambda: _("a number above 0"))
NOT_BELOW_ZERO: Final = Kind(
    lambda value: _is_number(value) and float(str(value)) >= 0, lambda: _("a number, 0 or more")
)
SHARE: Final = Kind(
    lambda value: _is_number(value) and 0 <= float(str(value)) <= 1, lambda: _("a share from 0 to 1, such as 0.65")
)
WHOLE: Final = Kind(
    lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    lambda: _("a whole number, 0 or more"),
)
DIGITS: Final = Kind(
    lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 17,
    lambda: _("a whole number from 1 to 17"),
)
SIGN: Final = Kind(lambda value: not isinstance(value, bool) and value in (1, -1), lambda: "1 | -1")
LEVELS: Final = Kind(
    lambda value: isinstance(value, list) and all(WHOLE.sound(item) and item for item in value),
    lambda: _("a list of levels, such as [2]"),
)
RANGE: Final = Kind(
    lambda value: (
        isinstance(value, list) and len(value) == 2 and all(_is_number(one) for one in value) and value[0] < value[1]
    ),
    lambda: _("two numbers, the lower one first, such as [0, 100]"),
)
