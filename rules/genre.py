"""What kind of page this is, where that decides whether words on it are evidence: news, a survey."""

from __future__ import annotations

import re
from typing import Final

from scorecard.model import Place
from scorecard.reading import Page
from scorecard.reading.wording import Wording

#: Points that make a page news.
_NEWS: Final = 3
#: Reporting verbs of Indonesian news prose.
_SAID: Final = Wording(
    r"\b(?:mengatakan|ujar|ujarnya|tutur|tuturnya|ungkap|ungkapnya|katanya|"
    r"kata\s+(?:bupati|wali ?kota|kepala|wakil|sekda|beliau)|"
    r"jelas(?:nya|\s+(?:bupati|wali))|imbuh(?:nya)?|terangnya|tegasnya|paparnya|lanjutnya|tambahnya|sambungnya|"
    r"menuturkan|mengungkapkan|menegaskan|dalam sambutannya|menyampaikan (?:bahwa|apresiasi)|pungkas(?:nya)?|tandasnya|"
    r"bebernya|menjelaskan bahwa|memaparkan bahwa|saat ditemui|kepada (?:wartawan|media)|jumpa pers|siaran pers)\b",
    re.IGNORECASE,
)
_MONTH: Final = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|jun[ie]?|jul[iy]?|agu(?:stus)?|ags|sep(?:tember)?|"
    r"okt(?:ober)?|oct|nov(?:ember)?|des(?:ember)?|dec)"
)
_BYLINE: Final = Wording(
    r"\b(?:(?:di)?post(?:ing|ed)?\s*(?:oleh|by|on|pada)|ditulis oleh|penulis\s*:|reporter\s*:|editor\s*:|pewarta|"
    r"kontributor|jurnalis|dibaca\s*:?\s*\d|dilihat\s*:?\s*\d|\d+\s*(?:x dibaca|kali dibaca|views|kali dilihat)|"
    r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\s*,?\s*\(?\d{1,2}[\s/.-](?:" + _MONTH + r"|\d{1,2})|"
    r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)\s*\(\d{1,2}/\d{1,2})|"
    r"^\W*\d{1,2} "
    + _MONTH
    + r" \d{4}\W+(?:by|oleh) \w|^\W*(?:by|oleh):? (?:\w+ ){1,3}\W*\d{1,2} "
    + _MONTH
    + r" \d{4}",
    re.IGNORECASE | re.MULTILINE,
)
_DATELINE: Final = re.compile(
    r"^[A-Z][A-Z .,]{3,40}\s?(?:\([^)]{2,40}\)\s?)?[-–—]{1,2}\s?[A-Z]|"
    r"^[A-Z][a-z]{3,20}(?: [A-Z][a-z]{3,20})?(?:, ?[A-Z][\w. ]{3,30})?\s?"
    r"(?:\([^)]{2,40}\)\s?)?[-–—]{1,2}\s?[A-Z][^\n]{80}",
    re.MULTILINE,
)
_PATH: Final = re.compile(
    r"/(?:berita|news|artikel|article|read|kabar|siaran-?pers|post|posts|warta)(?:[/_-]|$)|/20\d\d/[01]?\d/", re.I
)
_EVENT: Final = Wording(
    r"\b(?:serahkan|hadiri|buka|resmikan|gelar|terima|raih|tinjau|kunjungi|pimpin|ikuti|apresiasi|imbau|minta|targetkan|"
    r"optimis|luncurkan|lantik|dorong|ajak|turun|naik|capai|tembus|tekan|siap(?:kan)?|"
    r"sebut|menurun|meningkat|lampaui)\b",
    re.IGNORECASE,
)
#: Prose about an event that quotes nobody.
_HELD: Final = Wording(
    r"\b(?:turut hadir|dihadiri|menghadiri|acara (?:ini|tersebut|yang)|dalam kesempatan|bertempat di|"
    r"berlangsung (?:di|pada)|secara resmi|diselenggarakan|digelar|kegiatan (?:ini|tersebut) (?:di|ber)\w+|"
    r"meraih|menerima penghargaan)\b",
    re.IGNORECASE,
)
_SURVEY: Final = Wording(
    r"survei kepuasan|survey kepuasan|indeks kepuasan|\bskm\b|kuesioner|kuisioner|responden|nilai ikm|"
    r"polling|jajak pendapat",
    re.IGNORECASE,
)
#: A poll beside another subject, as themes have them in every margin.
_ASIDE: Final = re.compile(r"\W*(?:polling|poling|jajak pendapat|kuesioner pengunjung)\b", re.IGNORECASE)
_ANSWERS: Final = Wording(r"\b(?:sangat (?:baik|mudah|sesuai|sopan|puas)|kurang (?:baik|mudah|sesuai|puas))\b", re.I)


def is_news(page: Page) -> bool:
    """Whether the page reports an event: how it is told counts, not the folder it is filed under."""
    if page.is_document:
        return False
    if "news" not in page.readings:
        page.readings["news"] = _reads_as_news(page)
    return bool(page.readings["news"])


def names_event(text: str) -> bool:
    """Whether a title tells of an event, as headlines do: "Bupati Serahkan ...", "IPM Naik"."""
    return bool(_EVENT.search(text))


def names_survey(text: str) -> bool:
    """Whether words, a title or a heading, speak of a survey or its respondents."""
    return bool(_SURVEY.search(text))


def is_survey(page: Page) -> bool:
    """Whether the page is a satisfaction survey or its result: its sexes and schools are those of respondents."""
    if "survey" not in page.readings:
        main = _main_text(page)
        heads = [block for block in page.blocks if block.tag in ("h1", "h2", "h3") and block.place is Place.MAIN]
        asked = (words[:200] for words in map(page.words_of, heads[:4]) if not _ASIDE.match(words))
        titled = any(_SURVEY.search(words) for words in (page.title, *asked))
        named = len({match.casefold() for match in _SURVEY.findall(main)} - {"polling", "jajak pendapat"})
        page.readings["survey"] = titled or named >= 3 or (named >= 1 and len(_ANSWERS.findall(main)) >= 3)
    return bool(page.readings["survey"])


def _reads_as_news(page: Page) -> bool:
    """Three points of six or more; where a title and an address give none, the rest is read only as far as needed."""
    main = _main_text(page)
    said = len(_SAID.findall(main))
    filed, titled = bool(_PATH.search(page.url)), names_event(f"{page.title} / {_first_heading(page)}")
    points = min(said, 2) + (1 if said >= 4 else 0) + filed + titled + (filed and titled)
    points -= 2 * (page.table_count > 0 and said < 2)
    for more, shows in ((3, _is_dated), (2, _tells_of_event), (1, _is_signed)):
        if points >= _NEWS or points + more < _NEWS:
            break
        points += shows(main)
    return points >= _NEWS


def _is_dated(main: str) -> bool:
    return bool(_DATELINE.search(main))


def _tells_of_event(main: str) -> bool:
    return len(_HELD.findall(main)) >= 2


def _is_signed(main: str) -> bool:
    return bool(_BYLINE.search(main))


def _first_heading(page: Page) -> str:
    heads = (block for block in page.blocks if block.place is Place.MAIN and block.tag in ("h1", "h2", "h3"))
    first = next(heads, None)
    return page.words_of(first)[:200] if first else ""


def _main_text(page: Page) -> str:
    if "main text" not in page.readings:
        words = (page.words_of(block) for block in page.blocks if block.place is not Place.NAV)
        page.readings["main text"] = "\n".join(words)[:100_000]
    return str(page.readings["main text"])
