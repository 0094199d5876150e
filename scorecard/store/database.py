"""scorecard.db: runs, findings, answers and results of every wave, with one writer at a time.

Rows go in and come out as plain dicts whose keys are the column names of the schema and, for
findings and evidence, of the published CSV contract. A run's findings for one region are written
in one transaction: a region is judged whole or not at all.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlite_utils import Database
from sqlite_utils.db import Table

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Finding, Host, Kind, Reach, ReachStatus, Region
from scorecard.sentences import said
from scorecard.store.cells import refresh
from scorecard.store.final import SETTLED, final
from scorecard.store.fingerprint import fingerprint
from scorecard.store.schema import MIGRATIONS

Row = dict[str, Any]
FILE: Final = "scorecard.db"
#: Milliseconds another process may hold the database before a write gives up.
BUSY_TIMEOUT: Final = 15_000


def now() -> str:
    """This second in UTC, ISO 8601, as every row of the store writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Store:
    """One output folder's database; a context manager. Raises ScorecardError where it cannot be opened."""

    def __init__(self, output: Path, *, create: bool = True) -> None:
        self.path = output / FILE
        if not create and not self.path.exists():
            raise ScorecardError(
                _("nothing has been crawled, judged or imported here yet"),
                where=str(output),
                remedy=_("Name another folder with --output, or begin with `scorecard crawl` or `scorecard demo`."),
            )
        try:
            output.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT / 1000)
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma foreign_keys=on")
            self.db = Database(connection)
            MIGRATIONS.apply(self.db)
        except (OSError, sqlite3.Error) as error:
            raise ScorecardError(
                _("the database cannot be opened or written ({error})").format(error=error),
                where=str(self.path),
                remedy=_("Check that the folder exists, is writable and has free space, or choose another --output."),
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """The open connection, for the statements of this folder's other modules."""
        connection = self.db.conn
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - the library allows other drivers too
        return connection

    def close(self) -> None:
        """Close the database; unfinished transactions are rolled back."""
        self.db.close()

    # ---- settings and waves -------------------------------------------------------------------

    def setting(self, key: str) -> str:
        """The value kept under `key`, or an empty string."""
        for row in self._rows("select value from settings where key = ?", [key]):
            return str(row["value"])
        return ""

    def keep_setting(self, key: str, value: str) -> None:
        """Keep `value` under `key`, replacing what stood there."""
        self._table("settings").upsert({"key": key, "value": value}, pk="key")

    def waves(self) -> list[str]:
        """Every wave with a run, an import or targets, oldest name first."""
        rows = self._rows("select wave from targets union select wave from runs union select wave from imports")
        return sorted(str(row["wave"]) for row in rows)

    def wave(self, name: str = "") -> str:
        """`name`, else the latest wave kept here, else this year."""
        waves = self.waves()
        return name or (waves[-1] if waves else str(datetime.now(UTC).year))

    # ---- runs and targets ---------------------------------------------------------------------

    def begin_run(self, wave: str, kind: str, edition: str, options: Mapping[str, object]) -> str:
        """Add a run of `kind` ("crawl" or "audit") and return its name, e.g. "2026-crawl-2"."""
        with self.db.atomic():
            taken = next(iter(self._rows("select count(*) n from runs where wave = ? and kind = ?", [wave, kind])))["n"]
            run = f"{wave}-{kind}-{taken + 1}"
            self._table("runs").insert(
                {
                    "run": run,
                    "wave": wave,
                    "kind": kind,
                    "edition": edition,
                    "state": "running",
                    "started_at": now(),
                    "ended_at": "",
                    "options": json.dumps(options, sort_keys=True, default=str),
                }
            )
        return run

    def runs(self, wave: str, kind: str = "") -> list[Row]:
        """The wave's runs, oldest first; of one kind where it is named."""
        return list(
            self._rows("select * from runs where wave = ? and (kind = ? or ? = '') order by rowid", [wave, kind, kind])
        )

    def end_run(self, run: str, state: str) -> None:
        """Mark `run` "finished" or "interrupted"."""
        self._table("runs").update(run, {"state": state, "ended_at": now()})

    def save_targets(self, wave: str, regions: Iterable[Region]) -> None:
        """Add `regions` to the wave's target list, replacing rows of the same code."""
        with self.db.atomic():
            start = next(iter(self._rows("select count(*) n from targets where wave = ?", [wave])))["n"]
            self._table("targets").upsert_all(
                (_target_row(wave, start + i, region) for i, region in enumerate(regions)), pk=("wave", "region_code")
            )

    def targets(self, wave: str) -> tuple[Region, ...]:
        """The regions targeted in `wave`, by code."""
        rows = self._rows("select * from targets where wave = ? order by region_code", [wave])
        return tuple(_region(row) for row in rows)

    # ---- findings -----------------------------------------------------------------------------

    def save_region(self, run: str, reach: Reach, findings: Sequence[Finding]) -> None:
        """Write one region's reach and its findings with their evidence, all or nothing."""
        about = next(iter(self._rows("select wave, edition from runs where run = ?", [run])))
        with self.db.atomic():
            for table in ("evidence", "findings"):
                self.db.conn.execute(
                    f"delete from {table} where finding_id in"  # noqa: S608 - the table names stand two lines above
                    " (select finding_id from findings where run = ? and region_code = ?)",
                    [run, reach.region_code],
                )
            self._table("reach").upsert(_reach_row(run, about["wave"], reach), pk=("run", "region_code"))
            self._table("findings").insert_all(_finding_row(run, about, finding) for finding in findings)
            self._table("evidence").insert_all(row for finding in findings for row in _evidence_rows(run, finding))
            refresh(self.connection, about["wave"], reach.region_code)

    def reaches(self, wave: str) -> list[Row]:
        """Each region's newest judged reach row of the wave, by region code."""
        return list(
            self._rows(
                "select * from reach r where wave = ? and rowid = (select max(rowid) from reach"
                " where wave = r.wave and region_code = r.region_code) order by region_code",
                [wave],
            )
        )

    def findings(self, wave: str, region_code: str = "") -> list[Row]:
        """Newest findings of each region in the wave: finding columns, with the best evidence's beside them.

        `final_outcome`, `final_score` and `decided_by` follow the decisions (see scorecard.store.final).
        """
        found = list(
            self._rows(
                "select f.*, e.target_uri, e.captured_at, e.payload_digest, e.record_id, e.page, e.place, e.exact,"  # noqa: S608 - columns of ours
                f" e.prefix, e.suffix, e.host_role, e.clicks, e.why, {SETTLED} from findings f"
                " join (select region_code, max(rowid) newest from reach where wave = ? group by region_code) n"
                " on n.region_code = f.region_code"
                " join reach r on r.rowid = n.newest and r.run = f.run"
                " left join evidence e on e.finding_id = f.finding_id and e.position = 0 and e.role = 'supporting'"
                " left join standing s on s.wave = f.wave and s.region_code = f.region_code"
                " and s.indicator = f.indicator"
                " left join decisions d on d.decision_id = s.decision_id and d.exact <> ''"
                " where (f.region_code = ? or ? = '') order by f.region_code, f.rowid",
                [wave, region_code, region_code],
            )
        )
        return [final(row) for row in found]

    def evidence(self, finding_ids: Sequence[str] = (), *, wave: str = "") -> Iterator[Row]:
        """Evidence rows in order, of the named findings or of the wave's newest findings."""
        ids = list(finding_ids) or [str(row["finding_id"]) for row in self.findings(wave)]
        for finding_id in ids:
            yield from self._rows("select * from evidence where finding_id = ? order by position", [finding_id])

    # ---- answers ------------------------------------------------------------------------------

    def save_answers(
        self,
        wave: str,
        instrument: str,
        file: str,
        sha256: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        record: Mapping[str, object] | None = None,
    ) -> int:
        """Replace the wave's answers of the regions in `rows`; each row: region_code, respondent, row, indicator,
        value (number or None), answer (as typed), missing (which kind of blank; may be left out).

        Rows that carry the import_id they came with are kept as they are; all others of these regions move to
        the history. `record` says how the file was read. Returns the import's id.
        """
        kept = {(row["region_code"], row["respondent"]) for row in rows if "import_id" in row}
        with self.db.atomic():
            about = {"wave": wave, "instrument": instrument, "file": file, "sha256": sha256, "imported_at": now()}
            count = len({(row["region_code"], row["respondent"]) for row in rows})
            noted = json.dumps(record or {}, sort_keys=True, default=str)
            table = self._table("imports").insert({**about, "rows": count, "record": noted})
            import_id = int(table.last_pk)  # type: ignore[arg-type]  # an integer key that SQLite itself gave
            for code in sorted({str(row["region_code"]) for row in rows}):
                self._retire(wave, instrument, code, kept, import_id)
            common = {"import_id": import_id, "wave": wave, "instrument": instrument, "missing": ""}
            names = (*common, "region_code", "respondent", "row", "indicator", "value", "answer")
            self.db.conn.executemany(  # a nation's half a million answers, faster so
                f"insert into answers ({', '.join(names)}) values ({', '.join('?' * len(names))})",  # noqa: S608 - names are ours
                (tuple(whole[name] for name in names) for whole in ({**common, **row} for row in rows)),
            )
        return import_id

    def _retire(self, wave: str, instrument: str, code: str, kept: set[tuple[Any, Any]], by: int) -> None:
        """Take a region's answers out, those that a new file replaces into the history."""
        keys = [wave, instrument, code]
        where = "where wave = ? and instrument = ? and region_code = ?"
        held = self._rows(f"select distinct respondent from answers {where}", keys)  # noqa: S608 - values are bound
        for respondent in [row["respondent"] for row in held if (code, row["respondent"]) not in kept]:
            self.db.conn.execute(
                "insert into answers_replaced (replaced_by, import_id, wave, instrument, region_code, respondent, row,"  # noqa: S608 - `where` is ours
                " indicator, value, answer, missing) select ?, import_id, wave, instrument, region_code, respondent,"
                f" row, indicator, value, answer, missing from answers {where} and respondent = ?",
                [by, *keys, respondent],
            )
        self.db.conn.execute(f"delete from answers {where}", keys)  # noqa: S608 - values are bound

    def answer_sources(self, wave: str, instrument: str) -> set[tuple[str, str, int]]:
        """Which import each respondent's answers came with: (region, respondent, import_id)."""
        query = "select distinct region_code, respondent, import_id from answers where wave = ? and instrument = ?"
        return {(str(a), str(b), int(c)) for a, b, c in self.db.execute(query, [wave, instrument])}

    def replaced_answers(self, wave: str, instrument: str) -> list[Row]:
        """Answers of the wave that later files replaced, oldest first; `replaced_by` is the import that did."""
        query = "select * from answers_replaced where wave = ? and instrument = ? order by rowid"
        return list(self._rows(query, [wave, instrument]))

    def answers(self, wave: str, instrument: str) -> list[Row]:
        """The wave's answers of one instrument ("firms" or "pemda")."""
        return list(
            self._rows(
                "select * from answers where wave = ? and instrument = ? order by region_code, respondent, rowid",
                [wave, instrument],
            )
        )

    def answer_values(self, wave: str, instrument: str) -> list[tuple[str, str, float | None]]:
        """(region, indicator, value) of every answer of one instrument, in the order they were given."""
        found = self.db.execute(
            "select region_code, indicator, value from answers where wave = ? and instrument = ?"
            " order by region_code, respondent, rowid",
            [wave, instrument],
        )
        return [(a, b, c) for a, b, c in found]

    def answer_means(
        self, wave: str, instrument: str, asked_after: Mapping[str, str]
    ) -> tuple[list[str], list[tuple[str, str, float | None, int]]]:
        """The regions with answers, and (region, indicator, mean, n) of each that was answered.

        `asked_after` maps an indicator to the one it hangs on: of those only respondents count whose answer
        to the other is 1 and counts itself. Summed by the database, since a nation has half a million answers.
        """
        keys = [wave, instrument]
        regions = self._rows("select distinct region_code from answers where wave = ? and instrument = ?", keys)
        asked, values = "", list[object]()
        for child in asked_after:
            yes, some = said_yes(wave, instrument, child, asked_after)
            asked += f" and (indicator <> ? or (region_code, respondent) in ({yes}))"
            values += [child, *some]
        found = self.db.execute(
            "select region_code, indicator, avg(value), count(value) from answers"  # noqa: S608 - values are bound
            f" where wave = ? and instrument = ?{asked} group by region_code, indicator",
            [*keys, *values],
        )
        return sorted(str(row["region_code"]) for row in regions), [(a, b, c, d) for a, b, c, d in found]

    def imports(self, wave: str) -> list[Row]:
        """Every import of the wave, oldest first."""
        return list(self._rows("select * from imports where wave = ? order by import_id", [wave]))

    # ---- index --------------------------------------------------------------------------------

    def save_index(
        self, wave: str, method: str, rows: Sequence[Mapping[str, Any]], record: Mapping[str, object]
    ) -> None:
        """Replace the stored index of one wave and method."""
        with self.db.atomic():
            self._table("index_runs").upsert(
                {
                    "wave": wave,
                    "method": method,
                    "computed_at": now(),
                    "record": json.dumps(record, sort_keys=True, default=str),
                },
                pk=("wave", "method"),
            )
            self.db.conn.execute("delete from index_rows where wave = ? and method = ?", [wave, method])
            self._table("index_rows").insert_all(
                {"wave": wave, "method": method, "position": i, "row": json.dumps(row)} for i, row in enumerate(rows)
            )

    def index(self, wave: str, method: str = "") -> list[Row]:
        """Rows of the wave's index, of the named method or the one computed last; notes in the language in use."""
        newest = self._rows(
            "select method from index_runs where wave = ? and (method = ? or ? = '')"
            " order by computed_at desc, rowid desc",
            [wave, method, method],
        )
        chosen = next((str(row["method"]) for row in newest), "")
        rows = self._rows("select row from index_rows where wave = ? and method = ? order by position", [wave, chosen])
        return [{**found, "note": said(found["note"])} for found in (json.loads(row["row"]) for row in rows)]

    # ---- plumbing -----------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database for a reader's own query."""
        yield self.db

    def _table(self, name: str) -> Table:
        table = self.db[name]
        assert isinstance(table, Table)  # noqa: S101 - the library's type is a union with views; none is defined here
        return table

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        yield from self.db.query(sql, list(parameters))


def said_yes(wave: str, instrument: str, child: str, asked_after: Mapping[str, str]) -> tuple[str, list[object]]:
    """A query for who answered 1 to the question that `child` hangs on, and its values; up the whole chain."""
    parent = asked_after[child]
    query = "select region_code, respondent from answers where wave = ? and instrument = ? and indicator = ?"
    values: list[object] = [wave, instrument, parent]
    query += " and value = 1"
    if parent in asked_after:
        inner, more = said_yes(wave, instrument, parent, asked_after)
        query, values = f"{query} and (region_code, respondent) in ({inner})", [*values, *more]
    return query, values


def finding_id(run: str, region_code: str, indicator: str) -> str:
    """A finding's id, readable and the same for the same run, region and indicator."""
    return f"{run}/{region_code}/{indicator}"


def _target_row(wave: str, position: int, region: Region) -> Row:
    return {
        "wave": wave,
        "region_code": region.code,
        "position": position,
        "name": region.name,
        "kind": region.kind.value,
        "province": region.province,
        "province_code": region.province_code,
        "bps_code": region.bps_code,
        "administrative": int(region.administrative),
        "website": region.website,
        "hosts": json.dumps([[host.name, host.role] for host in region.hosts]),
    }


def _region(row: Row) -> Region:
    return Region(
        code=row["region_code"],
        name=row["name"],
        kind=Kind(row["kind"]),
        province=row["province"],
        website=row["website"],
        hosts=tuple(Host(name, role) for name, role in json.loads(row["hosts"])),
        province_code=row["province_code"],
        bps_code=row["bps_code"],
        administrative=bool(row["administrative"]),
    )


def _reach_row(run: str, wave: str, reach: Reach) -> Row:
    return {
        "run": run,
        "wave": wave,
        "region_code": reach.region_code,
        "website": reach.website,
        "status": ReachStatus(reach.status).value,
        "flags": ";".join(reach.flags),
        "detail": reach.detail,
        "cure": reach.cure,
        "pages": reach.pages,
        "hosts": reach.hosts,
        "requests": reach.requests,
        "started_at": reach.started_at,
        "ended_at": reach.ended_at,
        "judged_at": now(),
    }


def _finding_row(run: str, about: Row, finding: Finding) -> Row:
    row = {
        "finding_id": finding_id(run, finding.region_code, finding.indicator),
        "run": run,
        "wave": about["wave"],
        "edition": about["edition"],
        "region_code": finding.region_code,
        "indicator": finding.indicator,
        "rule": finding.rule,
        "rule_version": finding.rule_version,
        "outcome": finding.outcome.value,
        "score": finding.score,
        "confidence": finding.confidence,
        "searched_pages": finding.search.pages,
        "searched_hosts": finding.search.hosts,
        "adequate": int(finding.search.adequate),
        "search_detail": finding.search.detail,
        "needs_review": int(finding.needs_review),
        "review_reason": finding.review_reason,
        "calibration": finding.calibration,
    }
    return {**row, "evidence_hash": fingerprint(row, _evidence_rows(run, finding))}


def _evidence_rows(run: str, finding: Finding) -> Iterator[Row]:
    for position, evidence in enumerate(finding.evidence):
        hit, capture = evidence.hit, evidence.capture
        yield {
            "finding_id": finding_id(run, finding.region_code, finding.indicator),
            "position": position,
            "role": evidence.role,
            "strength": hit.strength.value,
            "target_uri": capture.target_uri,
            "captured_at": capture.captured_at,
            "payload_digest": capture.payload_digest,
            "record_id": capture.record_id,
            "page": hit.page_number or None,
            "place": hit.place.value,
            "exact": hit.quote.exact,
            "prefix": hit.quote.prefix,
            "suffix": hit.quote.suffix,
            "host_role": hit.host_role.value,
            "clicks": capture.clicks,
            "why": hit.why,
        }
