"""Records by name: which folder counts, fresh copies, and what is said of names and files that are wrong."""

from __future__ import annotations

import pytest

from ruleforge import InputError, UsageError
from ruleforge.events import Fixtures


def place(root, **files):
    for name, text in files.items():
        path = root.joinpath(*name.split("__")).with_suffix(".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def test_names(tmp_path):
    place(tmp_path, b="{}", a="{}", sub__deep__c="{}", logs__ignored="{}")
    (tmp_path / "note.txt").write_text("no fixture")
    assert Fixtures([tmp_path]).names() == ["a", "b", "sub/deep/c"]
    assert Fixtures([tmp_path / "none", tmp_path / ("a" * 300), tmp_path / "nul\0"]).names() == []
    assert Fixtures([]).names() == []


def test_the_first_folder_counts(tmp_path):
    own = place(tmp_path / "own", a='{"from":"own"}')
    rest = place(tmp_path / "rest", a='{"from":"rest"}', b='{"from":"rest"}')
    fixtures = Fixtures([own, rest])
    assert fixtures.names() == ["a", "b"]
    assert [fixtures.load(name)["from"] for name in "ab"] == ["own", "rest"]


def test_own_fixtures_come_before_the_shipped_ones(tmp_path):
    name = Fixtures.shipped().names()[0]
    place(tmp_path, **{name.replace("/", "__"): '{"mine":1}'})
    assert Fixtures.shipped(tmp_path).load(name) == {"mine": 1}
    assert Fixtures.shipped().load(name) != {"mine": 1}


def test_copies_are_fresh(tmp_path):
    fixtures = Fixtures([place(tmp_path, a='{"list":[]}')])
    fixtures.load("a")["list"].append(1)
    assert fixtures.load("a") == {"list": []}


def test_every_shipped_name_can_be_loaded():
    fixtures = Fixtures.shipped()
    assert fixtures.names()
    assert all(fixtures.load(name) for name in fixtures.names())


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a/",
        "/a",
        "./a",
        "../secret",
        "sub/../a",
        "sub//c",
        "sub\\c",
        "a.json",
        "A B",
        "nul\0byte",
        "sub",
        "/etc/passwd",
    ],
)
def test_names_that_are_none(tmp_path, name):
    place(tmp_path, secret="{}")  # noqa: S106 - a file name
    root = place(tmp_path / "root", a="{}", sub__c="{}")
    with pytest.raises(UsageError, match="there is no fixture") as caught:
        Fixtures([root]).load(name)
    assert [finding.check for finding in caught.value.findings] == ["fixture/unknown"]


def test_a_name_that_is_too_long(tmp_path):
    with pytest.raises(UsageError):
        Fixtures([tmp_path]).load("a" * 300)


def test_a_name_that_is_nearly_one_gets_advice(tmp_path):
    place(tmp_path, cloudtrail__converse="{}")
    with pytest.raises(UsageError, match="did you mean cloudtrail/converse"):
        Fixtures([tmp_path]).load("cloudtrail/convers")
    with pytest.raises(UsageError, match=r"without \.json"):
        Fixtures([tmp_path]).load("zzz")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "no JSON object"),
        ("7", "no JSON object"),
        ("", "cannot be read"),
        ('{"a":', "cannot be read"),
        (b'{"a":"\xff"}', "cannot be read"),
        (b"\xef\xbb\xbf{}", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ('{"a":' + "1" * 5000 + "}", "cannot be read"),
    ],
)
def test_broken_fixtures(tmp_path, text, words):
    place(tmp_path, a=text)
    with pytest.raises(InputError, match=words) as caught:
        Fixtures([tmp_path]).load("a")
    assert str(tmp_path / "a.json") in str(caught.value)


def test_fixtures_of_a_request(tmp_path):
    place(tmp_path, b='{"requestID":"r"}', a='{"requestId":"r"}', c='{"attributes":{"aws.request_id":"s"}}', d="{}")
    fixtures = Fixtures([tmp_path])
    assert fixtures.of_request("r") == ["a", "b"]
    assert fixtures.of_request("s") == ["c"]
    assert list(fixtures.of_request("none")) == []
