"""GetServiceConfiguration (MS-OXWCONFIG section 3.1.4.1): how mail tips, telephone and rules are set up."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.reading import children, required, text_of
from inspector.protocols.server import AccountState, DocumentServer, Ground

_SIZE = 36 * 1024 * 1024  # bytes


class Services(AccountState):
    """How the services are set up for one account.

    Args:
        ground: what the account stands on.
    """

    def __init__(self, ground: Ground) -> None:
        self.domain = ground.mailbox.address.rpartition("@")[2]
        self.um_enabled: bool = ground.spec.um.enabled
        self.dial_string: str = ground.spec.um.dial_string


def get_service_configuration(payload: etree._Element, services: Services, at: float) -> etree._Element:
    """MS-OXWCONFIG section 3.1.4.1: each configuration in an answer of its own."""
    named = children(required(payload, "RequestedConfiguration"), "ConfigurationName")
    wanted = dict.fromkeys(name for each in named for name in text_of(each).split())
    answers = (
        response_message("ServiceConfigurationResponseMessageType", None, _MADE[name](services))
        for name in wanted
        if name in _MADE
    )
    messages = list(answers)
    content = [M.ResponseMessages(*messages)] if messages else []
    return response_message("GetServiceConfigurationResponse", None, *content)


def _mail_tips(services: Services) -> etree._Element:
    return M.MailTipsConfiguration(
        T.MailTipsEnabled("true"),
        T.MaxRecipientsPerGetMailTipsRequest("50"),
        T.MaxMessageSize(str(_SIZE)),
        T.LargeAudienceThreshold("25"),
        T.ShowExternalRecipientCount("false"),
        T.InternalDomains(_domain(services)),
        T.PolicyTipsEnabled("false"),
        T.LargeAudienceCap("1000"),
    )


def _unified_messaging(services: Services) -> etree._Element:
    enabled = "true" if services.um_enabled else "false"
    return M.UnifiedMessagingConfiguration(
        T.UmEnabled(enabled), T.PlayOnPhoneDialString(services.dial_string), T.PlayOnPhoneEnabled(enabled)
    )


def _protection_rules(services: Services) -> etree._Element:
    return M.ProtectionRulesConfiguration(
        T.Rules(), T.InternalDomains(_domain(services)), RefreshInterval="24"
    )


def _domain(services: Services) -> etree._Element:
    return T.Domain(Name=services.domain, IncludeSubdomains="false")


_MADE: dict[str, Callable[[Services], etree._Element]] = {
    "MailTips": _mail_tips,
    "UnifiedMessagingConfiguration": _unified_messaging,
    "ProtectionRules": _protection_rules,
}

SERVER: DocumentServer[Services] = DocumentServer(
    {"GetServiceConfiguration": get_service_configuration},
    Services,
    how_far={"GetServiceConfiguration": "MailTips, UnifiedMessagingConfiguration, ProtectionRules"},
)
"""How the services of the server are set up."""
