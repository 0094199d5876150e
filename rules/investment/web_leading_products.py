"""Leading products of the region: what it makes and is known for.

Why it counts: the products show what skills, raw material and markets a newcomer can build on.
Found: products named and described, by a word such as "unggulan" or by their own names (`rules.investment.goods`).
Partial: products named without a description, listed or offered by small makers; a live link or menu entry to them.
Not found: leading sectors, services, programmes, schools or destinations; exhibitions and food festivals; news.
Known to miss: catalogues drawn by scripts or in pictures; products praised in one long prose page of another subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.genre import is_news
from rules.investment.goods import GOODS, carded, describes, listed, made_by, told_of
from rules.investment.headed import in_form
from rules.labels import is_headline, own_title
from rules.phrases import phrases
from rules.places import is_of_part, village_named
from rules.pointers import pointers
from rules.protocol import hit
from rules.rows import elsewhere
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Block, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "web_leading_products"
VERSION: Final = "1"
WORDS: Final = {
    "product": phrases(
        "produk unggulan*, produk-produk unggulan, komoditas unggulan, komoditi unggulan, komoditas andalan, "
        "produk andalan, potensi unggulan, buah unggulan, unggulan daerah, produk lokal, produk khas, produk "
        "daerah, produk umkm, produk ikm, produk ukm, oleh-oleh*, oleh oleh*, buah tangan, makanan khas, "
        "kuliner khas, kerajinan khas, kerajinan, cinderamata, cendera mata, cenderamata, suvenir, souvenir*, "
        "katalog produk, etalase produk, galeri produk, leading product*, superior product*, local product*, "
        "featured product*, main commodit*, tanaman unggulan, batik khas, kain khas, ovop, one village one "
        "product, tenun ikat, kain tenun, batik tulis, jajanan khas, minuman khas, "
        "produk kompetensi inti, komoditas utama, ikon kota, buah khas, indikasi geografis"
    ),
    "goods": GOODS,
    "menu": phrases(
        "produk unggulan*, komoditas unggulan, komoditi unggulan, potensi unggulan, unggulan daerah, katalog "
        "produk, produk lokal, oleh-oleh, oleh oleh, produk umkm, produk ikm, produk ukm, galeri produk, "
        "etalase produk, kerajinan, makanan khas, kuliner khas, cinderamata, souvenir, leading product*, "
        "local product*, kat produk, produk daerah, produk khas"
    ),
}
FOUND: Final = "Leading products are named and described here."
NAMES: Final = "Leading products are named here without a description."
LINKED: Final = "A live link leads to the leading products."
DEAD: Final = "The link to the leading products leads nowhere."
OTHER: Final = "The words stand here, but no product is named and described."
_TOPIC: Final = Wording(
    r"\b(?:produk|komoditas|komoditi|buah|tanaman|potensi|hasil)(?:-produk)?\b.{0,12}\b(?:unggulan|andalan|lokal|"
    r"khas|umkm|ikm|ukm|daerah|utama)\b|"
    r"\boleh\W{0,2}oleh\b|\bbuah tangan\b|\b(?:makanan|kuliner|kerajinan|batik|kain|tenun|buah)\b.{0,6}\bkhas\b|"
    r"\bcinde?ra ?mata\b|"
    r"\bcendera ?mata\b|\bso?uvenir\w*|\bkerajinan\b|\b(?:katalog|etalase|galeri) produk\b|\b(?:leading|superior|"
    r"local|featured) products?\b|"
    r"\bunggulan daerah\b|\bikon kota\b|\bovop\b|indikasi geografis",
    re.IGNORECASE,
)
_NOT_PRODUCT: Final = re.compile(
    r"\b(?:sektor|layanan|program|sekolah|destinasi|wisata|kelas|inovasi|aplikasi|kegiatan|hukum|pusat penjualan|"
    r"toko|jumlah|sistem|pendataan|platform|"
    r"peraturan|perda|perbup|dewan kerajinan|dekranasda|pasar murah|bantuan|bidang|seksi|dinas|penetapan|dokumen|"
    r"sop|investasi|investment|peluang)\b",
    re.IGNORECASE,
)
#: Beside these, what is a category of a blog as often as a list of products.
_NO_LABEL: Final = re.compile(rf"{_NOT_PRODUCT.pattern}|^\W*kerajinan\W*$", re.IGNORECASE)
#: What heads branches of the economy as often as products.
_SECTORS: Final = re.compile(r"\b(?:potensi|hasil)\b(?!.{0,20}\b(?:produk|komodit))|\bdesa\b", re.IGNORECASE)
#: A sentence that names a product: "komoditas unggulan seperti kopi", "menjadi buah unggulan".
_NAMING: Final = re.compile(
    r"\b(?:produk|komoditas|komoditi|buah|tanaman|potensi|hasil)\b.{0,25}\b(?:unggulan|andalan|primadona)\b.{0,40}?"
    r"(?:\b(?:adalah|yaitu|yakni|seperti|antara lain|meliputi|berupa|di ?antaranya|terdiri)\b|:)|"
    r"\b(?:merupakan|menjadi|sebagai)\b.{0,25}\b(?:produk|komoditas|komoditi|buah|tanaman|"
    r"kerajinan)\b.{0,15}\b(?:unggulan|andalan|primadona)\b|"
    r"\b(?:merupakan|adalah|ialah)\b.{0,20}\b(?:makanan|minuman|kerajinan|batik|kain|tenun\w*|jajanan|camilan|buah|"
    r"kopi|penganan)\b.{0,8}\bkhas\b|"
    r"\b(?:tenun|batik|kain|kopi|kerajinan)\b.{0,40}\b(?:dikenal|terkenal|tersohor|mendunia)\b",
    re.IGNORECASE,
)
_INTENT: Final = re.compile(
    r"\b(?:visi|misi|mewujudkan|strategi|tujuan|sasaran|arah kebijakan|rencana kerja|program)\b", re.I
)
_MARGIN: Final = re.compile(
    r"\W*(?:berita|warta|kabar|artikel|pos-pos|recent|latest|arsip|pengumuman|agenda|siaran pers|terkait|kategori|"
    r"populer|terpopuler|terbaru|tag|komentar|bagikan|share|statistik pengunjung)\b",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(r"\?|\b(?:hubungi|daftarkan|segera|akan datang)\b", re.IGNORECASE)
_LONG: Final = 80
_COLUMN: Final = 40
_SHORT: Final = 60
_THINGS: Final = ("produk", "komodit", "buah", "tanaman", "potensi", "hasil")
#: A paragraph so long tells of the products it names.
_DESCRIBED: Final = 220


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Sections headed by products, by what they name and describe; then prose of one product; then links."""
    claimed = False
    if not (is_headline(page.title) or is_news(page) or elsewhere(page) or village_named(own_title(page))):
        for head in _heads(page, seen):
            found = list(_section(page, head))
            claimed = claimed or bool(found)
            yield from found
        if not claimed and not is_of_part(page):
            praised = list(_praised(page, seen))
            claimed = bool(praised)
            yield from praised
            if not any(one.strength is Strength.FOUND for one in praised):
                named = list(_named(page, seen))
                claimed = claimed or bool(named)
                yield from named
    yield from pointers(page, seen, "menu", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_NO_LABEL)
    for block, matches in list(seen.blocks("product"))[:1]:
        if not claimed and block.place is not Place.NAV:
            yield hit(INDICATOR, Strength.REJECTED, page, matches[0].start, block.end, OTHER)


def _heads(page: Page, seen: Seen) -> Iterator[Block]:
    for block, _matches in seen.blocks("product"):
        text = own_title(page) if block.tag == "title" else page.words_of(block)
        head = block.tag[:1] == "h" or block.tag in ("title", "line") or _heads_table(page, block)
        if head and block.place is not Place.NAV and len(text) <= 110 and _is_topic(text):
            yield block


def _heads_table(page: Page, block: Block) -> bool:
    """Whether a block is the first row of a table with a column named after products."""
    if block.tag != "tr" or page.blocks_of(block.table)[:1] != [block]:
        return False
    return any(len(cell) <= _COLUMN and _is_topic(cell) for cell in page.words_of(block).split(" | "))


def _span(page: Page, head: Block) -> tuple[int, int]:
    """What a head is over: the page, the rest of its table, or its section."""
    if head.tag == "tr":
        return head.end, page.blocks_of(head.table)[-1].end
    return (head.end, len(page.text)) if head.tag in ("title", "line") else page.section(head)


def _is_topic(text: str) -> bool:
    return bool(_TOPIC.search(text)) and not _NOT_PRODUCT.search(text) and not is_headline(text)


def _section(page: Page, head: Block) -> Iterator[Hit]:
    """Names with prose under them are found; names alone, three or more, are partial."""
    start, end = _span(page, head)
    within = [b for b in page.blocks[head.index + 1 : head.index + 400] if start < b.start < end]
    own = [
        b
        for b in within
        if not _is_margin(page, b) and b.place is not Place.NAV and not in_form(page, b) and b.tag != "option"
    ]
    prose = [b for b in own if _is_prose(page, b) and not is_headline(page.words_of(b)[:60])]
    names = [
        b
        for b in own
        if 3 <= b.end - b.start <= (160 if b.tag == "tr" else 60)
        and b.tag in ("h2", "h3", "h4", "h5", "h6", "h7", "li", "tr")
    ]
    topical = bool(names) or any(_is_topic(page.words_of(b)) for b in prose)
    one = len(names) >= 2 and any(describes(page.words_of(b)) for b in prose)
    if one or (len(prose) >= 2 and topical):
        first = min(names[:1] + prose[:1], key=lambda b: b.start)
        yield hit(INDICATOR, Strength.FOUND, page, first.start, prose[0].end, FOUND)
    elif len(names) >= 3 and head.tag != "title" and not _SECTORS.search(page.words_of(head)):
        yield hit(INDICATOR, Strength.PARTIAL, page, names[0].start, names[0].end, NAMES)


def _is_margin(page: Page, block: Block) -> bool:
    """Whether a block is a headline, or stands under a heading of news beside the content."""
    head = page.words_of(page.blocks[block.heading]) if block.heading >= 0 else ""
    text = page.words_of(block)
    return bool(_MARGIN.match(head) or _MARGIN.match(text)) or (len(text) <= 100 and is_headline(text))


def _is_prose(page: Page, block: Block) -> bool:
    """Whether a block describes: a long text, or a table row with a cell of several words."""
    if block.tag == "tr":
        return any(len(cell) >= 40 for cell in page.words_of(block).split(" | "))
    return block.end - block.start >= _SHORT and block.tag[:1] != "h"


def _praised(page: Page, seen: Seen) -> Iterator[Hit]:
    """A paragraph that names what the region is known for; plans to have such a thing are none."""
    for block, _matches in seen.blocks("product"):
        text = page.words_of(block)
        named = _NAMING.search(text)
        if block.place is Place.NAV or block.tag == "title" or named is None or _INTENT.search(text):
            continue
        start = max(text.rfind(". ", 0, named.start()) + 1, named.start() - 120)
        sentence = text[start : named.end() + 160]
        if is_headline(sentence) or _ASKED.search(sentence) or len(text) - named.end() < 5:
            continue
        listed = named[0].casefold().startswith(_THINGS)
        described = len(text) >= (_DESCRIBED if listed else 120) or (len(text) >= 120 and any(_below(page, block)))
        strength, why = (Strength.FOUND, FOUND) if described else (Strength.PARTIAL, NAMES)
        yield hit(INDICATOR, strength, page, block.start + start, block.end, why)
        return


def _named(page: Page, seen: Seen) -> Iterator[Hit]:
    """Goods by their own names, without a word such as "unggulan": told of, listed, or offered by small makers."""
    for block in (*told_of(page, seen, "goods"), *carded(page, seen, "goods")):
        yield hit(INDICATOR, Strength.FOUND, page, block.start, block.end, FOUND)
        return
    for start, end in listed(page, seen, "goods"):
        yield hit(INDICATOR, Strength.PARTIAL, page, start, end, NAMES)
        return
    for block in made_by(page, seen, "goods"):
        yield hit(INDICATOR, Strength.PARTIAL, page, block.start, block.end, NAMES)


def _below(page: Page, block: Block) -> Iterator[Block]:
    """Further prose right below a paragraph."""
    for other in page.blocks[block.index + 1 : block.index + 4]:
        if other.place is block.place and other.tag == block.tag and other.end - other.start >= _LONG:
            yield other
