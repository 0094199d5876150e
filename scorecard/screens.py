"""What each command shows of the store: where a wave stands, its findings, and one cell explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from scorecard import calibration
from scorecard.accuracy import measured, shown, unseen
from scorecard.disputes import flag
from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.model import Indicator, Outcome, Reach, Region
from scorecard.retelling import retell
from scorecard.store.database import Store
from scorecard.terminal import clean, say, show_table

Row = Mapping[str, Any]
_QUOTE: Final = 70


def reasons() -> dict[str, str]:
    """Every review reason in words; its key is what findings.csv carries."""
    return {
        "": "",
        "weak_evidence": _("what was found is too weak to claim; a person decides"),
        "doubtful": _(
            "evidence of this kind was wrong more often than one time in seven; please read the words and confirm"
        ),
        "doubtful_link": _(
            "only a link points to it, and such links are often wrong; please follow it and see what stands there"
        ),
        "contradicts_answers": _("the Pemda's own answer says otherwise; please see which of the two is right"),
        "search_incomplete": _("nothing was found, but the search did not go far enough to say that nothing is there"),
        "site_missing": _("the region has no usable website of its own; please confirm that the target is right"),
        "decision_reopened": _("a person settled this cell, and the machine has found something else since"),
        "not_crawled": _("the region has not been visited yet"),
        "not_judged": _("no rule has judged this cell yet; judge the archive again"),
        "site_tls": _("the website's certificate kept us out"),
        "site_timeout": _("the website did not answer in time"),
        "site_refused": _("the website refused the connection"),
        "site_http_error": _("the website answered with an error"),
        "site_blocked": _("the website blocked us"),
        "site_robots": _("the website's robots.txt forbids the visit"),
    }


def outcomes() -> dict[str, str]:
    """Every outcome in words."""
    return {
        Outcome.FOUND.value: _("found"),
        Outcome.PARTIAL.value: _("partial"),
        Outcome.NOT_FOUND.value: _("not found"),
        Outcome.UNSURE.value: _("unsure"),
        Outcome.UNREACHABLE.value: _("unreachable"),
        Outcome.NOT_APPLICABLE.value: _("not applicable"),
    }


def show_regions(regions: Sequence[Region]) -> None:
    """The registry, or the part asked for."""
    columns = [_("code"), _("region"), _("province"), _("website"), _("hosts")]
    rows = ((region.code, region.full_name, region.province, region.website, len(region.hosts)) for region in regions)
    show_table("", columns, rows, right=[4])
    say(_("{n} regions").format(n=len(regions)))


def show_reaches(reaches: Iterable[Reach], findings: Sequence[Row], regions: Sequence[Region]) -> None:
    """The closing table of a crawl: what was reached and what came of it, by region."""
    names = {region.code: region.full_name for region in regions}
    counts = _counts(findings)
    columns = [_("region"), _("status"), _("pages"), _("hosts"), _("requests"), *_outcome_heads(), _("detail")]
    rows = (
        (
            names.get(reach.region_code, reach.region_code),
            " ".join((_(reach.status.value), *reach.flags)),
            reach.pages,
            reach.hosts,
            reach.requests,
            *(counts[reach.region_code, outcome] for outcome in _SHOWN),
            clean(retell(reach.detail), 60),
        )
        for reach in reaches
    )
    show_table(_("What was reached"), columns, rows, right=range(2, 9))


def show_status(store: Store, wave: str, waiting: int) -> None:
    """Where a wave stands and what it lacks for an index. `waiting`: regions of an unfinished crawl."""
    from scorecard import index  # pandas, which only this screen needs

    targets = store.targets(wave)
    reaches = store.reaches(wave)
    findings = flag(store, wave, store.findings(wave))
    counts = Counter(str(row["outcome"]) for row in findings)
    statuses = Counter(str(row["status"]) for row in reaches)
    say(_("Wave {wave}: {n} regions targeted, {judged} visited and judged.").format(
        wave=wave, n=len(targets), judged=len(reaches)
    ))  # fmt: skip
    if statuses:
        say(_("Reached: {counts}.").format(counts=_listed(statuses)))
    if counts:
        say(_("Cells: {counts}.").format(counts=_listed(counts)))
        say(_("For review: {n}.").format(n=sum(int(row["needs_review"]) for row in findings)))
    for row in store.imports(wave):
        say(_("Imported: {instrument}, {n} rows from {file}.").format(
            instrument=row["instrument"], n=row["rows"], file=row["file"]
        ))  # fmt: skip
    if waiting:
        said = _("Interrupted: {n} regions are not finished; the same `scorecard crawl` goes on with them.")
        say(said.format(n=waiting))
    ranked = sum(1 for row in store.index(wave) if row.get("rank"))
    if ranked:
        say(_("Index: {n} regions are ranked.").format(n=ranked))
    lacking = index.missing(store, wave) if targets else []
    if lacking:
        say(_("Missing for a full index:"))
        for sentence in lacking:
            say(f"  {sentence}")


def show_findings(findings: Sequence[Row], regions: Sequence[Region]) -> None:
    """Findings with the best evidence's words and address."""
    names = {region.code: region.full_name for region in regions}
    columns = [_("region"), _("indicator"), _("outcome"), _("confidence"), _("words"), _("address"), _("review")]
    words = outcomes()
    rows = (
        (
            names.get(row["region_code"], row["region_code"]),
            row["indicator"],
            words[row["outcome"]],
            row["confidence"],
            clean(row["exact"] or "", _QUOTE),
            clean(row["target_uri"] or "", _QUOTE),
            row["review_reason"],
        )
        for row in findings
    )
    show_table("", columns, rows, right=[3])
    say(_("{n} findings, {m} for review").format(n=len(findings), m=sum(int(row["needs_review"]) for row in findings)))


def explain(region: Region, finding: Row, evidence: Sequence[Row], framework: Framework, lang: str) -> None:
    """One cell: what is asked, what counts, what was found where, what was turned down, how far we looked."""
    indicator = framework.by_slug[finding["indicator"]]
    id_ = lang == "id"
    say(f"{region.full_name} · {indicator.slug} · {indicator.name_id if id_ else indicator.name_en}")
    _show_rubric(indicator, id_)
    confidence = "-" if finding["confidence"] is None else f"{finding['confidence']:.2f}"
    said = _("Outcome: {outcome} (score {score}, confidence {confidence}), rule {rule} version {version}, run {run}")
    say(said.format(
        outcome=outcomes()[finding["outcome"]],
        score="-" if finding["score"] is None else f"{finding['score']:g}",
        confidence=confidence,
        rule=finding["rule"],
        version=finding["rule_version"],
        run=finding["run"],
    ))  # fmt: skip
    if finding["calibration"]:
        say(_("Confidence by calibration {name}; `scorecard rules show {rule}` lists its weights").format(
            name=finding["calibration"], rule=finding["rule"]
        ))  # fmt: skip
    if finding["decided_by"]:
        say(_("Settled by a reviewer ({reviewer}): {outcome}").format(
            reviewer=finding["decided_by"], outcome=outcomes()[finding["final_outcome"]]
        ))  # fmt: skip
    if finding["review_reason"]:
        reason = reasons().get(finding["review_reason"], finding["review_reason"])
        say(_("For review: {reason}").format(reason=reason))
    for role, title in (("supporting", _("Evidence")), ("rejected", _("Looked at and not counted"))):
        chosen = [row for row in evidence if row["role"] == role]
        if chosen:
            say(f"{title}:")
        for row in chosen:
            _show_evidence(row)
    say(_("Search: {pages} pages judged on {hosts} hosts; {verdict}.").format(
        pages=finding["searched_pages"],
        hosts=finding["searched_hosts"],
        verdict=_("far enough to claim absence") if finding["adequate"] else _("not far enough to claim absence"),
    ))  # fmt: skip
    for part in filter(None, clean(retell(finding["search_detail"])).split("; ")):
        say(f"  {part}")


def show_rule(indicator: Indicator, text: str, words: Sequence[str], lang: str) -> None:
    """A rule's question, rubric, account of itself and the words that wake it."""
    id_ = lang == "id"
    say(f"{indicator.slug} · {indicator.name_id if id_ else indicator.name_en}")
    _show_rubric(indicator, id_)
    say("")
    say(text.strip())
    say("")
    say(_("Words: {words}").format(words=", ".join(words)))
    one = measured().get(indicator.slug)
    if one is not None:
        say(_("Measured on {basis}: precision {precision}; recall {recall}; hard negatives refused {refused}").format(
            basis=one.basis,
            precision=shown(one.right, one.claims),
            recall=shown(one.right, one.evidence),
            refused=shown(one.refused, one.hard),
        ))  # fmt: skip
    new = unseen().get(indicator.slug)
    if new is not None:
        said = _("On {n} sites that were new to the rules: precision {precision}; recall {recall}")
        precision, recall = shown(new.right, new.claims), shown(new.right, new.evidence)
        say(said.format(n=new.sites, precision=precision, recall=recall))
    _show_calibration(calibration.current(), indicator.slug)


def _show_calibration(model: calibration.Calibration, slug: str) -> None:
    """What the confidence of a claim is made of, in log odds."""
    say("")
    start = _("Confidence, calibration {name} ({basis}). It starts at {start}; each sign adds its weight (log odds):")
    say(start.format(
        name=model.name, basis=model.basis, start=f"{model.probability({}):.2f}"
    ))  # fmt: skip
    for sign, words in calibration.SIGNS.items():
        say(f"  {model.weights[sign]:+.2f}  {_(words)}")
    every, part = model.records.get(slug, (0.0, 0.0))
    record = _(
        "{every} for this rule, by the claims of its kind on sites new to them; {part} more where it says partial"
    )
    say("  " + record.format(every=f"{every:+.2f}", part=f"{part:+.2f}"))
    absent = _("An absence after an adequate search: {plain}; {refused} where places were looked at and turned down.")
    say(absent.format(
        plain=f"{model.absence['plain']:.2f}", refused=f"{model.absence['refused']:.2f}"
    ))  # fmt: skip
    bound = f"{calibration.REVIEW_ABOVE:.2f}"
    say(_("A claim whose expected error is above {bound} goes to a person.").format(bound=bound))


def _show_rubric(indicator: Indicator, id_: bool) -> None:
    say("  " + _("found: {rubric}").format(rubric=indicator.rubric_found_id if id_ else indicator.rubric_found))
    say("  " + _("partial: {rubric}").format(rubric=indicator.rubric_partial_id if id_ else indicator.rubric_partial))
    said = indicator.rubric_not_found_id if id_ else indicator.rubric_not_found
    say("  " + _("not found: {rubric}").format(rubric=said))


def _show_evidence(row: Row) -> None:
    where = [row["place"], row["host_role"]]
    if row["page"]:
        where.append(_("page {n}").format(n=row["page"]))
    if row["clicks"] is not None:
        where.append(_("{n} clicks from the home page").format(n=row["clicks"]))
    say(f"  “{clean(row['exact'], 200)}”")
    say(f"    {_(row['why'])}")
    say(f"    {clean(row['target_uri'])} ({', '.join(where)})")
    say(f"    {row['captured_at']} {row['payload_digest']}")


def show_ranking(rows: Sequence[Row], limit: int = 0) -> None:
    """The ranking tables, kabupaten and kota apart; unranked regions last with the reason."""
    parts = ("I", "II", "III", "IV", "V", "VI", "total")
    for kind, title in (("kabupaten", _("Kabupaten")), ("kota", _("Kota"))):
        chosen = [row for row in rows if row["kind"] == kind]
        if not chosen:
            continue
        shown = chosen[:limit] if limit else chosen
        columns = [_("rank"), _("province"), _("region"), *parts[:-1], _("total"), _("note")]
        cells = (
            (row["rank"], row["province"], row["region"], *(row[part] for part in parts), row["note"]) for row in shown
        )
        show_table(title, columns, cells, right=[0, *range(3, 10)])
        if len(shown) < len(chosen):
            say(_("and {n} more").format(n=len(chosen) - len(shown)))


_SHOWN: Final = tuple(outcome.value for outcome in (Outcome.FOUND, Outcome.PARTIAL, Outcome.NOT_FOUND, Outcome.UNSURE))


def _outcome_heads() -> list[str]:
    words = outcomes()
    return [words[outcome] for outcome in _SHOWN]


def _counts(findings: Sequence[Row]) -> Counter[tuple[str, str]]:
    return Counter((str(row["region_code"]), str(row["outcome"])) for row in findings)


def _listed(counts: Mapping[str, int]) -> str:
    words = outcomes()
    return ", ".join(f"{words.get(name, name)} {n}" for name, n in sorted(counts.items(), key=lambda item: -item[1]))
