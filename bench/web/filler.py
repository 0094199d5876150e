"""Everything on such sites that is no evidence: articles, papers, datasets, laws, names of pages."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence


class Filler:
    """Words of pages that show nothing, drawn with a settled chance."""

    def __init__(self, chance: random.Random, words: Mapping[str, Sequence[str]], name: str) -> None:
        self.chance, self.words, self.name = chance, words, name

    def _pick(self, kind: str) -> str:
        text = self.chance.choice(self.words[kind])
        return text.format(
            o=self.chance.choice(self.words["offices"]),
            y=self.chance.randrange(2014, 2025),
            n=self.chance.randrange(1, 90),
        )

    def _several(self, kind: str, count: int) -> list[str]:
        return [self._pick(kind) for _ in range(count)]

    def papers(self, count: int) -> list[str]:
        """Titles of agencies' papers."""
        return self._several("lists", count)

    def datasets(self, count: int) -> list[str]:
        """Titles of tables nobody asks for."""
        return self._several("datasets", count)

    def groups(self, count: int) -> list[str]:
        """Names of groups, none twice."""
        return self.chance.sample(list(self.words["groups"]), count)

    def statics(self, count: int) -> list[str]:
        """Names of static pages."""
        return self.chance.sample(list(self.words["pages"]), count)

    def offices(self) -> Sequence[str]:
        """Agencies and districts."""
        return self.words["offices"]

    def laws(self, count: int) -> list[tuple[str, str]]:
        """(type, title) of laws nobody asks for; two in five are bylaws."""
        found = []
        for _ in range(count):
            name = self.chance.choices(("Peraturan Daerah", "Peraturan Bupati", "Keputusan"), (0.4, 0.4, 0.2))[0]
            number, year = self.chance.randrange(1, 90), self.chance.randrange(2005, 2025)
            found.append((name, f"{name} Nomor {number} Tahun {year} tentang {self._pick('laws')}"))
        return found

    def news(self, count: int) -> list[str]:
        """Headlines, many with the words of what is sought."""
        return [
            f"{self._pick('news_who')} {self.name} {self._pick('news_does')} {self._pick('news_what')}"
            for _ in range(count)
        ]

    def sentence(self) -> str:
        """One paragraph of a sentence."""
        return f"<p>{self.chance.choice(self.words['sentences'])}</p>"

    def text(self) -> str:
        """A page's worth of nothing."""
        return "".join(self.sentence() for _ in range(self.chance.randrange(4, 10)))

    def article(self) -> str:
        """A news item."""
        return f"<p>{self.name.upper()} - {self.chance.choice(self.words['sentences'])}</p>" + self.text()

    def record(self, title: str) -> str:
        """A record with some metadata."""
        return (
            f"<table><tr><th>Judul</th><td>{title}</td></tr><tr><th>Diperbarui</th><td>12 Maret "
            f"{self.chance.randrange(2015, 2025)}</td></tr><tr><th>Ukuran</th><td>{self.chance.randrange(90, 900)} KB"
            f"</td></tr></table>{self.sentence()}"
        )
