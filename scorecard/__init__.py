"""Knows, reads, keeps, counts and shows; never goes out to the network and never judges a page.

Imports run down inside this package: export and sensitivity rest on index, verdict, scores and
tables; those on store, archive, reading, framework and regions; all of them on `model`.
"""

__version__ = "0.1.0"
