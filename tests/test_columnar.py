"""The published tables as Parquet."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorecard.columnar import export_parquet
from scorecard.export import export_csv
from scorecard.model import Kind, Region
from scorecard.store.database import Store

parquet = pytest.importorskip("pyarrow.parquet")
REGION = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh")


def test_parquet_has_the_tables_columns_and_rows_of_the_csv_with_types_and_the_same_bytes_each_time(
    tmp_path: Path,
) -> None:
    with Store(tmp_path / "output") as store:
        store.save_targets("2026", [REGION])
        csvs = export_csv(store, "2026", tmp_path / "csv")
        files = export_parquet(store, "2026", tmp_path / "one")
        again = export_parquet(store, "2026", tmp_path / "two")
    assert [path.stem for path in files] == [path.stem for path in csvs]
    assert [path.read_bytes() for path in files] == [path.read_bytes() for path in again]
    for file, text in zip(files, csvs, strict=True):
        header, *lines = text.read_text(encoding="utf-8").splitlines()
        table = parquet.read_table(file)
        assert table.column_names == header.split(",")
        assert table.num_rows == len(lines)
    findings = parquet.read_table(tmp_path / "one" / "findings.parquet")
    kinds = {name: str(findings.schema.field(name).type) for name in ("region_code", "score", "clicks")}
    assert kinds == {"region_code": "string", "score": "double", "clicks": "int64"}
    assert findings.column("score").null_count == 40
