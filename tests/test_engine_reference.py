"""The engine against published numbers: COINr 1.1.14 on its ASEM example, through the public function."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bench.coinr import CHAIN, MEANS, SCALES, STATISTICS, method_of
from scorecard.engine.tables import run_tables

FIXTURES = Path(__file__).parent / "fixtures" / "engine"
FIVE = ["Flights", "Bord", "Tariff", "TolMin", "FemLab"]
FOUR = ["Physical", "Instit", "Sust", "Index"]
Run = Callable[..., Path]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The folder of stages that a method makes of the example."""

    @cache
    def stages(method: str, data: str = "data.csv", frame: str = "framework.csv", time: str = "") -> Path:
        folder = tmp_path_factory.mktemp("engine")
        (folder / "m.toml").write_text(f'name = "reference"\n{method}', encoding="utf-8")
        run_tables(FIXTURES / data, FIXTURES / frame, folder / "out", method=folder / "m.toml", time=time)
        return folder / "out"

    return stages


def read(path: Path, *keys: str) -> pd.DataFrame:
    return pd.read_csv(path, dtype=dict.fromkeys(keys, "str")).set_index(list(keys))


def published(name: str, which: str, key: str) -> pd.DataFrame:
    """The rows of a fixture whose first column is `which`, by `key`."""
    frame = pd.read_csv(FIXTURES / f"{name}.csv")
    return frame[frame.iloc[:, 0] == which].drop(columns=frame.columns[0]).set_index(key)


def agree(theirs: pd.DataFrame, ours: pd.DataFrame) -> bool:
    """Every cell of theirs within 1e-9 of ours, blank where ours is blank."""
    mine = ours.reindex(theirs.index)[list(theirs.columns)].astype("float64").to_numpy()
    return np.allclose(mine, theirs.astype("float64").to_numpy(), rtol=0, atol=1e-9, equal_nan=True)


@pytest.mark.parametrize(
    ("stage", "file"), [("Denominated", "denominated"), ("Imputed", "filled"), ("Treated", "treated")]
)
def test_data_is_divided_filled_by_group_means_and_treated_as_published(run: Run, stage: str, file: str) -> None:
    theirs = published("stages", stage, "uCode")
    assert agree(theirs, read(run(CHAIN + method_of() + STATISTICS) / f"{file}.csv", "uCode"))


def test_outliers_are_found_and_drawn_in_by_as_many_points_as_published(run: Run) -> None:
    theirs = read(FIXTURES / "treatment.csv", "iCode")
    ours = read(run(CHAIN + method_of() + STATISTICS) / "treatment.csv", "code")
    names = {"check_SkewKurt0.Skew": "skew", "check_SkewKurt0.Kurt": "kurtosis", "winsorise.nwin": "points"}
    wanted = theirs.rename(columns=names)[list(names.values())]
    assert agree(wanted.fillna({"points": 0}), ours)
    assert int((ours["points"] > 0).sum()) == 15


@pytest.mark.parametrize("scale", list(SCALES))
def test_each_scale_gives_the_published_numbers(run: Run, scale: str) -> None:
    theirs = published("scales", scale, "uCode")
    assert agree(theirs, read(run(CHAIN + method_of(scale)) / "normalised.csv", "uCode"))


@pytest.mark.parametrize(
    "name",
    [
        *("borda_a_amean", "minmax_0_100_a_amean", "minmax_1_100_a_gmean", "minmax_1_100_a_hmean"),
        *("prank_a_amean", "zscore_10_2_a_gmean", "zscore_a_amean"),
    ],
)
def test_each_mean_gives_the_published_scores_and_ranks(run: Run, name: str) -> None:
    theirs = published("means", name, "uCode")
    out = run(CHAIN + method_of(name[:-8], name[-7:]))
    assert name[-7:] in MEANS
    assert agree(theirs[FOUR], read(out / "aggregated.csv", "uCode"))
    ranks = theirs[[f"{code}_rank" for code in FOUR]].set_axis(FOUR, axis="columns")
    assert agree(ranks, read(out / "ranks.csv", "uCode"))


@pytest.mark.parametrize(
    ("name", "scale", "least"),
    [
        ("rawna_minmax_0_100_a_amean", "minmax_0_100", 0.0),
        ("rawna_minmax_0_100_a_amean_datthresh0.9", "minmax_0_100", 0.9),
        ("rawna_zscore_a_amean_datthresh0.9", "zscore", 0.9),
    ],
)
def test_blanks_share_their_weight_or_blank_their_group_below_a_threshold(
    run: Run, name: str, scale: str, least: float
) -> None:
    theirs = published("means", name, "uCode")[FOUR]
    assert agree(theirs, read(run(method_of(scale, least=least)) / "aggregated.csv", "uCode"))
    assert int(theirs["Index"].isna().sum()) == (20 if least else 0)


def test_without_a_method_the_raw_table_is_scaled_by_min_max_and_averaged(tmp_path: Path) -> None:
    run_tables(FIXTURES / "data.csv", FIXTURES / "framework.csv", tmp_path)
    theirs = published("means", "rawna_minmax_0_100_a_amean", "uCode")[FOUR]
    assert agree(theirs, read(tmp_path / "aggregated.csv", "uCode"))


def test_leaving_one_code_out_gives_the_published_scores_and_ranks(run: Run) -> None:
    out = run(CHAIN + method_of() + STATISTICS)
    ours = pd.read_csv(out / "leave_one_out.csv").fillna({"removed": "Nominal"})
    for level, file, column in ((2, "pillars", "rank"), (1, "indicators", "rank_difference")):
        theirs = read(FIXTURES / f"left_out_{file}.csv", "uCode")
        part = ours[ours["level"] == level]
        scores = [name for name in theirs.columns if not name.endswith(f"_{column}")]
        assert agree(theirs[scores], part.pivot(index="uCode", columns="removed", values="score"))
        ranks = theirs[[f"{name}_{column}" for name in scores]].set_axis(scores, axis="columns")
        assert agree(ranks, part.pivot(index="uCode", columns="removed", values=column))


@pytest.mark.parametrize(("kind", "file"), [("pearson", "correlations"), ("spearman", "correlations_spearman")])
def test_correlations_are_the_published_ones(run: Run, kind: str, file: str) -> None:
    theirs = published("correlations", kind, "iCode")
    assert agree(theirs, read(run(CHAIN + method_of() + STATISTICS) / f"{file}.csv", "code"))


def test_alpha_variances_of_components_and_effective_weights_are_the_published_ones(run: Run) -> None:
    out = run(CHAIN + method_of() + STATISTICS)
    assert agree(read(FIXTURES / "alpha.csv", "group"), read(out / "alpha.csv", "group"))
    assert agree(read(FIXTURES / "pca.csv", "group", "pc"), read(out / "pca.csv", "group", "pc"))
    weights = read(FIXTURES / "weights.csv", "iCode")[["Weight", "EffWeight"]]
    ours = read(out / "weights.csv", "code").rename(columns={"weight": "Weight", "effective_weight": "EffWeight"})
    assert agree(weights, ours)


def test_a_panel_is_scaled_over_all_times_or_within_each_as_published(run: Run) -> None:
    theirs = read(FIXTURES / "panel.csv", "Time", "uCode")
    plain = run('[panel]\nscaling = "global"\n', "panel_data.csv", "panel_framework.csv", "Time")
    both = {"raw_global": "aggregated", "raw_each": "aggregated_each"}
    for column, file in both.items():
        ours = read(plain / f"{file}.csv", "Time", "uCode").rename(columns={"Sust": column})
        assert agree(theirs[[column]], ours)
    each = run('[panel]\nscaling = "each"\n', "panel_data.csv", "panel_framework.csv", "Time")
    assert agree(
        theirs[["raw_each"]], read(each / "aggregated.csv", "Time", "uCode").rename(columns={"Sust": "raw_each"})
    )


def test_a_screened_and_treated_panel_gives_the_published_scores_and_keeps_the_rows_left_out(run: Run) -> None:
    left = "".join(f'{code} = "published without it"\n' for code in ("BGD", "BRN", "KHM", "LAO", "MMR"))
    method = f'[screening.drop]\n{left}[outliers]\ntest = "skew-kurtosis"\n'
    out = run(method, "panel_data.csv", "panel_framework.csv", "Time")
    theirs = read(FIXTURES / "panel.csv", "Time", "uCode")[["Environ", "Social", "SusEcFin", "Sust"]]
    ours = read(out / "aggregated.csv", "Time", "uCode")
    assert len(ours) == 255
    assert agree(theirs, ours)
    assert int(theirs["Sust"].isna().sum()) == 25
