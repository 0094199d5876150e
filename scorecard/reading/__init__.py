"""Bytes to blocks, tables, links and document text: read once, used by crawler and rules alike."""

from scorecard.reading.page import Block, Form, Link, Page, Row, Table
from scorecard.reading.reader import read

__all__ = ["Block", "Form", "Link", "Page", "Row", "Table", "read"]
