"""Provision: a phone takes the server's policy (MS-ASPROV). Settings, as far as phones tell who they are."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from inspector.protocols.activesync.head import PROTOCOL_VERSIONS, ActiveSyncHead
from inspector.protocols.asemail.devices import Device
from inspector.protocols.asemail.writing import PROVISION, SETTINGS
from inspector.protocols.common.reading import child, children, text_of

POLICY_TYPE = "MS-EAS-Provisioning-WBXML"
"""The one policy type of protocol version 12.0 and later (MS-ASPROV section 2.2.2.43)."""
_WITH_DEVICE = PROTOCOL_VERSIONS.index("14.1")
_POLICY = (
    ("DevicePasswordEnabled", "0"),
    ("AlphanumericDevicePasswordRequired", "0"),
    ("PasswordRecoveryEnabled", "0"),
    ("RequireStorageCardEncryption", "0"),
    ("AttachmentsEnabled", "1"),
    ("AllowSimpleDevicePassword", "1"),
    ("AllowStorageCard", "1"),
    ("AllowCamera", "1"),
    ("AllowWiFi", "1"),
    ("AllowHTMLEmail", "1"),
    ("MaxEmailAgeFilter", "0"),
)


def policy_status(head: ActiveSyncHead, device: Device) -> str:
    """Returns the status of a phone that may not go on before it provisions; empty if it may.

    MS-ASCMD section 2.2.2: 142 without a policy, 144 with the key of another.
    """
    if head.policy_key in ("", "0"):
        return "142"
    return "" if head.policy_key == str(device.policy_key) else "144"


def provision(
    root: etree._Element | None, head: ActiveSyncHead, device: Device, keys: Iterable[int]
) -> etree._Element:
    """Answers a Provision.

    Args:
        root: the request.
        head: its head.
        device: the phone.
        keys: gives new policy keys.
    """
    policy = child(root, "Policies", "Policy")
    if root is None or policy is None:
        return PROVISION.Provision(PROVISION.Status("2"))  # a protocol error (MS-ASPROV section 2.2.2.54.2)
    if text_of(child(policy, "PolicyType")).strip() != POLICY_TYPE:
        return _answer(PROVISION.PolicyType(POLICY_TYPE), PROVISION.Status("3"))
    acknowledged = text_of(child(policy, "PolicyKey")).strip()
    if acknowledged:
        if not device.offered or acknowledged != str(device.offered):
            return _answer(PROVISION.PolicyType(POLICY_TYPE), PROVISION.Status("5"))
        device.policy_key, device.offered = next(iter(keys)), 0
        return _answer(
            PROVISION.PolicyType(POLICY_TYPE),
            PROVISION.Status("1"),
            PROVISION.PolicyKey(str(device.policy_key)),
        )
    information = child(root, "DeviceInformation")
    if information is None and head.rank >= _WITH_DEVICE:
        return PROVISION.Provision(PROVISION.Status("165"))  # DeviceInformationRequired
    device.offered = next(iter(keys))
    answer = _answer(
        PROVISION.PolicyType(POLICY_TYPE),
        PROVISION.Status("1"),
        PROVISION.PolicyKey(str(device.offered)),
        PROVISION.Data(PROVISION.EASProvisionDoc(*(PROVISION(name, value) for name, value in _POLICY))),
    )
    if information is not None:
        answer.insert(0, SETTINGS.DeviceInformation(SETTINGS.Status("1")))
    return answer


def settings(root: etree._Element | None, address: str) -> etree._Element:
    """Answers a Settings: takes what the phone says of itself, and tells the user's address.

    Args:
        root: the request.
        address: the mailbox's primary mail address.
    """
    answer = SETTINGS.Settings(SETTINGS.Status("1"))
    for part in children(root):
        name = etree.QName(part).localname
        if name == "DeviceInformation":
            answer.append(SETTINGS.DeviceInformation(SETTINGS.Status("1")))
        elif name == "UserInformation":
            addresses = SETTINGS.EmailAddresses(SETTINGS.SMTPAddress(address))
            answer.append(SETTINGS.UserInformation(SETTINGS.Status("1"), SETTINGS.Get(addresses)))
        else:
            answer.append(SETTINGS(name, SETTINGS.Status("2")))
    return answer


def _answer(*policy: etree._Element) -> etree._Element:
    return PROVISION.Provision(PROVISION.Status("1"), PROVISION.Policies(PROVISION.Policy(*policy)))
