"""The frontier of one region in one run: which address next, and what became of those before.

Addresses wait in buckets. The best of a domain is the one whose priority, times what its bucket is worth at
the moment, is highest, then the oldest. An address is entered once, whatever its scheme; a second sighting
can only shorten its way from the home page.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scorecard.addresses import host_of, key_of, unit_of
from scorecard.store.shard import Shard

#: Addresses one region may ever enter; a site that links more is endless.
MAX_ADDRESSES: Final = 20_000
#: Share of expected evidence from which a link names a thing outright.
PLAIN: Final = 0.3
#: Foreign hosts noted for one region.
MAX_MENTIONS: Final = 500
#: All but sitemaps answer with pages of the budget.
KINDS: Final = ("home", "seed", "page", "document", "sitemap")


@dataclass(frozen=True, slots=True)
class Entry:
    """An address to visit and what is known of it. `id` is 0 until it is entered."""

    url: str
    kind: str
    priority: float
    base: float = 0.0
    words: tuple[str, ...] = ()  # "indicator:share"
    clicks: int | None = None
    hops: int = 0
    menu: bool = False
    parent: str = ""
    attempts: int = 0
    id: int = 0
    bucket: str = ""

    @property
    def domain(self) -> str:
        """Its unit of politeness."""
        return unit_of(self.url)


@dataclass(slots=True)
class Head:
    """The best address of a bucket, and how many wait in it with which priorities in all."""

    best: float
    count: int
    mass: float


class Queue:
    """One region's frontier, on the shard's connection. `worth` says what a bucket is worth now; 1 unless set."""

    def __init__(self, shard: Shard, run: str, region_code: str) -> None:
        self.shard = shard
        self.run = run
        self.region_code = region_code
        self.worth: Callable[[str], float] = _same
        self._heads: dict[str, dict[str, Head]] | None = None  # by domain and bucket; None: to be counted
        rows = shard.connection.execute(
            "select key, clicks from frontier where run = ? and region_code = ?", [run, region_code]
        )
        # Hashes: 64 bits a known address instead of the address, for hundreds of regions at once.
        self._known: dict[int, int] = {hash(row["key"]): _ways(row["clicks"]) for row in rows}

    def __len__(self) -> int:
        return len(self._known)

    def knows(self, url: str) -> bool:
        """Whether an address was entered before, under any scheme."""
        return hash(key_of(url)) in self._known

    def kind_of(self, url: str) -> str:
        """What kind of address a known one is; "" for others."""
        row = self.shard.connection.execute(
            "select kind from frontier where run = ? and region_code = ? and key = ?",
            [self.run, self.region_code, key_of(url)],
        ).fetchone()
        return str(row["kind"]) if row else ""

    def add(self, entries: Iterable[Entry]) -> int:
        """Enter new addresses; returns how many were new. Known ones keep their place."""
        fresh: list[Entry] = []
        for entry in entries:
            mark = hash(key_of(entry.url))
            if mark in self._known or len(self._known) >= MAX_ADDRESSES:
                continue
            self._known[mark] = _ways(entry.clicks)
            fresh.append(entry)
        with self.shard.transaction() as db:
            db.executemany(
                "insert or ignore into frontier (run, region_code, key, url, domain, kind, priority, base, words,"
                " clicks, hops, menu, parent, bucket) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [self._row(entry) for entry in fresh],
            )
        for entry in fresh:
            self._arrive(entry)
        return len(fresh)

    def note_storage(self, links: Iterable[tuple[str, str]], parent: str, clicks: int | None) -> None:
        """Note links to files kept with a storage service: known, linked from `parent`, and never asked for."""
        rows = []
        for url, _text in links:
            mark = hash(key_of(url))
            if mark not in self._known and len(self._known) < MAX_ADDRESSES:
                self._known[mark] = _ways(clicks)
                rows.append((self.run, self.region_code, key_of(url), url, host_of(url), clicks, parent))
        with self.shard.transaction() as db:
            db.executemany(
                "insert or ignore into frontier (run, region_code, key, url, domain, kind, priority, base, clicks,"
                " parent, state, why) values (?, ?, ?, ?, ?, 'storage', 0, 0, ?, ?, 'skipped', 'storage')",
                rows,
            )

    def storage(self) -> int:
        """How many links to storage services are noted."""
        row = self.shard.connection.execute(
            "select count(*) from frontier where run = ? and region_code = ? and kind = 'storage'",
            [self.run, self.region_code],
        ).fetchone()
        return int(row[0])

    def improve(self, entries: Iterable[Entry]) -> set[str]:
        """Known addresses that another link promises more of: those that still wait take over what it says.

        Returns which did.
        """
        touched, better = set(), set()
        with self.shard.transaction() as db:
            for entry in entries:
                row = db.execute(
                    "select id, domain, bucket, priority, menu from frontier where run = ? and region_code = ?"
                    " and key = ? and state = 'queued' and kind in ('page', 'document')",
                    [self.run, self.region_code, key_of(entry.url)],
                ).fetchone()
                if row is None:
                    continue
                if self.worth(entry.bucket) * entry.priority <= self.worth(row["bucket"]) * row["priority"]:
                    if entry.menu and not row["menu"]:
                        db.execute("update frontier set menu = 1 where id = ?", [row["id"]])
                    continue
                db.execute(
                    "update frontier set priority = ?, base = ?, words = ?, bucket = ?, parent = ?, menu = max(menu, ?)"
                    " where id = ?",
                    [
                        entry.priority,
                        entry.base,
                        " ".join(entry.words),
                        entry.bucket,
                        entry.parent,
                        entry.menu,
                        row["id"],
                    ],
                )
                touched |= {(row["domain"], row["bucket"]), (row["domain"], entry.bucket)}
                better.add(entry.url)
        for domain, bucket in touched:
            self._recount(domain, bucket)
        return better

    def shorten(self, urls: Iterable[str], clicks: int) -> None:
        """Known addresses seen `clicks` links from home: keep the shorter way, in queue and index."""
        shorter = [url for url in urls if self._known.get(hash(key_of(url)), -1) > clicks]
        for url in shorter:
            self._known[hash(key_of(url))] = clicks
        with self.shard.transaction() as db:
            db.executemany(
                "update frontier set clicks = ? where run = ? and region_code = ? and key = ?",
                [(clicks, self.run, self.region_code, key_of(url)) for url in shorter],
            )
            db.executemany(
                "update captures set clicks = ? where run = ? and region_code = ? and target_uri = ?",
                [(clicks, self.run, self.region_code, url) for url in shorter],
            )

    def take(self, domain: str) -> Entry | None:
        """The most promising queued address of a domain, now in flight; None where there is none."""
        waiting = self._waiting().get(domain)
        while waiting:
            name = max(waiting, key=lambda name: (self.worth(name) * waiting[name].best, name == ""))
            rows = self.shard.connection.execute(
                "select * from frontier where run = ? and region_code = ? and state = 'queued' and domain = ?"
                " and bucket = ? order by priority desc, id limit 2",
                [self.run, self.region_code, domain, name],
            ).fetchall()
            self._leave(domain, name, rows)
            if rows:
                row = rows[0]
                self.shard.connection.execute(
                    "update frontier set state = 'in_flight', attempts = attempts + 1 where id = ?", [row["id"]]
                )
                return replace(_entry(row), attempts=row["attempts"] + 1)
        return None

    def put_back(self, entry: Entry) -> None:
        """Queue an entry again that was taken and not asked."""
        self.shard.connection.execute(
            "update frontier set state = 'queued', attempts = attempts - 1 where id = ?", [entry.id]
        )
        self._arrive(entry)

    def retry(self, entry: Entry) -> None:
        """Queue an entry again that was asked."""
        self.settle(entry, "queued")

    def redirect_to(self, entry: Entry, url: str) -> None:
        """Queue an entry under the address its answer pointed to, which differs in the scheme alone."""
        with self.shard.transaction() as db:
            db.execute("update frontier set url = ?, state = 'queued', hops = hops + 1 where id = ?", [url, entry.id])
        self._heads = None

    def promote(self, url: str, kind: str, priority: float) -> int:
        """Give a known address that still waits another kind and priority; returns how many there were."""
        self._heads = None
        with self.shard.transaction() as db:
            return db.execute(
                "update frontier set kind = ?, priority = ?, bucket = '' where run = ? and region_code = ? and key = ?"
                " and state = 'queued'",
                [kind, priority, self.run, self.region_code, key_of(url)],
            ).rowcount

    def settle(self, entry: Entry, state: str, why: str = "") -> None:
        """What became of an entry: done, moved, failed or skipped, and why."""
        with self.shard.transaction() as db:
            db.execute("update frontier set state = ?, why = ? where id = ?", [state, why, entry.id])
        if state == "queued":
            self._arrive(entry)

    def note_gain(self, entry: Entry, gain: float) -> None:
        """Keep what a visited address gave, in cells newly shown."""
        with self.shard.transaction() as db:
            db.execute("update frontier set gain = ? where id = ?", [gain, entry.id])

    def drop(self, why: str, domain: str = "") -> int:
        """Skip everything still queued, of one domain or of all; returns how many."""
        self._heads = None
        with self.shard.transaction() as db:
            return db.execute(
                "update frontier set state = 'skipped', why = ? where run = ? and region_code = ?"
                " and state = 'queued' and (? = '' or domain = ?)",
                [why, self.run, self.region_code, domain, domain],
            ).rowcount

    def revive(self, reasons: Sequence[str]) -> int:
        """Queue again what failed once for one of these reasons; returns how many."""
        self._heads = None
        with self.shard.transaction() as db:
            return db.execute(
                "update frontier set state = 'queued', priority = priority - 100 where run = ? and region_code = ?"
                " and state = 'failed' and attempts = 1 and why in (select value from json_each(?))",
                [self.run, self.region_code, json.dumps(list(reasons))],
            ).rowcount

    def requeue(self, urls: Iterable[str]) -> int:
        """Queue failed addresses again as given (the scheme may differ); returns how many."""
        self._heads = None
        rows = [(url, self.run, self.region_code, key_of(url)) for url in urls]
        with self.shard.transaction() as db:
            return sum(
                db.execute(
                    "update frontier set url = ?, state = 'queued' where run = ? and region_code = ? and key = ?"
                    " and state = 'failed'",
                    row,
                ).rowcount
                for row in rows
            )

    @property
    def waiting(self) -> int:
        """How many addresses are queued."""
        return sum(head.count for waiting in self._waiting().values() for head in waiting.values())

    def domains(self) -> list[str]:
        """Domains with something queued, the most promising first."""
        best = {
            domain: max(self.worth(name) * head.best for name, head in waiting.items())
            for domain, waiting in self._waiting().items()
            if waiting
        }
        return sorted(best, key=lambda domain: -best[domain])

    def masses(self) -> dict[str, float]:
        """By bucket, the priorities of all that wait in it."""
        found: dict[str, float] = {}
        for waiting in self._waiting().values():
            for name, head in waiting.items():
                found[name] = found.get(name, 0.0) + head.mass
        return found

    def buckets(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every bucket that addresses were entered in, with the words of one of them."""
        rows = self.shard.connection.execute(
            "select bucket, words from frontier where run = ? and region_code = ? group by bucket",
            [self.run, self.region_code],
        )
        return [(row["bucket"], tuple(row["words"].split())) for row in rows]

    def note_lesson(self, entry: Entry, lesson: str) -> None:
        """Keep what was learned of links by visiting an address."""
        with self.shard.transaction() as db:
            db.execute("update frontier set lesson = ? where id = ?", [lesson, entry.id])

    def lessons(self) -> list[tuple[Entry, str]]:
        """Visited addresses with what was learned by them."""
        rows = self.shard.connection.execute(
            "select * from frontier where run = ? and region_code = ? and lesson != '' and state != 'queued'",
            [self.run, self.region_code],
        )
        return [(_entry(row), row["lesson"]) for row in rows]

    def priced(self) -> list[str]:
        """Addresses that links or sitemaps named, whatever became of them."""
        rows = self.shard.connection.execute(
            "select url from frontier where run = ? and region_code = ? and kind in ('page', 'document')"
            " and hops = 0 and (bucket != '' or menu = 1)",
            [self.run, self.region_code],
        )
        return [row["url"] for row in rows]

    def probes(self) -> list[tuple[str, str]]:
        """Addresses asked to learn what missing pages look like, with the words of the answer."""
        return self._noted("kind = 'probe' and state = 'done'")

    def spam(self) -> list[tuple[str, str]]:
        """Addresses that carry gambling, with the words that show it, in the order they were met."""
        return [(url, why.removeprefix("spam: ")) for url, why in self._noted("why like 'spam: %'")]

    def _noted(self, condition: str) -> list[tuple[str, str]]:
        rows = self.shard.connection.execute(
            f"select url, why from frontier where run = ? and region_code = ? and {condition} order by id",  # noqa: S608 - conditions are this class's own
            [self.run, self.region_code],
        )
        return [(row["url"], row["why"]) for row in rows]

    def note(self, url: str, kind: str, why: str = "") -> bool:
        """Enter an address that is not to be asked, as done; whether it was new."""
        mark = hash(key_of(url))
        if mark in self._known:
            return False
        self._known[mark] = _ways(None)
        with self.shard.transaction() as db:
            db.execute(
                "insert or ignore into frontier (run, region_code, key, url, domain, kind, priority, base, state, why)"
                " values (?, ?, ?, ?, ?, ?, 0, 0, 'done', ?)",
                [self.run, self.region_code, key_of(url), url, unit_of(url), kind, why],
            )
        return True

    def counts(self, kinds: Sequence[str] = ()) -> Mapping[str, int]:
        """Addresses by state, of the kinds named; of none, those that are pages of the budget."""
        return self._count("state", kinds or [kind for kind in KINDS if kind != "sitemap"])

    def sitemaps(self) -> Mapping[str, int]:
        """Sitemap files by state."""
        return self._count("state", ["sitemap"])

    def reasons(self) -> Mapping[str, int]:
        """Addresses by the reason they failed or were skipped for; "" for the others."""
        return self._count("why", KINDS)

    def menu(self) -> tuple[int, int]:
        """Entries of the home page's menu within scope, and how many of them are still to be visited."""
        row = self.shard.connection.execute(
            "select count(*) as size, coalesce(sum(state in ('queued', 'in_flight')), 0) as left from frontier"
            " where run = ? and region_code = ? and menu = 1",
            [self.run, self.region_code],
        ).fetchone()
        return row["size"], row["left"]

    def listed(self) -> tuple[int, int]:
        """Addresses that sitemaps alone gave, and how many of them name something."""
        row = self.shard.connection.execute(
            "select count(*) as size, coalesce(sum(words != ''), 0) as named from frontier"
            " where run = ? and region_code = ? and kind = 'page' and clicks is null and bucket != ''",
            [self.run, self.region_code],
        ).fetchone()
        return row["size"], row["named"]

    def sitemaps_left(self) -> list[str]:
        """Sitemap files that wait."""
        rows = self.shard.connection.execute(
            "select url from frontier where run = ? and region_code = ? and kind = 'sitemap' and state = 'queued'"
            " order by id",
            [self.run, self.region_code],
        )
        return [row["url"] for row in rows]

    def menu_left(self) -> list[str]:
        """Entries of the home page's menu that wait."""
        rows = self.shard.connection.execute(
            "select url from frontier where run = ? and region_code = ? and menu = 1 and state = 'queued' order by id",
            [self.run, self.region_code],
        )
        return [row["url"] for row in rows]

    def states(self) -> list[tuple[str, str]]:
        """Every known page and document with what became of it."""
        rows = self.shard.connection.execute(
            "select url, state from frontier where run = ? and region_code = ? and kind not in ('sitemap', 'probe')",
            [self.run, self.region_code],
        )
        return [(row["url"], row["state"]) for row in rows]

    def documents(self) -> dict[str, int]:
        """Known files by why they were not fetched; "" for those that were."""
        rows = self.shard.connection.execute(
            "select case when state in ('done', 'moved') then '' when state in ('queued', 'in_flight') then 'waiting'"
            " else why end as reason, count(*) as n from frontier where run = ? and region_code = ?"
            " and kind = 'document' group by reason",
            [self.run, self.region_code],
        )
        return {row["reason"]: row["n"] for row in rows}

    def leads(self, indicators: Iterable[str]) -> dict[str, tuple[int, str]]:
        """By indicator, how many waiting addresses speak of it plainly, and the most promising of them."""
        wanted = frozenset(indicators)
        rows = self.shard.connection.execute(
            "select url, words from frontier where run = ? and region_code = ? and state = 'queued' and words != ''"
            " order by priority desc, id",
            [self.run, self.region_code],
        )
        found: dict[str, tuple[int, str]] = {}
        for row in rows:
            for entry in row["words"].split():
                slug, _, share = entry.partition(":")
                if slug in wanted and float(share) >= PLAIN:
                    count, url = found.get(slug, (0, row["url"]))
                    found[slug] = (count + 1, url)
        return found

    def unread(self, indicators: Iterable[str]) -> dict[str, tuple[int, str]]:
        """By indicator, how many pages and scans whose links speak of it could not be read, and the first of them."""
        wanted = frozenset(indicators)
        rows = self.shard.connection.execute(
            "select url, words from frontier where run = ? and region_code = ? and state = 'done' and words != ''"
            " and (why like 'unshown: %' or why like 'unread scan: %') order by id",
            [self.run, self.region_code],
        )
        found: dict[str, tuple[int, str]] = {}
        for row in rows:
            for slug in wanted.intersection(entry.partition(":")[0] for entry in row["words"].split()):
                count, url = found.get(slug, (0, row["url"]))
                found[slug] = (count + 1, url)
        return found

    def mention(self, links: Iterable[tuple[str, str]], parent: str) -> None:
        """Note foreign hosts that an own page links to, the first link of each."""
        rows = [(self.run, self.region_code, host_of(url), url, parent, text[:200]) for url, text in links]
        with self.shard.transaction() as db:
            known = db.execute(
                "select count(*) from mentions where run = ? and region_code = ?", [self.run, self.region_code]
            ).fetchone()[0]
            db.executemany("insert or ignore into mentions values (?, ?, ?, ?, ?, ?)", rows[: MAX_MENTIONS - known])

    def robots(self) -> dict[str, tuple[str, str]]:
        """What robots.txt said, by origin: (allowed, rules or closed; the rules' text)."""
        rows = self.shard.connection.execute(
            "select origin, robots, rules from origins where run = ? and region_code = ?", [self.run, self.region_code]
        )
        return {row["origin"]: (row["robots"], row["rules"]) for row in rows}

    def keep_robots(self, origin: str, verdict: str, rules: str = "") -> None:
        """Keep what an origin's robots.txt said, so that a second start need not ask again."""
        with self.shard.transaction() as db:
            db.execute(
                "insert or replace into origins values (?, ?, ?, ?, ?)",
                [self.run, self.region_code, origin, verdict, rules],
            )

    def _count(self, column: str, kinds: Sequence[str]) -> dict[str, int]:
        rows = self.shard.connection.execute(
            "select iif(? = 'state', state, why) as name, count(*) as n from frontier where run = ?"
            " and region_code = ? and kind in (select value from json_each(?)) group by name",
            [column, self.run, self.region_code, json.dumps(list(kinds))],
        )
        return {row["name"]: row["n"] for row in rows}

    def _waiting(self) -> dict[str, dict[str, Head]]:
        """What waits, by domain and bucket."""
        if self._heads is None:
            rows = self.shard.connection.execute(
                "select domain, bucket, max(priority) as best, count(*) as n, total(priority) as mass from frontier"
                " where run = ? and region_code = ? and state = 'queued' group by domain, bucket",
                [self.run, self.region_code],
            )
            self._heads = {}
            for row in rows:
                self._heads.setdefault(row["domain"], {})[row["bucket"]] = Head(row["best"], row["n"], row["mass"])
        return self._heads

    def _recount(self, domain: str, bucket: str) -> None:
        """Count one bucket anew."""
        if self._heads is None:
            return
        row = self.shard.connection.execute(
            "select max(priority) as best, count(*) as n, total(priority) as mass from frontier where run = ?"
            " and region_code = ? and state = 'queued' and domain = ? and bucket = ?",
            [self.run, self.region_code, domain, bucket],
        ).fetchone()
        waiting = self._heads.setdefault(domain, {})
        waiting.pop(bucket, None)
        if row["n"]:
            waiting[bucket] = Head(row["best"], row["n"], row["mass"])
        elif not waiting:
            del self._heads[domain]

    def _arrive(self, entry: Entry) -> None:
        if self._heads is None:
            return
        waiting = self._heads.setdefault(entry.domain, {})
        head = waiting.setdefault(entry.bucket, Head(entry.priority, 0, 0.0))
        head.best = max(head.best, entry.priority)
        head.count += 1
        head.mass += entry.priority

    def _leave(self, domain: str, name: str, rows: Sequence[sqlite3.Row]) -> None:
        """The first of `rows` leaves its bucket; the second is the best that stays."""
        waiting = self._waiting()[domain]
        if len(rows) < 2:
            del waiting[name]
            if not waiting:
                del self._waiting()[domain]
            return
        head = waiting[name]
        head.best = rows[1]["priority"]
        head.count -= 1
        head.mass -= rows[0]["priority"]

    def _row(self, entry: Entry) -> tuple[object, ...]:
        return (
            *(self.run, self.region_code, key_of(entry.url), entry.url, entry.domain, entry.kind),
            *(entry.priority, entry.base, " ".join(entry.words), entry.clicks, entry.hops, int(entry.menu)),
            *(entry.parent, entry.bucket),
        )


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        url=row["url"],
        kind=row["kind"],
        priority=row["priority"],
        base=row["base"],
        words=tuple(row["words"].split()),
        clicks=row["clicks"],
        hops=row["hops"],
        menu=bool(row["menu"]),
        parent=row["parent"],
        attempts=row["attempts"],
        id=row["id"],
        bucket=row["bucket"],
    )


def _same(_bucket: str) -> float:
    return 1.0


def _ways(clicks: int | None) -> int:
    """A way's length that compares: an address without a way from home is further than any."""
    return 1_000_000 if clicks is None else clicks
