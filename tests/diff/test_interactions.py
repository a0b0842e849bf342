"""Differences of interactions have a weight, a place and an operation."""

from dataclasses import replace

import pytest

from inspector.cassette import Cassette
from inspector.diff import ByRole, compare
from inspector.resources import cassettes_dir
from inspector.wire.http import Headers, HttpRequest, HttpResponse


@pytest.fixture(scope="module")
def mail():
    with Cassette(cassettes_dir() / "mail.jsonl") as cassette:
        return list(cassette)


def got(mail, before, after):
    """The first GetItem answer with one text in the place of another."""
    one = next(each for each in mail if each.operation == "GetItem" and before in each.response.body)
    other = replace(one, response=replace(one.response, body=one.response.body.replace(before, after)))
    return [(str(each.severity), each.difference.path) for each in compare(one, other, ByRole())]


def test_an_interaction_does_not_differ_from_itself(mail):
    assert [drift for one in mail for drift in compare(one, one, ByRole())] == []


def test_something_new_is_information(mail):
    found = got(mail, b"</t:Message>", b"<t:IsMentioned>true</t:IsMentioned></t:Message>")
    assert [severity for severity, _ in found] == ["info"] * len(found) and found
    assert found[0][1].endswith("t:Message/t:IsMentioned")


def test_something_that_is_gone_is_a_warning(mail):
    body = next(each for each in mail if each.operation == "GetItem").response.body
    start = body.index(b"<t:Subject>")
    subject = body[start : body.index(b"</t:Subject>") + len(b"</t:Subject>")]
    assert [severity for severity, _ in got(mail, subject, b"")][:1] == ["warning"]


def test_another_value_is_an_error(mail):
    found = got(mail, b"<t:Subject>", b"<t:Subject>Re: ")
    assert found[0][0] == "error" and found[0][1].endswith("t:Message/t:Subject")


def test_another_build_of_the_server_is_information(mail):
    one = next(each for each in mail if b"MinorBuildNumber=" in each.response.body)
    body = one.response.body.replace(b'MinorBuildNumber="', b'MinorBuildNumber="9')
    found = list(compare(one, replace(one, response=replace(one.response, body=body)), ByRole()))
    assert {str(each.severity) for each in found} == {"info"} and "MinorBuildNumber" in found[
        0
    ].difference.path


def test_status_and_media_type_count_and_other_fields_do_not(mail):
    one = mail[0]
    headers = Headers((("Content-Type", "text/html"), ("X-Diag", "node-7")))
    found = list(
        compare(one, replace(one, response=replace(one.response, status=500, headers=headers)), ByRole())
    )
    assert [each.difference.path for each in found] == ["status", "Content-Type"]


def test_an_answer_that_is_missing_differs_from_one_that_is_there(mail):
    one = mail[0]
    other = replace(one, response=None, error="connection reset")
    (found,) = compare(one, other, ByRole())
    assert (found.difference.path, found.difference.got) == ("error", "connection reset")
    assert list(compare(other, other, ByRole())) == []


def test_what_is_no_xml_is_compared_line_by_line(mail):
    one = replace(mail[0], request=HttpRequest(), response=HttpResponse(body=b"plain"))
    other = replace(one, response=HttpResponse(body=b"plaid"))
    (found,) = compare(one, other, ByRole())
    assert found.difference.path == "body line 1 column 5"
