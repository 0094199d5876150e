"""Tables of a shard. A newer layout raises VERSION and adds its statements, written to be run again."""

from __future__ import annotations

from typing import Final

VERSION: Final = 5
SCHEMA: Final = """
create table if not exists targets (
    run text not null,
    region_code text not null,
    website text not null default '',
    state text not null default 'pending',      -- pending, done
    status text not null default '',            -- a ReachStatus; '' until something is known
    flags text not null default '',             -- separated by blanks
    detail text not null default '',
    cure text not null default '',
    home text not null default '',              -- a ReachStatus: the most telling try of the home page so far
    home_detail text not null default '',
    pages integer not null default 0,           -- answers with content that were read
    hosts integer not null default 0,
    requests integer not null default 0,        -- everything asked: robots.txt, sitemaps, redirects, failures
    started_at text not null default '',
    ended_at text not null default '',
    adequate integer not null default 0,
    search_detail text not null default '',
    settled text not null default '{}',         -- JSON: indicator to strength judged so far
    primary key (run, region_code)
);
create table if not exists frontier (
    id integer primary key,
    run text not null,
    region_code text not null,
    key text not null,                          -- the address without its scheme
    url text not null,
    domain text not null,                       -- unit of politeness
    kind text not null,                         -- home, seed, page, document, sitemap
    priority real not null,
    base real not null,                         -- the part of the priority that no open cell moves
    words text not null default '',             -- indicator:points its link speaks of
    clicks integer,
    hops integer not null default 0,            -- redirects, or levels of sitemap indexes, that led here
    menu integer not null default 0,            -- stands in the home page's menu
    state text not null default 'queued',       -- queued, in_flight, done, moved, failed, skipped
    why text not null default '',
    attempts integer not null default 0,
    parent text not null default '',
    unique (run, region_code, key)
);
create table if not exists captures (
    id integer primary key,
    run text not null,
    region_code text not null,
    target_uri text not null,
    requested_uri text not null,
    captured_at text not null,
    status integer not null,
    content_type text not null,
    payload_digest text not null,
    record_id text not null unique,
    clicks integer,
    kind text not null,                         -- page, document, redirect, robots, sitemap
    flags text not null default '',
    file text not null,
    offset integer not null,
    length integer not null,
    end_offset integer not null
);
create index if not exists captures_region on captures (run, region_code, id);
create index if not exists captures_file on captures (file, end_offset);
create table if not exists looks (
    run text not null,
    region_code text not null,
    record_id text not null,                    -- of the capture that was read
    judge text not null,                        -- signature of whoever read it
    look text not null,                         -- as `scorecard.opinion.Look` packs it
    primary key (run, region_code, record_id)
) without rowid;
create table if not exists origins (
    run text not null,
    region_code text not null,
    origin text not null,                       -- scheme://authority
    robots text not null,                       -- allowed (no file), rules, closed (server error)
    rules text not null default '',
    primary key (run, region_code, origin)
);
create table if not exists mentions (
    run text not null,
    region_code text not null,
    host text not null,
    url text not null,
    parent text not null,
    text text not null,
    primary key (run, region_code, host)
);
"""
#: Columns that came later: table, name, declaration.
COLUMNS: Final = (
    ("frontier", "bucket", "text not null default ''"),  # addresses whose links promise the same wait together
    ("frontier", "gain", "real"),  # what a visit gave, in cells newly shown; null where none was made
    ("frontier", "lesson", "text not null default ''"),  # JSON: what the search learned of links by a visit
    ("targets", "cells", "text not null default '{}'"),  # JSON: indicator to how far it was searched for
    ("targets", "budget", "integer not null default 0"),  # pages the visit was allowed
    ("targets", "ended", "text not null default ''"),  # why it ended: exhausted, adequate, unchanged, budget
    ("targets", "carried", "text not null default ''"),  # folder and run whose captures count on, for nothing changed
)
#: What needs those columns, and what came later.
INDEXES: Final = """
create index if not exists captures_asset on captures (target_uri) where kind = 'asset';
drop index if exists frontier_next;
create index if not exists frontier_best on frontier (run, region_code, state, domain, bucket, priority desc, id);
"""
INSERT_CAPTURE: Final = """
insert into captures (run, region_code, target_uri, requested_uri, captured_at, status, content_type,
                      payload_digest, record_id, clicks, kind, flags, file, offset, length, end_offset)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
#: In order, with a file's name and the size that is left of it.
FORGET: Final = (
    """
    update frontier set state = 'queued' where state in ('done', 'moved') and (run, region_code, url) in
    (select run, region_code, requested_uri from captures where file = ? and end_offset > ?)
    """,
    """
    update targets set state = 'pending' where (run, region_code) in
    (select run, region_code from captures where file = ? and end_offset > ?)
    """,
    "delete from captures where file = ? and end_offset > ?",
)
