"""The registry, own target lists, and finding a region by what people call it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.errors import ScorecardError
from scorecard.model import Host, Kind, Region
from scorecard.regions import kind_of, load_targets, match, names_of, normalise, registry, select
from scorecard.regions.registry import aliases, province_names

REGISTRY = registry()
HEAD = "code,name,kind,province,website\n"


def _codes(*queries: str) -> list[str]:
    return [region.code for region in select(queries, REGISTRY)]


def _refusal(*queries: str) -> str:
    with pytest.raises(ScorecardError) as caught:
        select(queries, REGISTRY)
    return str(caught.value)


def _write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "targets.csv"
    path.write_bytes(text.encode(encoding))
    return path


def _bad_list(folder: Path, text: str) -> ScorecardError:
    with pytest.raises(ScorecardError) as caught:
        load_targets(_write(folder, text))
    return caught.value


def _answer(ask: Callable[[], tuple[Region, ...]]) -> tuple[Region, ...] | str:
    try:
        return ask()
    except ScorecardError as error:
        return str(error)


# The registry


def test_the_registry_holds_416_kabupaten_and_98_kota_in_38_provinces() -> None:
    assert Counter(region.kind for region in REGISTRY) == {Kind.KABUPATEN: 416, Kind.KOTA: 98}
    assert len({region.province_code for region in REGISTRY}) == 38
    assert len({region.code for region in REGISTRY}) == len({region.bps_code for region in REGISTRY}) == 514


def test_every_registered_region_has_a_website_that_no_other_has() -> None:
    assert all(region.website for region in REGISTRY)
    assert len({region.website for region in REGISTRY}) == 514


def test_the_six_regions_of_jakarta_are_the_administrative_ones() -> None:
    assert [region.code for region in REGISTRY if region.administrative] == [
        "31.01", "31.71", "31.72", "31.73", "31.74", "31.75",
    ]  # fmt: skip


def test_satellite_hosts_carry_plain_roles_and_a_second_website_is_an_alt_host() -> None:
    medan = match("Kota Medan", REGISTRY)
    assert medan is not None
    assert Host("pemkomedan.go.id", "alt") in medan.hosts
    assert Host("lpse.pemkomedan.go.id", "lpse") in medan.hosts
    roles = Counter(host.role for region in REGISTRY for host in region.hosts)
    assert roles["bps"] == 514
    assert all(role.isalpha() for role in roles)


def test_every_region_of_the_2009_tables_is_one_of_today() -> None:
    codes = [alias.code for alias in aliases()]
    assert len(codes) == len(set(codes)) == 291
    assert set(codes) <= {region.code for region in REGISTRY}


# Selecting


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("32.14", "32.14"),
        ("3214", "32.14"),
        (" purwakarta ", "32.14"),
        ("Kab. Purwakarta", "32.14"),
        ("PEMKAB PURWAKARTA", "32.14"),
        ("KOTA BANDUNG", "32.73"),
        ("Bandung, Kota", "32.73"),
        ("Kota Baru", "63.02"),
        ("kota adm. jakarta pusat", "31.71"),
        ("Kep. Seribu", "31.01"),
        ("Tojo Una-Una", "72.09"),
        ("Pangkajene & Kepulauan", "73.10"),
    ],
)
def test_a_region_is_found_by_code_and_by_every_usual_writing_of_its_name(query: str, code: str) -> None:
    assert _codes(query) == [code]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Toba Samosir", "12.12"),
        ("Sawahlunto/Sijunjung", "13.03"),
        ("Mamuju Utara", "76.01"),
        ("Kab. Pontianak", "61.02"),
        ("Bireun", "11.11"),
        ("Pare-Pare", "73.72"),
    ],
)
def test_names_printed_in_2009_find_the_region_of_today(query: str, code: str) -> None:
    assert _codes(query) == [code]


def test_a_name_of_today_comes_before_one_of_2009() -> None:
    assert _codes("Pontianak") == ["61.71"]


def test_every_printed_name_of_2009_matches_its_region_when_the_kind_is_known() -> None:
    for alias in aliases():
        found = match(alias.printed_name, REGISTRY, alias.kind.value)
        assert found is not None, alias
        assert found.code == alias.code


@pytest.mark.parametrize(
    ("query", "candidates"),
    [
        ("Bima", ["Kabupaten Bima (52.06)", "Kota Bima (52.72)"]),
        ("Gorontalo", ["province Gorontalo", "(75)", "Kabupaten Gorontalo (75.01)", "Kota Gorontalo (75.71)"]),
        ("Jambi", ["province Jambi", "Kota Jambi (15.71)"]),
    ],
)
def test_an_ambiguous_name_lists_what_it_may_mean(query: str, candidates: list[str]) -> None:
    message = _refusal(query)
    assert all(candidate in message for candidate in candidates)


@pytest.mark.parametrize("query", ["32", "Jawa Barat", "jabar", "Provinsi Jawa Barat"])
def test_a_province_selects_all_its_regions(query: str) -> None:
    codes = _codes(query)
    assert len(codes) == 27
    assert all(code.startswith("32.") for code in codes)


def test_the_word_province_settles_a_name_that_a_region_shares() -> None:
    assert len(_codes("Provinsi Gorontalo")) == 6


def test_no_other_name_of_a_province_is_a_name_of_today() -> None:
    today = {normalise(region.name) for region in REGISTRY}
    official = {normalise(region.province): region.province_code for region in REGISTRY}
    for code, names in province_names().items():
        for name in map(normalise, names):
            assert official.get(name, code) == code, name
            assert name not in today or name in official, name


def test_a_misspelt_name_is_asked_about_and_never_guessed() -> None:
    assert "Kabupaten Purwakarta (32.14)" in _refusal("Purwakerta")


def test_a_name_with_the_wrong_kind_is_not_taken_for_the_other() -> None:
    assert "Kabupaten Purwakarta (32.14)" in _refusal("Kota Purwakarta")


def test_regions_come_in_the_order_asked_and_each_once() -> None:
    assert _codes("Kota Bogor", "32.14", "purwakarta")[:2] == ["32.71", "32.14"]
    assert len(_codes("32.14", "32")) == 27


def test_every_region_is_selected_by_its_code_and_by_each_of_its_names_of_today() -> None:
    for region in REGISTRY:
        official = [name for name in names_of(region) if name.endswith(f" {region.name}")]
        for query in (region.code, region.code.replace(".", ""), *official):
            assert select([query], REGISTRY) == (region,), query


@given(st.sampled_from(REGISTRY), st.sampled_from([" ", "  ", " - ", ". ", "_"]), st.integers(0, 2**40))
def test_letter_case_and_blanks_never_change_what_a_name_selects(region: Region, blank: str, capitals: int) -> None:
    mixed = [char.upper() if capitals >> i & 1 else char.lower() for i, char in enumerate(region.full_name)]
    assert select(["".join(mixed).replace(" ", blank)], REGISTRY) == (region,)


@given(st.one_of(st.text(), st.sampled_from([region.name for region in REGISTRY])), st.sampled_from(["", "kota", "x"]))
def test_any_text_selects_regions_or_is_refused_in_printable_words(text: str, kind: str) -> None:
    match(text, REGISTRY, kind)
    answer = _answer(lambda: select([text], REGISTRY))
    assert answer if isinstance(answer, tuple) else answer.isprintable()


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


# Matching for files


def test_a_shared_name_matches_only_with_its_kind() -> None:
    assert match("Bandung", REGISTRY) is None
    found = match("Bandung", REGISTRY, "Kab.")
    assert found is not None
    assert found.code == "32.04"


@pytest.mark.parametrize(("name", "kind"), [("Purwakerta", ""), ("Jawa Barat", ""), ("Purwakarta", "kota"), ("", "")])
def test_what_is_not_exactly_one_region_matches_none(name: str, kind: str) -> None:
    assert match(name, REGISTRY, kind) is None


def test_a_page_may_call_a_region_by_its_name_of_2009() -> None:
    mempawah = match("Mempawah", REGISTRY)
    assert mempawah is not None
    assert {"Kabupaten Mempawah", "Kab. Mempawah", "Kabupaten Pontianak"} <= set(names_of(mempawah))


def test_an_own_region_with_a_registered_code_has_no_name_of_2009() -> None:
    own = (Region("12.12", "Sukamaju", Kind.KABUPATEN, "Nusa Raya"),)
    assert match("Toba Samosir", own) is None
    assert names_of(own[0])[0] == "Kabupaten Sukamaju"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("kab.", "kabupaten"), ("Kabupaten", "kabupaten"), ("city", "kota"), ("KOTA ADMINISTRASI", "kota")],
)
def test_a_kind_is_understood_in_its_usual_writings(text: str, kind: str) -> None:
    assert kind_of(text) == kind
    assert kind_of("desa") is None


# Own target lists


def test_a_target_list_gives_regions_in_its_order(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "code,name,kind,province,website,hosts\n"
        "99.02,Kota Sukamaju,city,Nusa Raya,HTTP://www.Sukamaju.test/,jdih=jdih.sukamaju.test;data.sukamaju.test:8080\n"
        "R-1,Sejahtera,Kab.,Nusa Raya,,\n",
    )
    assert load_targets(path) == (
        Region(
            "99.02", "Sukamaju", Kind.KOTA, "Nusa Raya", "http://www.sukamaju.test/",
            (Host("jdih.sukamaju.test", "jdih"), Host("data.sukamaju.test:8080")), "99",
        ),
        Region("R-1", "Sejahtera", Kind.KABUPATEN, "Nusa Raya"),
    )  # fmt: skip


def test_column_order_bom_semicolons_and_capitals_do_not_matter(tmp_path: Path) -> None:
    text = "Website;PROVINCE;Kind;Extra;Name;Code\r\nsukamaju.test:8081;Nusa Raya;KOTA;?;Sukamaju;9901\r\n\r\n"
    (region,) = load_targets(_write(tmp_path, text, "utf-8-sig"))
    assert (region.code, region.name, region.website) == ("9901", "Sukamaju", "sukamaju.test:8081")


def test_a_registered_region_keeps_what_the_registry_knows(tmp_path: Path) -> None:
    path = _write(tmp_path, HEAD + "31.71,Jakarta Pusat,kota,,127.0.0.1:8000\n")
    (region,) = load_targets(path)
    assert region.administrative
    assert (region.bps_code, region.website) == ("3173", "127.0.0.1:8000")


@pytest.mark.parametrize("code", ["32.1", "321", "3210", "32.10"])
def test_a_code_that_a_spreadsheet_bent_is_mended_where_the_name_proves_it(tmp_path: Path, code: str) -> None:
    (region,) = load_targets(_write(tmp_path, HEAD + f"{code},Majalengka,kabupaten,Jawa Barat,\n"))
    assert region.code == "32.10"


def test_such_a_code_of_another_name_stays_as_it_is(tmp_path: Path) -> None:
    (region,) = load_targets(_write(tmp_path, HEAD + "32.1,Sukamaju,kabupaten,Nusa Raya,\n"))
    assert region.code == "32.1"


def test_all_bad_cells_are_named_at_once_by_line_and_column(tmp_path: Path) -> None:
    error = _bad_list(
        tmp_path,
        HEAD
        + "99.01,Sukamaju,desa,Nusa Raya,a.test\n"
        + "../x,,kota,Nusa Raya,ftp://b.test\n"
        + "99.03,Makmur,kota,Nusa Raya,c.test\n"
        + "99.03,Sentosa,kota,Nusa Raya,d.test\n"
        + "99.05,Abadi,kota,Nusa Raya,e.test,more,and more\n",
    )
    for place in (
        "line 2, column kind",
        "line 3, column code",
        "line 3, column name",
        "line 3, column website",
        "line 5, column code",
        "line 6, column website",
    ):
        assert place in error.what
    assert error.where.endswith("targets.csv")
    assert error.remedy


@pytest.mark.parametrize(
    "website",
    [
        "ftp://a.test", "javascript:alert(1)", "http://user:secret@a.test", "http:/a.test", "a b.test", "a.test:99999",
        "a.test:0", "http://[::1", "file:///etc/passwd", "-a.test", "http://", "a..test", "a.test\u200b",
    ],
)  # fmt: skip
def test_a_website_that_is_no_host_and_no_http_address_is_named(tmp_path: Path, website: str) -> None:
    assert "line 2, column website" in _bad_list(tmp_path, HEAD + f"99.01,Sukamaju,kota,Nusa Raya,{website}\n").what


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "empty"),
        (HEAD, "lists no region"),
        ("code,name,kind,website\n1,a,kota,a.test\n", "province"),
        ("code,name,kind,province,website,kode\n1,a,kota,b,a.test,1\n", "twice"),
        (HEAD + '99.01,"' + "x" * 200_000 + '",kota,b,a.test\n', "cannot be read as CSV"),
    ],
)
def test_a_file_that_is_no_target_list_is_refused_in_words(tmp_path: Path, text: str, named: str) -> None:
    assert named in str(_bad_list(tmp_path, text))


def test_a_missing_file_and_a_file_in_another_encoding_are_named(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match=r"nowhere\.csv"):
        load_targets(tmp_path / "nowhere.csv")
    with pytest.raises(ScorecardError, match=r"line 2: .*UTF-8"):
        load_targets(_write(tmp_path, HEAD + "1,Sukamajü,kota,b,\n", "latin-1"))


@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: (HEAD + text).encode())))
def test_any_bytes_as_a_target_list_give_regions_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("list") / "targets.csv"
    path.write_bytes(content)
    answer = _answer(lambda: load_targets(path))
    assert answer if isinstance(answer, tuple) else str(path) in answer


def test_a_name_that_an_own_list_lacks_is_answered_with_the_list() -> None:
    own = (Region("99.01", "Sukamaju", Kind.KOTA, "Nusa Raya"), Region("99.02", "Makmur", Kind.KABUPATEN, "Nusa Raya"))
    assert select(["Nusa Raya"], own) == own
    with pytest.raises(ScorecardError, match=r"Kota Sukamaju \(99\.01\), Kabupaten Makmur \(99\.02\)"):
        select(["Bandung"], own)
