"""A method: how scores become an index, as data that a person can read and vary.

A method file is TOML. Every parameter must be named, every value is one of a stated few, and a parameter
that nothing reads is an error: a mistyped step must never be applied, or left out, in silence.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from scorecard.errors import ScorecardError
from scorecard.framework import COMPONENTS
from scorecard.messages import translate as _
from scorecard.model import Indicator

DEFAULT: Final = "kppod-2009"

#: What each parameter may say. A tuple holds the allowed words.
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "normalisation.scheme": ("min-max",),
    "normalisation.over": ("all", "kind"),
    "missing.structural": ("zero", "blank"),
    "missing.item": ("skip",),
    "missing.unreachable": ("zero", "unranked"),
    "missing.component": ("zero", "skip"),
    "aggregation.scheme": ("arithmetic",),
    "ranks.within": ("kind", "all"),
    "ranks.ties": ("min",),
}
UNSTRETCHED: Final = ("website", "pemda_binary", "firms_share")
OTHERS: Final = ("name", "title", "source", "normalisation.unstretched", "population.warn_below")
WEIGHTS: Final = "aggregation.weights"


@dataclass(frozen=True, slots=True)
class Method:
    """One method, checked. `weights` are relative and keyed by component; `sha256` is of the file's bytes."""

    name: str
    title: str
    source: str
    over: str
    unstretched: frozenset[str]
    structural: str
    unreachable: str
    component: str
    weights: Mapping[str, float]
    within: str
    warn_below: int
    sha256: str

    def stretches(self, indicator: Indicator) -> bool:
        """Whether the indicator is min-max scaled; the others enter as value x 100."""
        if indicator.source == "website":
            return "website" not in self.unstretched
        if indicator.kind == "binary":
            return ("firms_share" if indicator.source == "firms" else "pemda_binary") not in self.unstretched
        return True


def names() -> tuple[str, ...]:
    """The methods that come with the scorecard."""
    files = (resources.files("scorecard") / "methods").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load(name: str | Path = DEFAULT) -> Method:
    """The method of that name, or of that TOML file.

    Raises ScorecardError for an unknown name, a file that cannot be read, and all faults in it at once.
    """
    text = str(name)
    where = f"{text}.toml"
    try:
        if text in names():
            data = (resources.files("scorecard") / "methods" / where).read_bytes()
        elif text.endswith(".toml"):
            where, data = text, Path(text).read_bytes()
        else:
            raise ScorecardError(
                _("there is no method called {name}").format(name=text),
                remedy=_("Methods: {names}. Or name a .toml file.").format(names=", ".join(names())),
            )
        content = tomllib.loads(data.decode("utf-8"))
    except OSError as error:
        raise ScorecardError(
            _("the method file cannot be read ({error})").format(error=error.strerror or error),
            where=where,
            remedy=_("Check the file's name and that you may read it."),
        ) from error
    except ValueError as error:  # covers bytes that are no UTF-8 as well
        raise ScorecardError(
            _("this is not a TOML file ({error})").format(error=error),
            where=where,
            remedy=_("Mend the line it names; docs/method.md shows a whole method file."),
        ) from error
    return _method(content, where, hashlib.sha256(data).hexdigest())


def _method(content: Mapping[str, Any], where: str, sha256: str) -> Method:
    values = _flat(content)
    known = {*CHOICES, *OTHERS, *(f"{WEIGHTS}.{code}" for code in COMPONENTS)}
    faults = [_("{key} is not a parameter").format(key=key) for key in values if key not in known]
    faults += [_("{key} is missing").format(key=key) for key in sorted(known - set(values))]
    faults += [fault for key in sorted(known & set(values)) if (fault := _fault(key, values[key]))]
    if faults:
        raise ScorecardError(
            "; ".join(faults),
            where=where,
            remedy=_("docs/method.md names every parameter and what it may say."),
        )
    return Method(
        name=values["name"],
        title=values["title"],
        source=values["source"],
        over=values["normalisation.over"],
        unstretched=frozenset(values["normalisation.unstretched"]),
        structural=values["missing.structural"],
        unreachable=values["missing.unreachable"],
        component=values["missing.component"],
        weights={code: float(values[f"{WEIGHTS}.{code}"]) for code in COMPONENTS},
        within=values["ranks.within"],
        warn_below=values["population.warn_below"],
        sha256=sha256,
    )


def _flat(content: Mapping[str, Any]) -> dict[str, Any]:
    """Tables as dotted keys; the component codes with a dot in them stay whole."""
    flat: dict[str, Any] = {}
    for key, value in content.items():
        if isinstance(value, Mapping):
            flat |= {f"{key}.{inner}": leaf for inner, leaf in _flat(value).items()}
        else:
            flat[key] = value
    return flat


def _fault(key: str, value: object) -> str:
    """What is wrong with one parameter's value, or nothing."""
    if key in CHOICES:
        wanted = " | ".join(f'"{choice}"' for choice in CHOICES[key])
        return "" if value in CHOICES[key] else _wrong(key, value, wanted)
    if key.startswith(WEIGHTS):
        sound = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf")
        return "" if sound else _wrong(key, value, _("a number above 0"))
    if key == "normalisation.unstretched":
        sound = isinstance(value, list) and all(item in UNSTRETCHED for item in value)
        return "" if sound else _wrong(key, value, _("a list of {words}").format(words=", ".join(UNSTRETCHED)))
    if key == "population.warn_below":
        sound = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        return "" if sound else _wrong(key, value, _("a whole number, 0 or more"))
    sound = isinstance(value, str) and bool(value.strip())
    return "" if sound else _wrong(key, value, _("words"))


def _wrong(key: str, value: object, wanted: str) -> str:
    return _("{key} is {value}, and must be {wanted}").format(key=key, value=repr(value), wanted=wanted)
