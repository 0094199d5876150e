"""The front door: what each command says, and how it leaves."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from scorecard.messages import use_language

ROOT = Path(__file__).parent.parent
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run the command line in an empty folder; gives exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["scorecard", *map(str, words)])
        try:
            cli.main()
            code = 0
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        finally:
            use_language("en")
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def _commands() -> list[str]:
    return sorted(str(one.name or one.callback.__name__) for one in cli.app.registered_commands if one.callback)


@pytest.mark.parametrize("command", _commands())
def test_every_command_explains_itself(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert "--lang" in out


def test_the_readme_names_only_commands_and_options_that_exist(run: Run) -> None:
    text = "\n".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/auditor.md", "docs/analyst.md")
    )
    used = set(re.findall(r"^scorecard (\w+)(.*)$", text, re.MULTILINE))
    assert used
    for command, rest in used:
        _, out, _ = run(command, "--help")
        for option in re.findall(r"(?<!\S)--[\w-]+", rest.partition("#")[0]):
            assert option in out, (command, option)


def test_a_wrong_region_lists_candidates_and_leaves_with_1(run: Run) -> None:
    code, _, err = run("crawl", "--region", "Bima")
    assert code == 1
    assert "52.06" in err
    assert "52.72" in err
    code, _, err = run("crawl", "--region", "Atlantis")
    assert code == 1
    assert "Atlantis" in err


def test_no_region_and_unknown_options_leave_with_1_and_2(run: Run) -> None:
    assert run("crawl")[0] == 1
    assert run("crawl", "--no-such-option")[0] == 2
    assert run("no-such-command")[0] == 2


def test_an_unreadable_target_list_is_one_clear_message(run: Run, tmp_path: Path) -> None:
    code, _, err = run("regions", "--regions", tmp_path / "none.csv")
    assert code == 1
    assert "none.csv" in err
    (tmp_path / "bad.csv").write_text("code,name,kind,province,website\n1,A,desa,P,a.test\n", encoding="utf-8")
    code, _, err = run("regions", "--regions", tmp_path / "bad.csv")
    assert code == 1
    assert "kind" in err


def test_a_folder_that_cannot_be_written_is_one_clear_message(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, _, err = run("template", "firms", tmp_path / "file" / "firms.csv")
    assert code == 1
    code, _, err = run("import", "firms", "x.csv", "--output", tmp_path / "file")
    assert code == 1
    assert "file" in err
    assert "Traceback" not in err


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere, so the refusal cannot be provoked")
def test_a_folder_without_permission_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    code, _, err = run("import", "firms", "x.csv", "--output", tmp_path / "locked")
    assert code == 1
    assert "locked" in err


def test_a_port_in_use_is_one_clear_message(run: Run) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, err = run("demo", "--port", str(taken.getsockname()[1]))
    assert code == 1
    assert "port" in err


def test_an_empty_output_folder_says_how_to_begin(run: Run) -> None:
    for command in (["status"], ["findings"], ["index"], ["export", "--to", "x"], ["explain", "32.14", "web_hdi"]):
        code, _, err = run(*command)
        assert code == 1, command
        assert "scorecard crawl" in err


def test_regions_are_listed_by_name_province_and_kind(run: Run) -> None:
    assert "514" in run("regions")[1]
    out = run("regions", "--province", "Bali", "--kind", "kota")[1]
    assert "Denpasar" in out
    assert "1 regions" in out


def test_rules_are_listed_and_shown_with_rubric_and_words(run: Run) -> None:
    assert "web_hdi" in run("rules")[1]
    code, out, _ = run("rules", "show", "web_hdi", "--lang", "id")
    assert code == 0
    assert "indeks pembangunan manusia" in out
    assert run("rules", "show", "inst_form_siup")[0] == 1
    assert run("rules", "shout")[0] == 1


def test_messages_come_in_indonesian_where_asked(run: Run) -> None:
    code, _, err = run("crawl", "--lang", "id")
    assert code == 1
    assert "daerah" in err


def test_finished_components_are_ranked_from_file_to_file(run: Run, tmp_path: Path) -> None:
    published = ROOT / "tests" / "fixtures" / "tables" / "published_2009.csv"
    code, out, _ = run("index", "--subindices", published, "--to", tmp_path / "ranked.csv")
    assert code == 0
    assert "291" in out
    with (tmp_path / "ranked.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 291
    assert run("index", "--subindices", published)[0] == 1


def test_an_unexpected_fault_leaves_with_3_and_a_log_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(cli, "app", fail)
    code, _, err = run("status")
    assert code == 3
    log = Path(err.strip().rpartition(" ")[2])
    assert "unforeseen" in log.read_text(encoding="utf-8")
    log.unlink()
