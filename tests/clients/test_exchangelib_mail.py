"""exchangelib, unmodified, sends mail through the recorder; then the recording alone answers it the same."""

from inspector.cassette import Cassette
from inspector.clock import ManualClock
from inspector.replay import Replayer
from inspector.replay.transports.for_requests import adapter_class
from tests.clients.performances import Performances
from tests.clients.plays import ADDRESS, MODES, PASSWORD, PLAIN, play_named
from tests.clients.scripts.exchangelib_mail import mail_round_trip
from tests.clients.stage import replaying

MAIL, NTLM = play_named("exchangelib mail"), MODES[1]


def test_a_client_that_is_not_challenged_gets_the_same_answers(performances: Performances) -> None:
    performance = performances.of(MAIL, NTLM)
    with replaying(performance.cassette, auth="none") as stage:
        assert mail_round_trip(stage.url, auth="NTLM") == performance.answers


def test_the_answers_are_those_of_a_message_in_its_life(performances: Performances) -> None:
    answers = dict(performances.of(MAIL, PLAIN).answers)
    assert (answers["GetItem"]["subject"], answers["GetItem"]["body"]) == ("Lunch <&> ünï", "At noon?")
    assert (answers["UpdateItem"]["subject"], answers["UpdateItem"]["is_read"]) == ("Lunch, moved", True)
    assert answers["UpdateItem"]["changekey"] != answers["GetItem"]["changekey"]
    assert answers["CopyItem"]["id"] != answers["UpdateItem"]["id"] != answers["MoveItem"]["id"]


def test_a_handshake_of_ntlm_is_one_interaction_and_no_password_is_left(performances: Performances) -> None:
    cassette = performances.of(MAIL, NTLM).cassette
    text = cassette.read_text(encoding="utf-8")
    assert PASSWORD not in text
    assert ADDRESS.encode("utf-16-le").hex() not in text
    with Cassette(cassette) as opened:
        interactions = list(opened)
    assert [one.auth.legs for one in interactions if one.auth].count(3) == 1
    assert all(one.auth and one.auth.scheme == "NTLM" for one in interactions)
    assert all(one.response and one.response.status == 200 for one in interactions)


def test_the_library_needs_no_socket_to_be_answered(performances: Performances) -> None:
    performance = performances.of(MAIL, PLAIN)
    with Replayer([performance.cassette]) as replayer:
        adapter = adapter_class(replayer, ManualClock())
        answers = mail_round_trip("https://mail.example.com", auth="basic", adapter=adapter)
    assert answers == performance.answers
