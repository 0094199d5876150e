"""The ranking table of a wave, with a note where a rank is missing or rests on something not observed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pandas as pd

from scorecard.components import ranks
from scorecard.gaps import Gaps, listed
from scorecard.messages import translate as _
from scorecard.method import Method
from scorecard.model import Kind, Region
from scorecard.sentences import Sentence, keep, said

COLUMNS: Final = (
    *("wave", "kind", "rank", "province", "region_code", "region"),
    *("I", "II", "III", "IV", "V.1", "V.2", "V", "VI", "total", "rank_low", "rank_high", "note"),
)
Notes = Mapping[str, tuple[Sentence, ...]]


def table(
    wave: str, targets: Sequence[Region], parts: pd.DataFrame, sums: pd.Series[float], notes: Notes, method: Method
) -> pd.DataFrame:
    """COLUMNS, kabupaten first and by rank, the unranked last; of those only what comes from websites is shown."""
    ranked = sums.notna()
    shown = parts.where(ranked, parts[["V.2"]].reindex(columns=parts.columns))  # the one component of websites alone
    about = pd.DataFrame(
        {
            "wave": wave,
            "kind": [region.kind.value for region in targets],
            "province": [region.province for region in targets],
            "region_code": [region.code for region in targets],
            "region": [region.name for region in targets],
            "note": [said(keep(notes[region.code])) for region in targets],
        },
        index=parts.index,
    )
    whole = pd.concat([about, shown], axis=1)
    whole["rank"] = ranks(sums, whole["kind"], method).astype("Int64")
    whole["V"] = (shown["V.1"] + shown["V.2"]) / 2
    whole["total"] = sums
    for end in ("rank_low", "rank_high"):  # a rank's range is the sensitivity analysis's to say
        whole[end] = pd.array([pd.NA] * len(whole), dtype="Int64")
    kinds = {kind.value: at for at, kind in enumerate((Kind.KABUPATEN, Kind.KOTA))}
    order = whole.assign(kind=whole["kind"].map(kinds)).sort_values(
        ["kind", "rank", "province", "region", "region_code"], na_position="last"
    )
    return whole.loc[order.index, list(COLUMNS)].reset_index(drop=True)


def notes_of(codes: Iterable[str], parts: pd.DataFrame, gaps: Gaps, method: Method) -> dict[str, tuple[Sentence, ...]]:
    """Why a region is unranked; of a ranked one, what of its total was not observed. `parts` has all regions."""
    empty = parts.isna().to_numpy()
    blank = dict(zip(map(str, parts.index), empty, strict=True))
    return {code: (*gaps.note(code), *_blanks(code, parts.columns[blank[code]], gaps, method)) for code in codes}


def _blanks(code: str, names: Iterable[str], gaps: Gaps, method: Method) -> tuple[Sentence, ...]:
    found = ", ".join(names)
    if gaps.lacking[code] or not found or method.component == "skip":
        return ()
    if method.component == "zero":
        return (Sentence(_("blank and counted as 0 in the total: {names}", "en"), {"names": found}),)
    return (Sentence(_("unranked: too few items in {names}", "en"), {"names": found}),)


def warnings(ranked: int, method: Method, dropped: Mapping[str, Sentence]) -> list[Sentence]:
    """What somebody who reads the ranking should know of how it was made."""
    found = []
    if 0 < ranked < method.warn_below:
        words = _("Only {n} regions are ranked: with so few, minima, maxima and ranks hang on single regions.", "en")
        found.append(Sentence(words, {"n": ranked}))
    reasons: dict[str, list[str]] = {}
    for slug, why in dropped.items():
        reasons.setdefault(why.msgid, []).append(slug)
    for msgid, slugs in reasons.items():
        fields = {"why": Sentence(msgid), "names": ", ".join(slugs)}
        found.append(Sentence(_("Left out, since {why}: {names}.", "en"), fields))
    return found


def outside(items: pd.DataFrame, ranked: Sequence[str], method: Method) -> list[Sentence]:
    """Under frozen minima and maxima an item may leave 0..100; it is kept as it is, and said."""
    if method.scale.scheme != "min-max":
        return []
    cells = items.loc[list(ranked)]
    beyond = ((cells < -1e-9) | (cells > 100 + 1e-9)).sum()
    names = [str(slug) for slug, n in beyond.items() if n]
    if not names:
        return []
    return [Sentence(_("Outside the reference's range in some regions: {names}.", "en"), {"names": listed(names)})]
