import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spnego._ntlm_raw.messages import Authenticate, AvId, Challenge, Negotiate, NegotiateFlags

from inspector.wire.ntlm import NtlmMessage, decode_blob, pack_challenge, pack_ntlm, read_ntlm


def authenticate(**texts: str) -> bytes:
    return Authenticate(
        flags=int(NegotiateFlags.unicode | NegotiateFlags.ntlm),
        lm_challenge_response=b"\0" * 24,
        nt_challenge_response=b"\x5a" * 24,
        domain_name=texts.get("domain"),
        username=texts.get("user"),
        workstation=texts.get("workstation"),
    ).pack()


def test_an_authenticate_message_tells_user_domain_and_workstation() -> None:
    message = read_ntlm(authenticate(domain="CONTOSO", user="jörg", workstation="PC-7"))
    assert message is not None
    assert message.type == 3
    assert message.texts == {"domain": "CONTOSO", "user": "jörg", "workstation": "PC-7"}
    assert message.opaque["nt_response"] == b"\x5a" * 24


def test_a_negotiate_message_has_its_names_in_plain_bytes() -> None:
    blob = Negotiate(domain_name="TOY", workstation="PC").pack()
    message = read_ntlm(blob)
    assert message is not None
    assert (message.type, message.texts) == (1, {"domain": "TOY", "workstation": "PC"})


def test_an_ntlm_message_is_found_inside_a_spnego_token() -> None:
    wrapped = b"\x60\x48\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x3e" + authenticate(user="me")
    message = read_ntlm(wrapped)
    assert message is not None
    assert message.texts["user"] == "me"


@pytest.mark.parametrize("kind", [1, 2, 3])
def test_what_is_packed_is_read_back(kind: int) -> None:
    names = {1: ("domain", "workstation"), 2: ("target",), 3: ("domain", "user", "workstation")}[kind]
    message = NtlmMessage(kind, {name: f"scrubbed-{name}" for name in names})
    read = read_ntlm(pack_ntlm(message))
    assert read is not None
    assert (read.type, read.texts) == (kind, message.texts)


def test_a_challenge_is_read_by_another_implementation_as_it_was_meant() -> None:
    names = {
        "computer": "MAIL",
        "domain": "TOY",
        "dns_computer": "mail.toy.example",
        "dns_domain": "toy.example",
    }
    packed = pack_challenge(b"12345678", names)
    message = Challenge.unpack(packed)
    assert (message.server_challenge, message.target_name) == (b"12345678", "TOY")
    assert [message.target_info[kind] for kind in (AvId.nb_computer_name, AvId.nb_domain_name)] == [
        "MAIL",
        "TOY",
    ]
    assert message.target_info[AvId.dns_computer_name] == "mail.toy.example"
    assert message.target_info[AvId.dns_domain_name] == "toy.example"
    wanted = (
        NegotiateFlags.unicode | NegotiateFlags.key_128 | NegotiateFlags.target_info | NegotiateFlags.version
    )
    assert message.flags & wanted == wanted
    read = read_ntlm(packed)
    assert read is not None
    assert read.texts == {**names, "target": "TOY"}


@given(st.binary(max_size=200), st.integers(0, 400))
def test_a_damaged_message_is_read_as_far_as_it_goes(noise: bytes, cut: int) -> None:
    whole = authenticate(domain="D", user="U")
    read_ntlm(whole[:cut])
    read_ntlm(whole[:12] + noise)
    read_ntlm(b"NTLMSSP\0\x02\0\0\0" + noise)


def test_text_that_is_no_base64_is_no_blob() -> None:
    assert decode_blob("not base64!") is None
    assert decode_blob(base64.b64encode(b"x").decode()) == b"x"
