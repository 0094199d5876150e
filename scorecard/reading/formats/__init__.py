"""Files beside PDF, each turned into markup: headings, paragraphs, lists and tables, a section a sheet or page.

The markup is written here, every word of the file escaped, and is then read as a web page is; so rules meet
the table of a workbook as they meet one on a page. Readers run in the contained worker: they may be slow,
break or fill the memory, and cost their own file only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from scorecard.reading.formats.csv import read_csv
from scorecard.reading.formats.data import read_data
from scorecard.reading.formats.docx import read_docx
from scorecard.reading.formats.listing import read_zip
from scorecard.reading.formats.outline import Outline
from scorecard.reading.formats.rtf import read_rtf
from scorecard.reading.formats.sheets import read_workbook
from scorecard.reading.formats.word97 import read_word97

#: A kind of file, as `sniff.kind_of` names it, and its reader, which writes into an outline.
READERS: Final[Mapping[str, Callable[[bytes, Outline], None]]] = {
    "csv": read_csv,
    "doc": read_word97,
    "docx": read_docx,
    "json": read_data,
    "ods": read_workbook,
    "rtf": read_rtf,
    "xls": read_workbook,
    "xlsx": read_workbook,
    "zip": read_zip,
}
