"""The misbehaviours themselves; importing this module enters them in `hostileweb.ALL`."""

from __future__ import annotations

import gzip
import ssl
import zlib
from functools import cache

import brotli  # type: ignore[import-untyped,unused-ignore]  # ships no types
from backports import zstd

from scorecard.demo.pdf import write_pdf
from tests.crawlweb import page
from tests.hostileweb import Out, behaves, home

MEGA = 1024 * 1024
_BLOCK = b"<p>" + b"a" * 8189 + b"</p>"


@cache
def _bomb(kind: str) -> bytes:
    """200 MB of one letter, packed."""
    data = b"<html><body>" + b"A" * (200 * MEGA)
    if kind == "gzip":
        return gzip.compress(data, 9)
    if kind == "deflate":
        return zlib.compress(data, 9)
    if kind == "br":
        return brotli.compress(data, quality=3)  # type: ignore[no-any-return]
    return zstd.compress(data, 3)


# ---- bodies that are too much ---------------------------------------------------------------------


@behaves("ok", 8)
def gzip_bomb(out: Out, path: str) -> None:
    out.reply(_bomb("gzip"), "Content-Encoding: gzip")


@behaves("ok", 8)
def deflate_bomb(out: Out, path: str) -> None:
    out.reply(_bomb("deflate"), "Content-Encoding: deflate")


@behaves("ok", 8)
def brotli_bomb(out: Out, path: str) -> None:
    out.reply(_bomb("br"), "Content-Encoding: br")


@behaves("ok", 8)
def zstd_bomb(out: Out, path: str) -> None:
    out.reply(_bomb("zstd"), "Content-Encoding: zstd")


@behaves("ok", 8)
def twice_packed_bomb(out: Out, path: str) -> None:
    out.reply(gzip.compress(_bomb("gzip"), 9), "Content-Encoding: gzip, gzip")


@behaves("http_error", 24)
def endless_body(out: Out, path: str) -> None:
    out.head("Content-Type: text/html", "Connection: close")
    while True:
        out.send(_BLOCK * 16)
        out.wait(0.002)  # endless, but not at the expense of every other host of this server


@behaves("http_error", 24)
def endless_chunks(out: Out, path: str) -> None:
    out.head("Content-Type: text/html", "Transfer-Encoding: chunked")
    while True:
        out.send(b"20000\r\n" + b"x" * 0x20000 + b"\r\n")
        out.wait(0.002)


@behaves("http_error", 12)
def huge_announced_body(out: Out, path: str) -> None:
    out.head("Content-Type: text/html", f"Content-Length: {10_000 * MEGA}")
    out.send(_BLOCK)
    out.hang()


@behaves("timeout", 30)
def slow_drip(out: Out, path: str) -> None:
    out.head("Content-Type: text/html", "Content-Length: 100000")
    while True:
        out.send(b"x")
        out.wait(0.2)


@behaves("timeout", 30)
def slow_headers(out: Out, path: str) -> None:
    out.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        out.send(b"X-Slow: 1\r\n")
        out.wait(0.2)


@behaves("timeout", 30)
def silence(out: Out, path: str) -> None:
    out.hang()


# ---- headers --------------------------------------------------------------------------------------


@behaves("refused", 24)
def huge_header(out: Out, path: str) -> None:
    out.head(f"X-Big: {'a' * 2_000_000}", "Content-Length: 0")


@behaves("ok", 24)
def header_flood(out: Out, path: str) -> None:
    out.reply(home(), *(f"X-{n}: {n}" for n in range(20_000)))


@behaves("ok", 24)
def cookie_flood(out: Out, path: str) -> None:
    out.reply(home("/a A"), *(f"Set-Cookie: c{n}={'x' * 30}; Domain=.test; Path=/" for n in range(200)))


@behaves("refused", 24)
def control_characters_in_headers(out: Out, path: str) -> None:
    out.reply(home("/a A"), "X-Odd: a\x00b\x1b[31m", "X\x01Name: 1", "Content-Language: \xff\xfe")


@behaves("refused", 24)
def not_http(out: Out, path: str) -> None:
    out.send(b"SSH-2.0-OpenSSH_9.2\r\n" * 20)


@behaves("refused", 24)
def http_0_9(out: Out, path: str) -> None:
    out.send(b"<html><body>plain old page without a header</body></html>")


@behaves("refused", 24)
def bad_content_length(out: Out, path: str) -> None:
    out.head("Content-Type: text/html", "Content-Length: -5", "Connection: close")
    out.send(home().encode())


@behaves("refused", 24)
def two_content_lengths(out: Out, path: str) -> None:
    out.head("Content-Type: text/html", "Content-Length: 10", "Content-Length: 20", "Connection: close")
    out.send(home().encode())


@behaves("ok", 24)
def truncated_body(out: Out, path: str) -> None:
    out.head("Content-Type: text/html", "Content-Length: 500000", "Connection: close")
    out.send(home("/a A").encode())


@behaves("ok", 24)
def broken_chunks(out: Out, path: str) -> None:
    body = home("/a A").encode()
    out.head("Content-Type: text/html", "Transfer-Encoding: chunked", "Connection: close")
    out.send(f"{len(body):x}\r\n".encode() + body)


@behaves("ok", 24)
def broken_gzip(out: Out, path: str) -> None:
    out.reply(gzip.compress(home("/a A").encode() * 50)[:-200], "Content-Encoding: gzip")


# ---- answers that are none ------------------------------------------------------------------------


def _empty(status: str, expect: str) -> None:
    def act(out: Out, path: str) -> None:
        out.head("Connection: close", status=status)

    act.__name__ = f"status_{status[:3]}"
    behaves(expect, 24)(act)


for _status in ("204 No Content", "205 Reset Content"):
    _empty(_status, "ok")
for _status in ("304 Not Modified", "418 Teapot", "500 Error", "999 Odd"):
    _empty(_status, "http_error")


@behaves("ok", 24)
def partial_206(out: Out, path: str) -> None:
    out.reply(home("/a A"), "Content-Range: bytes 0-99/100000", status="206 Partial Content")


@behaves("ok", 24)
def endless_100_continue(out: Out, path: str) -> None:
    for _ in range(200):
        out.send(b"HTTP/1.1 100 Continue\r\n\r\n")
    out.reply(home())


@behaves("blocked", 12)
def storm_of_503(out: Out, path: str) -> None:
    out.reply(b"busy", "Retry-After: 0", status="503 Service Unavailable")


@behaves("blocked", 12)
def storm_of_429(out: Out, path: str) -> None:
    out.reply(b"slow down", "Retry-After: Mon, 01 Jan 2001 00:00:00 GMT", status="429 Too Many Requests")


@behaves("blocked", 12)
def waf_page(out: Out, path: str) -> None:
    out.reply("<html><title>Attention Required!</title><body><h1>Sorry, you have been blocked</h1></body></html>")


# ---- redirects ------------------------------------------------------------------------------------


@behaves("http_error", 30)
def redirect_to_itself(out: Out, path: str) -> None:
    out.redirect(path)


@behaves("http_error", 40)
def redirect_chain(out: Out, path: str) -> None:
    out.redirect(f"{path.rstrip('/')}/{len(path) % 7}x")


@behaves("refused", 30)
def redirect_between_schemes(out: Out, path: str) -> None:
    out.redirect(f"https://{out.host}/")


@behaves("http_error", 30, tls="good")
def redirect_between_schemes_tls(out: Out, path: str) -> None:
    out.redirect(f"http://{out.host}/" if "x" in path else f"https://{out.host}/?x")


@behaves("ok", 30)
def refresh_loop(out: Out, path: str) -> None:
    out.reply(f"<meta http-equiv=refresh content='0;url=/{len(path)}'>")


_FORBIDDEN = (
    *("http://127.0.0.1/", "http://2130706433/", "http://0177.0.0.1/", "http://0x7f.1/", "http://127.1/"),
    *("http://[::1]/", "http://[::ffff:169.254.169.254]/", "http://169.254.169.254/latest/meta-data/"),
    *("http://10.0.0.1/", "http://192.168.1.1/", "http://100.64.0.1/", "http://0/", "http://localhost/"),
    *("http://127.0.0.1.nip.io/", "http://lvh.me/", "http://intranet/", "http://printer.local/", "http://①②⑦.0.0.1/"),
    *("http://user:pw@127.0.0.1/", "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:70/1", "//127.0.0.1/"),
    *(
        "data:text/html,x",
        "javascript:alert(1)",
        "http://127.0.0.1:22/",
        "http:\\\\127.0.0.1\\",
        "http://127。0。0。1/",
    ),
)


@behaves("ok", 60)
def forbidden_links(out: Out, path: str) -> None:
    if path != "/":
        target = _FORBIDDEN[int(path.rpartition("=")[2] or 0) % len(_FORBIDDEN)]
        out.redirect(target.encode().decode("latin-1"))
        return
    links = [f"{url} tautan" for url in _FORBIDDEN] + [f"/go?n={n} pergi" for n in range(len(_FORBIDDEN))]
    frames = "".join(f"<iframe src='{url}'></iframe><link rel=canonical href='{url}'>" for url in _FORBIDDEN)
    out.reply(home(*links) + frames)


@behaves("redirected_away", 12)
def home_to_file(out: Out, path: str) -> None:
    out.redirect("file:///etc/passwd")


@behaves("redirected_away", 12)
def home_to_metadata(out: Out, path: str) -> None:
    out.redirect("http://169.254.169.254/latest/meta-data/iam/")


@behaves("redirected_away", 12)
def refresh_to_loopback(out: Out, path: str) -> None:
    out.reply("<meta http-equiv=refresh content='0;url=http://127.0.0.1:1/'>")


# ---- traps of endless addresses -------------------------------------------------------------------


@cache
def _many_links() -> bytes:
    return b"<html><body>" + b"".join(b"<a href=/l%d>n</a>" % n for n in range(500_000))


@behaves("ok", 60)  # forty of one shape, and the rest of a visit
def half_a_million_links(out: Out, path: str) -> None:
    if path != "/":
        out.reply(page(path))
        return
    out.reply(_many_links())


@behaves("ok", 100)
def calendar(out: Out, path: str) -> None:
    links = [f"/kalender/{2000 + n}/{m}?hari={d} tanggal" for n in range(20) for m in range(12) for d in range(3)]
    links += [f"{path.rstrip('/')}/kalender?bulan={len(path)} berikut"]
    out.reply(home("/profil Profil", *links))


@behaves("ok", 75)
def facets(out: Out, path: str) -> None:
    query = path.partition("?")[2]
    out.reply(home(*(f"/cari?{query}&f{n}={m} saring" for n in range(20) for m in range(5))))


@behaves("ok", 12)
def session_ids(out: Out, path: str) -> None:
    mark = f"{abs(hash((path, len(path)))):032x}"
    out.reply(home(f"/a;jsessionid={mark} A", f"/b?PHPSESSID={mark} B", f"/?sid={mark} Beranda"))


@behaves("ok", 20)
def relative_paths(out: Out, path: str) -> None:
    out.reply(home("lagi/ dalam", "lagi/x/ dalam", "../lagi/lagi/ dalam"))


@behaves("ok", 100)  # forty hosts: robots.txt and home of each
def subdomains(out: Out, path: str) -> None:
    out.reply(home(*(f"http://h{abs(hash((out.host, n))) % 99999}.subdomains.test/ H" for n in range(50))))


@behaves("ok", 20)
def huge_addresses(out: Out, path: str) -> None:
    out.reply(home("/a A", *(f"/{'x' * (3000 + n)} panjang" for n in range(50)), f"/?q={'y' * 9000} cari"))


@behaves("ok", 40)
def everything_exists(out: Out, path: str) -> None:
    words = "Maaf, tampilan ini adalah isi yang sama untuk semua alamat di portal. " * 9
    out.reply(page("Portal", *(f"/{path.count('/')}/{n} isi" for n in range(8)), text=words))


@behaves("ok", 40)
def frames_in_frames(out: Out, path: str) -> None:
    out.reply("<html><frameset>" + "".join(f"<frame src='{path.rstrip('/')}/f{n}/'>" for n in range(30)))


# ---- robots.txt and sitemaps ----------------------------------------------------------------------


@behaves("ok", 10, whole=True)
def robots_bomb(out: Out, path: str) -> None:
    if path == "/robots.txt":
        out.reply(_bomb("gzip"), "Content-Type: text/plain", "Content-Encoding: gzip")
    else:
        out.reply(home("/a A"))


@behaves("ok", 14, whole=True)
def robots_endless(out: Out, path: str) -> None:
    if path == "/robots.txt":
        endless_body(out, path)
    out.reply(home("/a A"))


@behaves("timeout", 24, whole=True)
def robots_hangs(out: Out, path: str) -> None:
    if path == "/robots.txt":
        out.hang()
    out.reply(home())


@behaves("robots", 24, whole=True)
def robots_fails(out: Out, path: str) -> None:
    if path == "/robots.txt":
        out.reply(b"oops", status="500 Error")
    else:
        out.reply(home())


@behaves("ok", 40, whole=True)
def robots_in_circles(out: Out, path: str) -> None:
    if "robots" in path:
        out.redirect(f"/robots{len(path)}.txt")
    else:
        out.reply(home("/a A"))


@behaves("ok", 24, whole=True)
def robots_to_metadata(out: Out, path: str) -> None:
    if path == "/robots.txt":
        out.redirect("http://169.254.169.254/robots.txt")
    else:
        out.reply(home("/a A"))


@behaves("ok", 24, whole=True)
def robots_of_a_million_rules(out: Out, path: str) -> None:
    if path == "/robots.txt":
        out.reply(b"User-agent: *\n" + b"Disallow: /*a*a*a*a*a*a*a*a*b$\n" * 100_000, "Content-Type: text/plain")
    else:
        out.reply(home(*(f"/{'a' * 200}{n} A" for n in range(5))))


@behaves("ok", 12, whole=True)
def sitemap_bomb(out: Out, path: str) -> None:
    if path == "/robots.txt":
        out.reply(f"Sitemap: http://{out.host}/sitemap.xml.gz", "Content-Type: text/plain")
    elif "sitemap" in path:
        out.reply(_bomb("gzip"), "Content-Type: application/gzip")
    else:
        out.reply(home("/a A"))


@behaves("ok", 30, whole=True)
def sitemap_in_circles(out: Out, path: str) -> None:
    if "sitemap" in path:
        here = "".join(f"<sitemap><loc>http://{out.host}/sitemap{len(path)}-{n}.xml</loc></sitemap>" for n in range(50))
        out.reply(f"<sitemapindex>{here}</sitemapindex>", "Content-Type: text/xml")
    elif path == "/robots.txt":
        out.reply(b"", status="404 Not Found")
    else:
        out.reply(home("/a A"))


@behaves("ok", 45, whole=True)
def sitemap_of_a_million(out: Out, path: str) -> None:
    if path == "/sitemap.xml":
        urls = "".join(f"<url><loc>http://{out.host}/s{n}</loc></url>" for n in range(200_000))
        out.reply(f"<urlset>{urls}</urlset>", "Content-Type: text/xml")
    elif path == "/robots.txt":
        out.reply(b"", status="404 Not Found")
    else:
        out.reply(page(path))


@behaves("ok", 14, whole=True)
def sitemap_with_entities(out: Out, path: str) -> None:
    if path == "/sitemap.xml":
        entities = "".join(f"<!ENTITY a{n} '" + f"&a{n - 1};" * 10 + "'>" for n in range(1, 20))
        out.reply(f"<!DOCTYPE x [{entities}]><urlset><url><loc>&a19;</loc></url></urlset>", "Content-Type: text/xml")
    elif path == "/robots.txt":
        out.reply(b"", status="404 Not Found")
    else:
        out.reply(home("/a A"))


@behaves("ok", 8, whole=True)
def sitemap_of_gambling(out: Out, path: str) -> None:
    if path == "/sitemap.xml":
        urls = "".join(f"<url><loc>http://{out.host}/slot-gacor-maxwin-{n}/</loc></url>" for n in range(300))
        out.reply(f"<urlset>{urls}</urlset>", "Content-Type: text/xml")
    elif path in ("/", "/profil"):
        out.reply(home("/profil Profil"))
    else:
        out.reply(b"", status="404 Not Found")


# ---- pages that are hard to read ------------------------------------------------------------------


@behaves("ok", 20)
def nested_elements(out: Out, path: str) -> None:
    out.reply("<html><body>" + "<div>" * 400_000 + "isi")


@behaves("ok", 20)
def nested_tables(out: Out, path: str) -> None:
    out.reply("<html><body>" + "<table><tr><td>" * 100_000 + "isi")


@behaves("ok", 20)
def a_hundred_thousand_options(out: Out, path: str) -> None:
    out.reply("<html><body><select>" + "<option>pilih" * 300_000)


@behaves("ok", 20)
def a_hundred_thousand_attributes(out: Out, path: str) -> None:
    out.reply("<html><body><div " + " ".join(f"a{n}=1" for n in range(300_000)) + ">isi</div>")


@behaves("ok", 20)
def huge_table(out: Out, path: str) -> None:
    out.reply("<html><body><table>" + "<tr><td>Jumlah Penduduk<td>12.345</tr>" * 150_000 + "</table>")


@behaves("ok", 20)
def spanning_table(out: Out, path: str) -> None:
    out.reply("<html><body><h1>Jumlah Penduduk</h1><table>" + "<tr><td colspan=99999999 rowspan=99999999>1" * 2000)


@behaves("http_error", 20)
def one_line_of_thirty_megabytes(out: Out, path: str) -> None:
    out.reply(b"<html><body><p>" + b"slot gacor penduduk apbd " * (30 * MEGA // 25))


@behaves("ok", 20)
def wrong_charset(out: Out, path: str) -> None:
    out.reply(home("/a A").encode() + b"\xff\xfe\x00\xd8\xed\xa0\x80" * 500, "Content-Type: text/html; charset=utf-7")


@behaves("ok", 20)
def wrong_content_type(out: Out, path: str) -> None:
    out.reply(home("/a A"), "Content-Type: image/png\x3b boundary=x")


@behaves("ok", 20)
def binary_as_html(out: Out, path: str) -> None:
    out.reply(bytes(range(256)) * 4000, "Content-Type: text/html; charset=utf-16")


@behaves("ok", 20)
def broken_pdf(out: Out, path: str) -> None:
    if path == "/":
        out.reply(home("/apbd.pdf Unduh APBD", "/rpjmd.pdf Unduh RPJMD"))
    else:
        half = write_pdf("APBD", ["Ringkasan APBD"])[:-600]
        out.reply(half if "apbd" in path else b"%PDF-1.7\n" + b"\x00\xff" * 5000, "Content-Type: application/pdf")


@behaves("ok", 20)
def pdf_bomb(out: Out, path: str) -> None:
    if path == "/":
        out.reply(home("/apbd.pdf Unduh APBD"))
    else:
        out.reply(bomb_pdf(), "Content-Type: application/pdf")


@behaves("ok", 20)
def page_called_pdf(out: Out, path: str) -> None:
    out.reply(home("/apbd.pdf Unduh APBD") if path == "/" else home(), "Content-Type: application/pdf")


@cache
def bomb_pdf() -> bytes:
    """One page whose content stream unpacks to 400 MB of drawn text."""
    packed = zlib.compress(b"BT /F1 12 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * 8_000_000, 9)
    plain = write_pdf("APBD", ["x"])
    begin, end = plain.index(b"6 0 obj"), plain.index(b"xref")
    stream = b"6 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(packed), packed)
    return plain[:begin] + stream + plain[end:]


# ---- TLS ------------------------------------------------------------------------------------------


@behaves("refused", 30, tls="broken")
def tls_garbage(out: Out, path: str) -> None:
    out.redirect(f"https://{out.host}/")


@behaves("timeout", 30, tls="silent")
def tls_silence(out: Out, path: str) -> None:
    out.redirect(f"https://{out.host}/")


@behaves("ok", 20, tls="good")
def tls_expired_for_another_name(out: Out, path: str) -> None:
    if isinstance(out.connection, ssl.SSLSocket):
        out.reply(home("/a A"))
    else:
        out.redirect(f"https://{out.host}/")
