"""Manifests of mail apps: what is wrong with one, and which app it is of."""

import base64

import pytest

from inspector.protocols.oxwscext.manifests import Flaw, app_id, read_manifest


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_a_good_manifest_names_its_app() -> None:
    manifest = read_manifest(packed('<OfficeApp xmlns="urn:any"><Id>{1C50226D-04B5}</Id></OfficeApp>'))

    assert (manifest.flaw, manifest.app) == (None, "1c50226d-04b5")


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("no manifest", Flaw.NOT_BASE64),
        ("", Flaw.NOT_XML),
        (packed("Hello"), Flaw.NOT_XML),
        (packed("<AddIn/>"), Flaw.ANOTHER_FILE),
        (packed("<OfficeApp><Id>1"), Flaw.CUT),
        ("PE9mZmljZUFwcCB4bWxucz0iaH", Flaw.CUT),
        ("PE9mZmljZUFwcCB4bWxucz0iaHR0cDovL3NjaG=", Flaw.CUT),
        ("WNlQXBwPg==", Flaw.CUT),
        (packed("<?xml version='1.0'?><OfficeApp><Id>1"), Flaw.CUT),
        (packed("<Id>1</Id></OfficeApp>"), Flaw.CUT),
        (packed('<!DOCTYPE a [<!ENTITY b "c">]><OfficeApp>&b;</OfficeApp>'), Flaw.NOT_XML),
        (packed("<OfficeApp><Id>fish & chips</Id></OfficeApp>"), Flaw.NOT_XML),
        (packed("<?xml version='1.0'?>\n<o:OfficeApp><o:Id>1</o:Id></o:OfficeApp>\n"), Flaw.NOT_XML),
        (packed("<?xml version='1.0'?><AddIn><Id></AddIn>"), Flaw.NOT_XML),
        (packed("<OfficeApp><Id>1</Id></OfficeApp>") + "-", Flaw.NOT_BASE64),
    ],
)
def test_flaws_are_told_apart(text: str, flaw: Flaw) -> None:
    assert read_manifest(text).flaw is flaw


def test_identifiers_are_compared_without_case_and_braces() -> None:
    assert app_id(" {ABC} ") == app_id("abc")
