"""A method file for a table of one's own: its sections, their fields, and what each may say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from scorecard.engine.grammar import (
    ABOVE_ZERO,
    DIGITS,
    FLAG,
    LEVELS,
    NOT_BELOW_ZERO,
    NUMBER,
    RANGE,
    SHARE,
    SIGN,
    TEXT,
    WHOLE,
    Field,
    Reader,
    list_of,
    one_of,
    parse_toml,
    read_toml,
)
from scorecard.engine.method import Filling, Mean, Method, Scale, Screening, Statistics, Treatment, paired
from scorecard.messages import translate as _

SCALES: Final = ("min-max", "z-score", "goalposts", "linear", "target", "fraction", "rank", "percentile", "borda")
MEANS: Final = ("arithmetic", "geometric", "harmonic", "power")
TIES: Final = ("min", "max", "average", "dense")
FILLS: Final = ("none", "zero", "mean", "median", "group-mean", "last-wave")
_RANGED: Final = ("min-max", "goalposts", "linear", "target", "percentile")

SCALE: Final[Mapping[str, Field]] = {
    "scheme": Field(one_of(*SCALES), "min-max"),
    "low": Field(NUMBER, 0.0, ("scheme", _RANGED)),
    "high": Field(NUMBER, 100.0, ("scheme", _RANGED)),
    "mean": Field(NUMBER, 0.0, ("scheme", ("z-score",))),
    "sd": Field(ABOVE_ZERO, 1.0, ("scheme", ("z-score",))),
    "from": Field(RANGE, (0.0, 1.0), ("scheme", ("goalposts", "linear"))),
    "clip": Field(FLAG, False, ("scheme", ("goalposts", "linear", "target"))),
}
MEAN: Final[Mapping[str, Field]] = {
    "scheme": Field(one_of(*MEANS), "arithmetic"),
    "power": Field(NUMBER, 1.0, ("scheme", ("power",))),
    "least": Field(SHARE, 0.0),
    "blank": Field(one_of("skip", "zero"), "skip"),
}
TREATMENT: Final[Mapping[str, Field]] = {
    "test": Field(one_of("none", "skew-kurtosis"), "none"),
    "skew": Field(ABOVE_ZERO, 2.0, ("test", ("skew-kurtosis",))),
    "kurtosis": Field(NUMBER, 3.5, ("test", ("skew-kurtosis",))),
    "points": Field(WHOLE, 5, ("test", ("skew-kurtosis",))),
    "log": Field(FLAG, True, ("test", ("skew-kurtosis",))),
}
RANKS: Final[Mapping[str, Field]] = {
    "within": Field(TEXT, "all"),
    "ties": Field(one_of(*TIES), "min"),
    "digits": Field(DIGITS, 12),
}
_HEAD: Final[Mapping[str, Field]] = {"name": Field(TEXT), "title": Field(TEXT, ""), "source": Field(TEXT, "")}
_SCREENING: Final[Mapping[str, Field]] = {
    "unit": Field(SHARE, 0.0),
    "indicator": Field(SHARE, 0.0),
    "group": Field(SHARE, 0.0),
    "nonzero": Field(SHARE, 0.0),
    "when": Field(one_of("raw", "filled"), "raw"),
}
_FILLING: Final[Mapping[str, Field]] = {"fill": Field(one_of(*FILLS), "none"), "group": Field(TEXT, "")}
_PANEL: Final[Mapping[str, Field]] = {
    "scaling": Field(one_of("global", "each", "reference"), "global"),
    "reference": Field(TEXT, "", ("scaling", ("reference",))),
}
_STATISTICS: Final[Mapping[str, Field]] = {
    "descriptive": Field(FLAG, False),
    "availability": Field(FLAG, False),
    "correlations": Field(list_of("pearson", "spearman"), []),
    "alpha": Field(FLAG, False),
    "pca": Field(FLAG, False),
    "leave_one_out": Field(LEVELS, []),
}
_SECTIONS: Final = (
    *("structure", "denomination", "screening", "missing", "outliers", "directions", "normalisation"),
    *("panel", "aggregation", "ranks", "statistics"),
)


def load(path: Path) -> Method:
    """The method in a TOML file, for `--data`. Raises ScorecardError with all its faults at once."""
    return parse(read_toml(path), str(path))


def parse(data: bytes, where: str) -> Method:
    """The method in the bytes of a TOML file; errors name the file `where`."""
    content, sha256 = parse_toml(data, where)
    reader = Reader(where)
    head = reader.section(content, "", _HEAD, inner=_SECTIONS)
    values = {**head, "sha256": sha256, **_preparation(content, reader), **_index(content, reader)}
    reader.finish()
    return Method(**values)


def _preparation(content: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Structure, denomination, screening, filling and outliers."""
    structure = reader.section(content.get("structure"), "structure", {"skip": Field(LEVELS, [])})
    denomination = reader.section(content.get("denomination"), "denomination", {"use": Field(FLAG, False)})
    treatment, own = overridden(content.get("outliers"), "outliers", TREATMENT, reader)
    return {
        "skip": tuple(sorted(structure["skip"])),
        "denominate": denomination["use"],
        "screening": _screening(content.get("screening"), reader),
        "filling": _filling(content.get("missing"), reader),
        "treatment": Treatment(**treatment),
        "own_treatment": paired({code: Treatment(**one) for code, one in own.items()}),
    }


def _index(content: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Directions, scales, panel, means, ranks and statistics."""
    fields = {**SCALE, "over": Field(TEXT, "all")}
    scale, own = overridden(content.get("normalisation"), "normalisation", fields, reader, kept=SCALE)
    panel = reader.section(content.get("panel"), "panel", _PANEL)
    if panel["scaling"] == "reference" and not panel["reference"]:
        reader.faults.append(_("{key} is missing").format(key="panel.reference"))
    ranks = reader.section(content.get("ranks"), "ranks", RANKS)
    statistics = reader.section(content.get("statistics"), "statistics", _STATISTICS)
    return {
        "directions": paired(reader.pairs(content.get("directions"), "directions", SIGN)),
        "over": scale.pop("over"),
        "scale": scale_of(scale, "normalisation", reader),
        "own_scale": paired(
            {code: scale_of(one, f"normalisation.indicators.{code}", reader) for code, one in own.items()}
        ),
        "panel": panel["scaling"],
        "reference": panel["reference"],
        **means_of(content.get("aggregation"), reader),
        **ranks,
        "statistics": Statistics(**_hashable(statistics)),
    }


def overridden(
    content: object,
    path: str,
    fields: Mapping[str, Field],
    reader: Reader,
    *,
    kept: Mapping[str, Field] | None = None,
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """A section and what its subsection `indicators` says of single codes instead (fields `kept`)."""
    general = reader.section(content, path, fields, inner=("indicators",))
    codes = reader.table(reader.table(content, path).get("indicators"), f"{path}.indicators")
    chosen = kept or fields
    own = {
        code: reader.section(one, f"{path}.indicators.{code}", chosen, base={key: general[key] for key in chosen})
        for code, one in codes.items()
    }
    return general, own


def scale_of(values: dict[str, Any], path: str, reader: Reader) -> Scale:
    """A Scale out of the fields of its section."""
    made = {**values, "source": tuple(values["from"]) if isinstance(values["from"], list) else values["from"]}
    del made["from"]
    if values["scheme"] in _RANGED and not _above(values["low"], values["high"]):
        reader.wrong(f"{path}.high", values["high"], _("a number above {low}").format(low=values["low"]))
    return Scale(**made)


def _above(low: object, high: object) -> bool:
    return not (NUMBER.sound(low) and NUMBER.sound(high)) or float(str(low)) < float(str(high))


def means_of(content: object, reader: Reader, *, weights: bool = True) -> dict[str, Any]:
    """The section `aggregation`: the general mean, those of single levels, and the weights by code."""
    inner = ("levels", "weights") if weights else ("levels",)
    general = reader.section(content, "aggregation", MEAN, inner=inner)
    given = reader.table(content, "aggregation")
    own = {}
    for level, one in reader.table(given.get("levels"), "aggregation.levels").items():
        values = reader.section(one, f"aggregation.levels.{level}", MEAN, base=general)
        if level.isdecimal():
            own[int(level)] = Mean(**values)
        else:
            reader.wrong("aggregation.levels", level, _("a level, such as 2"))
    found: dict[str, Any] = {"mean": Mean(**general), "own_mean": tuple(sorted(own.items()))}
    if weights:
        found["weights"] = paired(reader.pairs(given.get("weights"), "aggregation.weights", NOT_BELOW_ZERO))
    return found


def _hashable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def _screening(content: object, reader: Reader) -> Screening:
    values = reader.section(content, "screening", _SCREENING, inner=("keep", "drop"))
    given = reader.table(content, "screening")
    keep, drop = (paired(reader.pairs(given.get(side), f"screening.{side}", TEXT)) for side in ("keep", "drop"))
    if "when" in given and not any(values[key] for key in ("unit", "indicator", "group", "nonzero")):
        reader.faults.append(_("{key} has no effect without a threshold").format(key="screening.when"))
    return Screening(**values, keep=keep, drop=drop)


def _filling(content: object, reader: Reader) -> Filling:
    values = reader.section(content, "missing", _FILLING, inner=("structural", "indicators"))
    given = reader.table(content, "missing")
    own = reader.pairs(given.get("indicators"), "missing.indicators", one_of(*FILLS))
    grouped = "group-mean" in (values["fill"], *own.values())
    if grouped != bool(values["group"]):
        said = _("{key} is missing") if grouped else _("{key} has no effect without group-mean")
        reader.faults.append(said.format(key="missing.group"))
    structural = reader.pairs(given.get("structural"), "missing.structural", TEXT)
    return Filling(**values, structural=paired(structural), indicators=paired(own))


def as_toml(method: Method) -> str:
    """The method as a method file with every default spelled out: what was done, to be read and run again."""
    lines = [f"{key} = {_literal(getattr(method, key))}" for key in ("name", "title", "source") if getattr(method, key)]
    for path, values in _sections(method):
        if values:
            lines += ["", f"[{path}]", *(f"{_key(key)} = {_literal(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def _sections(method: Method) -> list[tuple[str, dict[str, Any]]]:
    filling, screening = method.filling, method.screening
    shares = {key: getattr(screening, key) for key in ("unit", "indicator", "group", "nonzero")}
    return [
        ("structure", {"skip": method.skip}),
        ("denomination", {"use": method.denominate}),
        ("screening", {**shares, **({"when": screening.when} if any(shares.values()) else {})}),
        ("screening.keep", dict(screening.keep)),
        ("screening.drop", dict(screening.drop)),
        ("missing", {"fill": filling.fill, **({"group": filling.group} if filling.group else {})}),
        ("missing.structural", dict(filling.structural)),
        ("missing.indicators", dict(filling.indicators)),
        ("outliers", _effective(asdict(method.treatment), TREATMENT)),
        *(
            (f"outliers.indicators.{_key(code)}", _effective(asdict(one), TREATMENT))
            for code, one in method.own_treatment
        ),
        ("directions", dict(method.directions)),
        ("normalisation", {**_scale(method.scale), "over": method.over}),
        *((f"normalisation.indicators.{_key(code)}", _scale(one)) for code, one in method.own_scale),
        ("panel", {"scaling": method.panel, **({"reference": method.reference} if method.reference else {})}),
        ("aggregation", _effective(asdict(method.mean), MEAN)),
        *((f"aggregation.levels.{level}", _effective(asdict(one), MEAN)) for level, one in method.own_mean),
        ("aggregation.weights", dict(method.weights)),
        ("ranks", {"within": method.within, "ties": method.ties, "digits": method.digits}),
        ("statistics", asdict(method.statistics)),
    ]


def _scale(scale: Scale) -> dict[str, Any]:
    values = asdict(scale)
    values["from"] = values.pop("source")
    return _effective(values, SCALE)


def _effective(values: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """The values that have an effect, in the order of the fields."""
    return {key: values[key] for key, one in fields.items() if one.when is None or values[one.when[0]] in one.when[1]}


def _literal(value: object) -> str:
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_literal(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else repr(value)


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "a").replace("-", "a").isalnum()
    return key if bare else json.dumps(key, ensure_ascii=False)
