"""More hosts that misbehave: connections, framings, addresses and pages found in the wild or worse.

Importing this module enters them in `hostileweb.ALL`.
"""

from __future__ import annotations

import gzip
import io
import itertools
import socket
import struct
import zipfile
from functools import cache

from tests.crawlweb import page
from tests.hostileweb import Out, behaves, home

SERVICE = "Pemerintah daerah melayani warga: izin, pengaduan, data penduduk, jalan, anggaran dan rencana. " * 8


# ---- connections and framing ----------------------------------------------------------------------


@behaves("timeout", 24)
def dripping_status_line(out: Out, path: str) -> None:
    for letter in itertools.cycle(b"HTTP/1.1 2"):
        out.send(bytes([letter]))
        out.wait(0.3)


@behaves("timeout", 24)
def truly_endless_100(out: Out, path: str) -> None:
    while True:
        out.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 20)
        out.wait(0.05)


@behaves("ok", 24)
def early_hints(out: Out, path: str) -> None:
    out.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
    out.reply(home("/a A"))


@behaves("ok", 24)
def http_1_0_without_length(out: Out, path: str) -> None:
    out.send(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + home("/a A").encode())


@behaves("ok", 24)
def bare_line_feeds(out: Out, path: str) -> None:
    out.send(b"HTTP/1.1 200 OK\nContent-Type: text/html\nConnection: close\n\n" + home("/a A").encode())


@behaves("refused", 24)
def reset_before_the_head(out: Out, path: str) -> None:
    _reset(out)


@behaves("ok", 24)
def closed_in_the_body(out: Out, path: str) -> None:
    body = home("/a A").encode()
    out.head("Content-Type: text/html", f"Content-Length: {len(body) * 2}")
    out.send(body)


def _reset(out: Out) -> None:
    """Hang up without a word of farewell."""
    out.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    out.connection.close()
    raise OSError


@behaves("ok", 24)
def more_than_announced(out: Out, path: str) -> None:
    body = home("/a A").encode()
    out.head("Content-Type: text/html", f"Content-Length: {len(body)}")
    out.send(body + b"<p>slot gacor maxwin</p>" * 200)


@behaves("ok", 24)
def two_answers_for_one_question(out: Out, path: str) -> None:
    out.reply(home("/a A"))
    out.reply(page("Slot Gacor", "/jebakan Daftar", text="slot gacor togel judi online maxwin " * 40))


@behaves("ok", 24)  # its head came and said that all is well; a page without a word is no adequate search
def chunk_sizes_of_nonsense(out: Out, path: str) -> None:
    out.head("Content-Type: text/html", "Transfer-Encoding: chunked")
    out.send(b"-5\r\nhello\r\nzz\r\n")


@behaves("ok", 24)  # its head came and said that all is well; a page without a word is no adequate search
def chunk_extension_without_end(out: Out, path: str) -> None:
    out.head("Content-Type: text/html", "Transfer-Encoding: chunked")
    out.send(b"5;" + b"x" * 4_000_000)
    out.hang()


@behaves("ok", 24)
def gzip_that_is_plain(out: Out, path: str) -> None:
    out.reply(home("/a A"), "Content-Encoding: gzip")


@behaves("ok", 24)
def encodings_without_end(out: Out, path: str) -> None:
    out.reply(home("/a A"), "Content-Encoding: " + ", ".join(["gzip"] * 500))


@behaves("ok", 24)
def encoding_nobody_knows(out: Out, path: str) -> None:
    out.reply(home("/a A"), "Content-Encoding: rot13")


@behaves("tls", 30, tls="refuses")
def tls_without_agreement(out: Out, path: str) -> None:
    out.redirect(f"https://{out.host}/")


# ---- answers and redirects ------------------------------------------------------------------------


@behaves("http_error", 40)
def redirects_across_hosts(out: Out, path: str) -> None:
    names = ("www", "a", "b", "c")
    following = names[(names.index(out.host.split(".")[0]) + 1) % 4] if out.host.split(".")[0] in names else "a"
    out.redirect(f"http://{following}.redirects-across-hosts.test/")


@behaves("http_error", 30)
def cookie_wall(out: Out, path: str) -> None:
    out.reply(b"", "Location: /", "Set-Cookie: boleh=1; Path=/", status="302 Found")


@behaves("redirected_away", 24)
def redirect_to_nowhere(out: Out, path: str) -> None:
    out.reply(b"", status="302 Found") if path == "/x" else out.redirect("ht!tp://%%%/\x7f")


@behaves("http_error", 24)
def redirect_without_location(out: Out, path: str) -> None:
    out.reply(b"pindah", status="301 Moved Permanently")


@behaves("ok", 40)  # after six hops it is a page that says nothing: no adequate search
def refresh_without_end(out: Out, path: str) -> None:
    number = int("0" + "".join(filter(str.isdigit, path)))
    out.reply(f"<meta http-equiv=refresh content='0; url=/?n={number + 1}'>")


@behaves("ok", 40)
def every_second_answer_is_dropped(out: Out, path: str) -> None:
    if path in ("/", "/d", "/e"):
        out.reply(home("/d D", "/e E", "/f F"))
    else:
        _reset(out)


@behaves("ok", 70)
def dead_after_home(out: Out, path: str) -> None:
    if path == "/":
        out.reply(home(*(f"/p{chr(97 + n)} Hal" for n in range(26))))
    else:
        _reset(out)


@behaves("blocked", 12)
def captcha(out: Out, path: str) -> None:
    text = "Please complete the security check: verify you are human by completing the action below. Ray ID 8f1."
    out.reply(page("Just a moment...", text=text), status="403 Forbidden")


@behaves("blocked", 12)
def firewall_in_indonesian(out: Out, path: str) -> None:
    out.reply(page("Akses Ditolak", text="Akses Anda ditolak oleh Web Application Firewall kami. ID insiden: 81726."))


@behaves("blocked", 12)
def challenge_by_script(out: Out, path: str) -> None:
    out.reply(
        "<html><head><title>One moment, please...</title></head><body><p>Please wait while your request is being"
        " verified...</p><script>document.cookie='a=1';location.reload()</script></body></html>"
    )


@behaves("parked", 24)
def domain_for_sale(out: Out, path: str) -> None:
    out.reply(page("domain-for-sale.test", text="Domain ini dijual. Hubungi pemilik untuk penawaran harga."))


@behaves("parked", 24)
def hosting_suspended(out: Out, path: str) -> None:
    out.reply(page("Account Suspended", text="This account has been suspended. Contact your hosting provider."))


@behaves("defaced", 24)
def defaced_home(out: Out, path: str) -> None:
    out.reply(page("Hacked by Anonim X", text="Hacked by Anonim X. Your security is low, admin. Greetz to: kru."))


@behaves("under_construction", 24)
def building_site(out: Out, path: str) -> None:
    out.reply(page("Segera Hadir", text="Mohon maaf, website sedang dalam pengembangan. Silakan kembali nanti."))


@behaves("hijacked", 24)
def gambling_home(out: Out, path: str) -> None:
    out.reply(
        page("Situs Slot Gacor Maxwin", text="slot gacor togel online judi bola rtp live maxwin deposit dana " * 20)
    )


@behaves("ok", 24)
def not_found_with_a_smile(out: Out, path: str) -> None:
    if path == "/":
        out.reply(home("/a A", "/b B", text=SERVICE))
    else:
        out.reply(page("Oops", text="Maaf, halaman yang Anda cari tidak ditemukan. Kembali ke beranda."))


# ---- addresses ------------------------------------------------------------------------------------

_INWARD = (
    *("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/"),
    *("http://[fe80::1%25eth0]/", "http://[fd00::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]:80/"),
    *("http://0x7f000001/", "http://017700000001/", "http://127.0.0.1./", "http://2852039166/", "http://0xA9FEA9FE/"),
    *("http://0251.0376.0251.0376/", "http://169.254.43518/", "http://127.255.255.254/", "http://0.0.0.0/"),
    *(
        "http://metadata.google.internal/",
        "http://instance-data/",
        "http://localhost.localdomain/",
        "http://router.lan/",
    ),
    *(
        "http://1.1.1.1 &@127.0.0.1#@x/",
        "http:///127.0.0.1/",
        "http:/127.0.0.1/",
        "https://127.0.0.1/",
        "///127.0.0.1/",
    ),
    *(
        "http://%31%32%37.0.0.1/",
        "http://127%2e0%2e0%2e1/",
        "HTTP://LOCALHOST/",
        "http://198.18.0.1/",
        "http://240.0.0.1/",
    ),
    *(
        "http://www.inward-addresses.test:22/",
        "http://www.inward-addresses.test:8080/",
        "ws://www.inward-addresses.test/",
    ),
    *("view-source:http://127.0.0.1/", "jar:http://127.0.0.1!/", "dict://127.0.0.1:11211/stat", "\thttp://127.0.0.1/"),
)


@behaves("ok", 90, whole=True)
def inward_addresses(out: Out, path: str) -> None:
    if path == "/robots.txt":
        out.reply("\n".join(f"Sitemap: {url}" for url in _INWARD if url.isprintable()), "Content-Type: text/plain")
    elif path == "/sitemap.xml":
        out.reply("<urlset>" + "".join(f"<url><loc>{url}</loc></url>" for url in _INWARD) + "</urlset>")
    elif path == "/":
        forms = "".join(
            f"<a href='{url}'>x</a><link rel=canonical href='{url}'><iframe src='{url}'></iframe>" for url in _INWARD
        )
        out.reply(home(*(f"/ke{chr(97 + n % 26)}{n // 26} pergi" for n in range(len(_INWARD)))) + forms)
    elif path.startswith("/ke"):
        out.redirect(_INWARD[(ord(path[3]) - 97 + 26 * int("0" + path[4:])) % len(_INWARD)])
    else:
        out.reply(b"", status="404 Not Found")


@behaves("ok", 24)
def base_of_another_host(out: Out, path: str) -> None:
    out.reply(f"<base href='http://orang.lain.invalid/'>{home('a A', 'b/c B', '?q=1 C')}")


@behaves("ok", 75)
def days_without_end(out: Out, path: str) -> None:
    number = sum(int(part) for part in path.split("/") if part.isdigit()) if path != "/" else 1
    links = [f"/agenda/{2000 + (number + step) // 365}/{(number + step) // 30 % 12 + 1}/{(number + step) % 30 + 1} hari"
             for step in range(-15, 16)]  # fmt: skip
    out.reply(home("/profil Profil", *links, text=SERVICE))


@behaves("ok", 75)
def pages_without_end(out: Out, path: str) -> None:
    number = int("0" + "".join(filter(str.isdigit, path)))
    out.reply(
        home(f"/berita?halaman={number + 1} berikutnya", f"/berita/{number}-judul-berita-ke Berita", text=SERVICE)
    )


@behaves("ok", 90)
def filters_in_the_path(out: Out, path: str) -> None:
    kinds = ("warna", "ukuran", "tahun", "jenis", "daerah")
    links = [f"{path.rstrip('/')}/{kind}-{value} saring" for kind in kinds for value in ("a", "b", "c")]
    out.reply(home(*links, text=SERVICE))


@behaves("ok", 75)
def session_in_the_path(out: Out, path: str) -> None:
    mark = f"{abs(hash((path, out.host))):032x}"
    out.reply(
        home(f"/(S({mark[:24]}))/profil Profil", f"/s/{mark}/profil Profil", f"/s/{mark}/berita Berita", text=SERVICE)
    )


@behaves("ok", 140)  # forty hosts: robots.txt, home and profile of each
def mirror_of_every_name(out: Out, path: str) -> None:
    names = [f"m{abs(hash((out.host, n))) % 10**6}" for n in range(8)]
    out.reply(home("/profil Profil", *(f"http://{name}.mirror-of-every-name.test/ M" for name in names), text=SERVICE))


@behaves("ok", 75)
def addresses_that_mirror_the_referrer(out: Out, path: str) -> None:
    here = path.replace("/", "%2F")[-300:]
    out.reply(home(f"/masuk?kembali={here} Masuk", f"/cetak?dari={here} Cetak", "/profil Profil", text=SERVICE))


# ---- robots.txt and sitemaps ----------------------------------------------------------------------


@behaves("ok", 24, whole=True)
def robots_is_the_home_page(out: Out, path: str) -> None:
    out.reply(home("/a A", text=SERVICE))


@behaves("ok", 24, whole=True)
def robots_of_binary(out: Out, path: str) -> None:
    out.reply(bytes(range(256)) * 200 if path == "/robots.txt" else home("/a A", text=SERVICE))


@behaves("ok", 40, whole=True)
def sitemaps_that_list_each_other(out: Out, path: str) -> None:
    if "peta" in path or "sitemap" in path:
        other = f"http://{out.host}/peta{(len(path) * 7) % 5}.xml"
        body = gzip.compress(f"<sitemapindex><sitemap><loc>{other}</loc></sitemap></sitemapindex>".encode())
        out.reply(body, "Content-Type: application/gzip")
    elif path == "/robots.txt":
        out.reply("\n".join(f"Sitemap: http://{out.host}/peta{n}.xml" for n in range(400)), "Content-Type: text/plain")
    else:
        out.reply(home("/a A", text=SERVICE))


# ---- pages ----------------------------------------------------------------------------------------


@behaves("ok", 24)
def nul_bytes(out: Out, path: str) -> None:
    out.reply(home("/a A").encode().replace(b"e", b"e\0"))


@behaves("ok", 24)
def wide_letters(out: Out, path: str) -> None:
    out.reply(home("/a A", text=SERVICE).encode("utf-16"), "Content-Type: text/html; charset=utf-8")


@behaves("ok", 24)
def charset_of_nonsense(out: Out, path: str) -> None:
    out.reply(home("/a A", text=SERVICE), "Content-Type: text/html; charset=../../etc/passwd\x00; drop=table")


@behaves("ok", 24)
def title_of_five_megabytes(out: Out, path: str) -> None:
    out.reply("<title>" + "Kabupaten Sukamaju " * 260_000 + "</title>" + home("/a A"))


@behaves("ok", 24)
def comment_without_end(out: Out, path: str) -> None:
    out.reply(home("/a A", text=SERVICE).replace("</main>", "</main><!-- " + "x" * 3_000_000))


@behaves("ok", 24)
def style_of_five_megabytes(out: Out, path: str) -> None:
    out.reply("<style>" + "a{color:red}" * 400_000 + "</style>" + home("/a A", text=SERVICE))


@behaves("ok", 24)
def picture_called_page(out: Out, path: str) -> None:
    out.reply(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300, "Content-Type: text/html")


@behaves("ok", 24)
def feed_for_a_home_page(out: Out, path: str) -> None:
    items = "".join(f"<item><title>Berita {n}</title><link>http://{out.host}/b{n}</link></item>" for n in range(20))
    out.reply(f"<?xml version='1.0'?><rss><channel>{items}</channel></rss>", "Content-Type: application/rss+xml")


@behaves("ok", 24)
def archive_in_an_archive(out: Out, path: str) -> None:
    if path == "/":
        out.reply(home("/apbd.zip Unduh APBD", "/rpjmd.xlsx Unduh RPJMD", text=SERVICE))
    else:
        out.reply(_nested(), "Content-Type: application/zip")


@cache
def _nested() -> bytes:
    """Zips in zips, of zeros."""
    data = bytes(60_000_000)
    for level in range(4):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(3 if level else 1):
                archive.writestr(f"../../{level}-{number}.zip", data)
        data = packed.getvalue()
    return data
