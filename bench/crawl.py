"""What a crawl costs and survives: `python -m bench.crawl`.

Processor time a page over a bare Scrapy spider, by part (see `bench.cost`), with many regions at once; a nation of
regions in two processes; SIGKILL at random moments (see `bench.endurance`).
"""

from __future__ import annotations

import argparse

from bench.cost import compare, fill, regions_of
from bench.endurance import crawl_nation, kill_often
from tests.crawlweb import Web, serving

PAGES = 60


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=64, help="regions of the comparison, 0 for none")
    parser.add_argument("--kills", type=int, default=0, help="kills at random moments, 200 for the whole trial")
    parser.add_argument("--nation", type=int, default=0, help="regions crawled at once in two processes, such as 514")
    options = parser.parse_args()
    if options.regions:
        compare(options.regions, PAGES, rounds=1)
    if options.nation:
        regions = regions_of(options.nation)
        with serving(Web()) as web:
            fill(web, regions, PAGES)
            crawl_nation(regions, web, pages=PAGES)
    if options.kills:
        kill_often(options.kills)


if __name__ == "__main__":
    main()
