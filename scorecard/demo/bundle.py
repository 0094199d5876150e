"""The bundled web as data: one `.site` file a region, read into frozen sites and pages.

A line that starts with ``@@`` opens a section; what follows belongs to it until the next one::

    @@region CODE | NAME | KIND           first line of the file
    @@site HOST | LOOK | TITLE            a host; a look is a function of `looks`, or "dead"
    @@menu                                lines LABEL | ADDRESS, a child entry behind "- "
    @@footer                              HTML
    @@page PATH | TITLE                   HTML; "[[tabel CAPTION" to "]]" holds rows of cells divided by "|"; the PATH
                                          "*" answers whatever else is asked, robots.txt included
    @@pdf PATH | TITLE                    lines of text
    @@file PATH | CONTENT TYPE            text, sent as it stands
    @@xlsx PATH | SHEET                   a workbook with one sheet, rows of cells divided by "|"
    @@scan PATH                           lines of text as a picture in a PDF, which has no text layer
    @@zip PATH | MEMBER                   an archive with one member, the text
    @@record PATH | HASH | NUMBER | YEAR | TITLE    a bylaw: its record page and the PDF that it links

A host gets a robots.txt and a sitemap.xml of its own unless its file brings them or answers everything.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from importlib import resources
from typing import Final
from urllib.parse import parse_qsl, urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from scorecard.demo import looks
from scorecard.demo.office import write_scan, write_workbook
from scorecard.demo.pdf import write_pdf
from scorecard.model import Host, Kind, Region

PROVINCE: Final = "Nusa Contoh"
DEAD: Final = "dead"
ANYTHING: Final = "*"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROBOTS: Final = "User-agent: *\nDisallow: /admin/\nDisallow: /index.php/admin/\nSitemap: http://{host}/sitemap.xml\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host says to one path."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""


@dataclass(slots=True)
class Draft:
    """A host while its file is being read."""

    host: str
    look: str
    title: str = ""
    menu: list[looks.Entry] = field(default_factory=list)
    footer: str = ""
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    files: dict[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A fictional region and its hosts; a dead host is there with no answers."""

    region: Region
    answers: dict[str, dict[str, Answer]]


def key(path: str) -> str:
    """A path with its query in a settled order, so that a client may sort parameters."""
    parts = urlsplit(path)
    query = "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{parts.path or '/'}?{query}" if query else parts.path or "/"


@cache
def bundles() -> tuple[Bundle, ...]:
    """Every bundled region, by code."""
    folder = resources.files("scorecard.demo") / "web"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".site")), key=lambda file: file.name)
    return tuple(_bundle(file.read_text(encoding="utf-8")) for file in files)


def _bundle(text: str) -> Bundle:
    region = Region("", "", Kind.KABUPATEN, PROVINCE)
    drafts: list[Draft] = []
    for name, arguments, lines in _sections(text):
        if name == "region":
            region = replace(region, code=arguments[0], name=arguments[1], kind=Kind(arguments[2]))
        elif name == "site":
            drafts.append(Draft(arguments[0], arguments[1], title=arguments[2] if len(arguments) > 2 else ""))
        else:
            _add(drafts[-1], region, name, arguments, lines)
    hosts = tuple(Host(draft.host, draft.host.split(".")[0]) for draft in drafts[1:])
    return Bundle(
        replace(region, website=drafts[0].host, hosts=hosts), {draft.host: _answers(draft) for draft in drafts}
    )


def _sections(text: str) -> Iterator[tuple[str, list[str], list[str]]]:
    name, arguments, lines = "", list[str](), list[str]()
    for line in text.splitlines():
        if not line.startswith("@@"):
            lines.append(line)
            continue
        if name:
            yield name, arguments, lines
        name, _, rest = line[2:].partition(" ")
        arguments, lines = [part.strip() for part in rest.split("|")], []
    yield name, arguments, lines


def _add(draft: Draft, region: Region, name: str, arguments: list[str], lines: list[str]) -> None:
    match name:
        case "menu":
            draft.menu = list(_menu(lines))
        case "footer":
            draft.footer = "\n".join(lines)
        case "page":
            draft.pages[arguments[0]] = (arguments[1], _body(lines))
        case "pdf":
            text = [line for line in lines if line.strip()]
            draft.files[key(arguments[0])] = Answer(write_pdf(arguments[1], text), "application/pdf")
        case "file":
            draft.files[key(arguments[0])] = Answer("\n".join(lines).strip().encode(), arguments[1])
        case "xlsx":
            rows = [[cell.strip() for cell in line.split("|")] for line in lines]
            draft.files[key(arguments[0])] = Answer(write_workbook(arguments[1], rows), XLSX)
        case "scan":
            text = [line for line in lines if line.strip()]
            draft.files[key(arguments[0])] = Answer(write_scan(text), "application/pdf")
        case "zip":
            draft.files[key(arguments[0])] = Answer(_zipped(arguments[1], "\n".join(lines)), "application/zip")
        case "record":
            _add_record(draft, region, *arguments)
        case _:
            raise ValueError(f"a .site file has no section {name!r}")


def _add_record(draft: Draft, region: Region, path: str, digest: str, number: str, year: str, title: str) -> None:
    """A bylaw as law portals show it: its file name is a hash, so only the title carries meaning."""
    name = f"Peraturan Daerah {region.full_name} Nomor {number} Tahun {year}"
    draft.pages[path] = (
        f"{name} tentang {title}",
        f"<h2>{name} tentang {title}</h2><table><tr><th>Jenis</th><td>Peraturan Daerah</td></tr>"
        f"<tr><th>T.E.U.</th><td>{region.full_name}</td></tr><tr><th>Nomor</th><td>{number}</td></tr>"
        f"<tr><th>Tahun</th><td>{year}</td></tr><tr><th>Judul</th><td>{name} tentang {title}</td></tr></table>"
        f'<p><a href="/unduh/{digest}.pdf">Unduh</a> <a href="#">Abstrak</a></p>',
    )
    text = [name.upper(), "TENTANG", title.upper(), "DENGAN RAHMAT TUHAN YANG MAHA ESA", "BAB I KETENTUAN UMUM"]
    draft.files[f"/unduh/{digest}.pdf"] = Answer(write_pdf(name, text), "application/pdf")


def _zipped(member: str, text: str) -> bytes:
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as file:
        # A ZipInfo of its own has a fixed date: the same bytes every time.
        file.writestr(ZipInfo(member), text)
    return archive.getvalue()


def _menu(lines: list[str]) -> Iterator[looks.Entry]:
    pending: looks.Entry | None = None
    for line in filter(str.strip, lines):
        label, _, address = (part.strip() for part in line.partition("|"))
        entry = looks.Entry(label.removeprefix("- "), address)
        if label.startswith("- ") and pending is not None:
            pending = replace(pending, children=(*pending.children, entry))
            continue
        if pending is not None:
            yield pending
        pending = entry
    if pending is not None:
        yield pending


def _body(lines: list[str]) -> str:
    html, rows, caption = list[str](), list[str](), ""
    for line in lines:
        if line.startswith("[[tabel"):
            caption, rows = line.removeprefix("[[tabel").strip(), []
        elif line == "]]":
            html.append(looks.table(caption, [[cell.strip() for cell in row.split("|")] for row in rows]))
            caption = ""
        else:
            (rows if caption else html).append(line)
    return "\n".join(html)


def _answers(draft: Draft) -> dict[str, Answer]:
    if draft.look == DEAD:
        return {}
    look = looks.LOOKS[draft.look]
    pages = {
        key(path): Answer(look(draft.title, title, draft.menu, draft.footer, body, path == "/").encode())
        for path, (title, body) in draft.pages.items()
    }
    if ANYTHING in pages:
        return {**pages, **draft.files}
    return {
        **_dress(),
        "/robots.txt": Answer(ROBOTS.format(host=draft.host).encode(), "text/plain"),
        "/sitemap.xml": Answer(_sitemap(draft).encode(), "application/xml"),
        **pages,
        **draft.files,
    }


@cache
def _dress() -> dict[str, Answer]:
    """Styles and pictures that the pages of every host name."""
    folder = resources.files("scorecard.demo") / "dress"
    kinds = {"css": "text/css", "svg": "image/svg+xml"}
    return {
        key(path): Answer((folder / name).read_bytes(), kinds[name.rpartition(".")[2]])
        for path, name in looks.DRESS.items()
    }


def _sitemap(draft: Draft) -> str:
    places = "".join(
        f"<url><loc>http://{draft.host}{escape(path)}</loc></url>" for path in draft.pages if "/admin/" not in path
    )
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
