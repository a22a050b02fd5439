from pathlib import Path

import pytest

from gateway.config import Config, load, parse
from gateway.errors import ConfigError


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    return caught.value.problems


def test_an_empty_file_is_the_defaults() -> None:
    config, _ = parse("")
    assert config == Config()
    assert config.smtp.submission[0].listen == ("127.0.0.1:2525",)
    assert config.smtp.incoming[0].listen == ("127.0.0.1:2526",)
    assert not config.smtp.incoming[0].require_auth


def test_a_listener_that_says_little_keeps_the_usual_rest() -> None:
    config, _ = parse('[smtp.incoming]\ntls = "off"\n')
    assert config.smtp.incoming[0].listen == ("127.0.0.1:2526",)
    assert not config.smtp.incoming[0].require_auth


@pytest.mark.parametrize("nothing", ['""', "[]"])
def test_listening_nowhere_switches_a_listener_off(nothing: str) -> None:
    config, _ = parse(f"[smtp.incoming]\nlisten = {nothing}\n[console]\nlisten = {nothing}\n")
    assert config.smtp.incoming[0].listen == ()
    assert config.console.listen == ()


def test_several_listeners() -> None:
    config, _ = parse(
        '[[smtp.submission]]\nlisten = "127.0.0.1:587"\n[[smtp.submission]]\nlisten = "[::1]:465"\ntls = "implicit"\n'
    )
    assert [(one.listen, one.tls) for one in config.smtp.submission] == [
        (("127.0.0.1:587",), "starttls"),
        (("[::1]:465",), "implicit"),
    ]


def test_a_file_that_is_not_there_is_a_problem_of_line_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "none.toml")
    assert caught.value.problems == [f"{tmp_path}/none.toml:1: file: cannot be read: No such file or directory"]


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes(b'[council]\nname = "Pl\xe9r"\n')
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert caught.value.problems == [f"{file}:1: file: cannot be read: it is not UTF-8 text"]


def test_paths_start_at_the_files_folder(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('data = "kept"\n')
    config, _ = load(file)
    assert config.data_path == tmp_path / "kept"
    assert config.path(Path("/var/lib/x")) == Path("/var/lib/x")


def test_values_of_a_list_are_not_counted_but_tables_are() -> None:
    assert problems('[council]\ndomains = ["council.test", "x y"]\n')[0].startswith("config:2: council.domains: ")
    people = '[[council.people]]\nname = "A"\nrole = "clerk"\naddress = "a@b.test"\n'
    assert problems(people * 2 + "nmae = 1\n")[0].startswith("config:9: council.people.2.nmae: ")


def test_an_inline_table_is_found_at_its_own_line() -> None:
    assert problems('[smtp]\nhostname = "mx"\nlimits = { recipient = 3 }\n') == [
        "config:3: smtp.limits.recipient: is not a key that lychgate knows (did you mean recipients?)"
    ]


def test_dotted_and_quoted_keys_are_found_at_their_own_line() -> None:
    assert problems('smtp.limits."recipient" = 3\n')[0].startswith("config:1: smtp.limits.recipient: ")


def test_no_guess_where_nothing_is_near() -> None:
    assert problems("[council]\nzzz = 1\n") == ["config:2: council.zzz: is not a key that lychgate knows"]


def test_a_postgresql_url_may_name_a_socket() -> None:
    url = "postgresql://postgres:@/postgres?host=/run/postgresql"
    assert parse(f'[store]\nurl = "{url}"\n')[0].store.url == url
