"""A method: which steps are taken and how, as data that a person can read and vary.

All parts are frozen and can be hashed, so that whoever varies a method (sensitivity analysis) needs to compute
again only the steps that differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Pairs = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """Least shares (0..1) of values there: of a unit, an indicator, a unit in each group; of values that are not 0.

    `keep` and `drop` pair codes (of units or indicators) with the reason they are forced in or out.
    """

    unit: float = 0.0
    indicator: float = 0.0
    group: float = 0.0
    nonzero: float = 0.0
    when: str = "raw"
    keep: tuple[tuple[str, str], ...] = ()
    drop: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Filling:
    """What a blank becomes: none, zero, mean, median, group-mean (of the column `group`) or last-wave.

    `structural` pairs a code with the one it hangs on: where that is 0, a blank is a 0 and no gap.
    """

    fill: str = "none"
    group: str = ""
    structural: tuple[tuple[str, str], ...] = ()
    indicators: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Treatment:
    """When a column has outliers (|skew| and kurtosis at or above both), and how many points may be drawn in."""

    test: str = "none"
    skew: float = 2.0
    kurtosis: float = 3.5
    points: int = 5
    log: bool = True


@dataclass(frozen=True, slots=True)
class Scale:
    """How a column comes to a common scale. `low` and `high` are the range out, `source` the range in."""

    scheme: str = "min-max"
    low: float = 0.0
    high: float = 100.0
    mean: float = 0.0
    sd: float = 1.0
    source: tuple[float, float] = (0.0, 1.0)
    clip: bool = False


@dataclass(frozen=True, slots=True)
class Mean:
    """How children become their parent. `least` is the share of them that must be there; `blank` is skip or zero."""

    scheme: str = "arithmetic"
    power: float = 1.0
    least: float = 0.0
    blank: str = "skip"


@dataclass(frozen=True, slots=True)
class Statistics:
    """Which tables are written beside the stages."""

    descriptive: bool = False
    availability: bool = False
    correlations: tuple[str, ...] = ()
    alpha: bool = False
    pca: bool = False
    leave_one_out: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """One method, checked. What is "own" is keyed by code and speaks for that code instead of the general part.

    `over` and `within` are "all" or a column of the data; `panel` is global, each or reference (the time of
    `reference`). `weights` replace the framework's. Sums that agree to `digits` significant digits share a rank.
    """

    name: str = "default"
    title: str = ""
    source: str = ""
    skip: tuple[int, ...] = ()
    denominate: bool = False
    screening: Screening = Screening()
    filling: Filling = Filling()
    treatment: Treatment = Treatment()
    own_treatment: tuple[tuple[str, Treatment], ...] = ()
    directions: tuple[tuple[str, int], ...] = ()
    scale: Scale = Scale()
    own_scale: tuple[tuple[str, Scale], ...] = ()
    over: str = "all"
    panel: str = "global"
    reference: str = ""
    mean: Mean = Mean()
    own_mean: tuple[tuple[int, Mean], ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    within: str = "all"
    ties: str = "min"
    digits: int = 12
    statistics: Statistics = Statistics()
    sha256: str = ""

    def treatment_of(self, code: str) -> Treatment:
        """The treatment of one indicator."""
        return dict(self.own_treatment).get(code, self.treatment)

    def scale_of(self, code: str) -> Scale:
        """The scale of one indicator."""
        return dict(self.own_scale).get(code, self.scale)

    def mean_at(self, level: int) -> Mean:
        """How aggregates of `level` are made."""
        return dict(self.own_mean).get(level, self.mean)

    def fill_of(self, code: str) -> str:
        """What becomes of a blank of one indicator."""
        return dict(self.filling.indicators).get(code, self.filling.fill)


#: What is done where no method is named: everything the statistics can say, nothing changed in the data.
DEFAULT = Method(
    name="default",
    title="Min-max 0..100, arithmetic means",
    statistics=Statistics(True, True, ("pearson", "spearman"), True, True, (1, 2)),
)


def paired(values: Mapping[str, Any]) -> Pairs:
    """A mapping as sorted pairs, which can be hashed."""
    return tuple(sorted(values.items()))
