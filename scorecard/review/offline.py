"""What the browser that makes screenshots is given in place of a network: markup that holds still, archived assets.

Everything here was crawled, and is hostile: expressions are linear, what unfolds is measured before it is handed on.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Final

from PIL import Image

from scorecard import archive
from scorecard.addresses import canonicalise
from scorecard.errors import ScorecardError
from scorecard.store.lookup import locate_address

#: Bytes of one archived picture or style.
MAX_ASSET: Final = 4 * 1024 * 1024
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "ICO")
_REFRESH: Final = re.compile(r"http-equiv\s{0,40}=\s{0,40}[\"']?\s{0,40}refresh", re.IGNORECASE)
#: Pictures whose address depends on the window, or waits for a script.
_PICTURE: Final = re.compile(r"<(?:img|source|input)\b[^<>]{0,8000}>", re.IGNORECASE)
_CHOICE: Final = re.compile(r"(\s)srcset\s*=", re.IGNORECASE)
_SOURCE: Final = re.compile(r"(\s)src\s*=", re.IGNORECASE)
_LAZY: Final = re.compile(r"(\s)(?:data-src|data-lazy-src|data-original)\s*=", re.IGNORECASE)
#: Pixels of a picture that is shown at most; what is packed smaller may unfold to more than there is memory.
MAX_PIXELS: Final = 40_000_000
#: Bytes of a picture or style, unpacked.
MAX_PLAIN: Final = 8 * 1024 * 1024
MAX_HOPS: Final = 5
#: What a page's scripts would have done before a person saw it: curtains drawn back, and what was to slide in shown.
#: A curtain covers the window and says little itself.
UNVEIL: Final = """
() => {
  const wide = innerWidth * 0.9, high = innerHeight * 0.9, words = document.body ? document.body.innerText.length : 0;
  for (const root of [document.documentElement, document.body])
    if (root) for (const name of ['overflow-x', 'overflow-y'])
      if (getComputedStyle(root)[name] === 'hidden') root.style.setProperty(name, 'visible', 'important');
  let left = 20000;
  for (const node of document.body ? document.body.getElementsByTagName('*') : []) {
    if (!left--) break;
    const style = getComputedStyle(node);
    if (style.position === 'fixed' || (style.position === 'absolute' && style.zIndex > 99)) {
      const rect = node.getBoundingClientRect(), shown = style.visibility === 'visible' && style.display !== 'none';
      if (shown && rect.width >= wide && rect.height >= high && node.innerText.length * 2 < words)
        node.style.setProperty('display', 'none', 'important');
    } else if ((style.position === 'static' || style.position === 'relative') && style.opacity === '0') {
      node.style.setProperty('opacity', '1', 'important');
      node.style.setProperty('transform', 'none', 'important');
    }
  }
}
"""
#: Where what is to be seen of a page ends; a page of more elements is longer than any picture of it.
END: Final = """
() => {
  const whole = document.createRange();
  whole.selectNodeContents(document.body || document.documentElement);
  let end = whole.getBoundingClientRect().bottom, left = 5000;
  for (const node of document.body ? document.body.getElementsByTagName('*') : []) {
    if (!left--) return document.documentElement.scrollHeight;
    end = Math.max(end, node.getBoundingClientRect().bottom);
  }
  return Math.min(end + scrollY + 24, document.documentElement.scrollHeight);
}
"""
#: Finds the words by their letters and digits, whatever stands between them, tints them, boxes them, says where.
BOX: Final = """
([wanted, prefix]) => {
  const plain = text => text.normalize('NFKC').toLowerCase().replace(/[^\\p{L}\\p{N}]/gu, '');
  const walker = document.createTreeWalker(document.body || document.documentElement, NodeFilter.SHOW_TEXT);
  const letters = [], places = [];
  for (let node; (node = walker.nextNode()) && letters.length < 400000;) {
    if (node.parentElement && node.parentElement.closest('script,style,noscript,template')) continue;
    for (let at = 0; at < node.length; at++) {
      const one = plain(node.data[at]);
      for (const letter of one) { letters.push(letter); places.push([node, at]); }
    }
  }
  const text = letters.join(''), words = plain(wanted), before = plain(prefix);
  if (!words) return null;
  let at = before ? text.indexOf(before + words) : -1;
  at = at >= 0 ? at + before.length : text.indexOf(words);
  if (at < 0) return null;
  const range = document.createRange();
  range.setStart(...places[at]);
  const [last, offset] = places[at + words.length - 1];
  range.setEnd(last, offset + 1);
  for (let up = range.commonAncestorContainer; up; up = up.parentElement)
    if (up.tagName === 'DETAILS') up.open = true;
  let rect = range.getBoundingClientRect();
  if (!rect.width || !rect.height) {
    for (let up = last.parentElement; up && up !== document.body; up = up.parentElement) {
      up.style.setProperty('display', 'block', 'important');
      up.style.setProperty('visibility', 'visible', 'important');
    }
    rect = range.getBoundingClientRect();
  }
  if (!rect.width || !rect.height) return null;
  const lay = (at, by, look) => {
    const sheet = document.createElement('div');
    const style = {position: 'absolute', left: at.left + scrollX - by + 'px', top: at.top + scrollY - by + 'px',
      width: at.width + 2 * by + 'px', height: at.height + 2 * by + 'px', 'box-sizing': 'border-box', margin: '0',
      padding: '0', 'z-index': '2147483647', 'pointer-events': 'none', display: 'block', opacity: '1', ...look};
    for (const [name, value] of Object.entries(style)) sheet.style.setProperty(name, value, 'important');
    document.documentElement.appendChild(sheet);
  };
  for (const line of [...range.getClientRects()].slice(0, 200))
    lay(line, 0, {background: '#fff3a3', 'mix-blend-mode': 'multiply'});
  lay(rect, 4, {background: 'transparent', border: '3px solid #c2410c', 'border-radius': '4px'});
  return [rect.top + scrollY, rect.bottom + scrollY];
}
"""


def still(markup: str) -> str:
    """A page's markup without what would lead away, and with pictures that need neither script nor choice."""
    return _PICTURE.sub(_plain_picture, _REFRESH.sub("data-refresh", markup))


def kept_for(shards: list[Path], url: str) -> tuple[bytes, str] | None:
    """An archived picture or style by its address, through the redirects that were archived."""
    address = canonicalise(url)
    for _hop in range(MAX_HOPS):
        found = _kept(shards, address) if address else None
        if found is None or found.status not in _MOVED:
            break
        address = canonicalise(found.header("location"), found.url)
    if found is None or found.status in _MOVED or len(found.body) > MAX_PLAIN or not _bearable(found.body):
        return None
    return found.body, found.content_type or "application/octet-stream"


def _kept(shards: list[Path], address: str) -> archive.ArchivedResponse | None:
    for database in shards:
        place = locate_address(database, address)
        if place is None or place.length > MAX_ASSET:
            continue
        try:
            return archive.read_at(place.file, place.offset, place.length)
        except (OSError, ScorecardError):
            continue
    return None


def _bearable(body: bytes) -> bool:
    """Whether a picture unfolds to no more pixels than are shown; what is no picture does not unfold."""
    try:
        with Image.open(io.BytesIO(body), formats=_FORMATS) as picture:
            return picture.width * picture.height <= MAX_PIXELS
    except Image.DecompressionBombError:
        return False
    except (OSError, ValueError, SyntaxError):
        return True


def _plain_picture(found: re.Match[str]) -> str:
    """A picture's tag with the one address that was archived: no choice by width, no script to bring it."""
    tag = _CHOICE.sub(r"\1data-choice=", found.group(0))
    if _LAZY.search(tag):
        tag = _LAZY.sub(r"\1src=", _SOURCE.sub(r"\1data-before=", tag))
    return tag
