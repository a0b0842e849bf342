"""exchangelib signs in with OAuth as an application, keeps a draft and reads it again.

As a program it is unchanged: it asks Microsoft's login host, and the endpoint that it is given::

    python -m tests.clients.scripts.exchangelib_oauth https://outlook.office365.com/EWS/Exchange.asmx
"""

from __future__ import annotations

import sys

import exchangelib

__all__ = ["draft"]


def draft(endpoint: str, token_url: str = "") -> str:
    """Returns the subject of the draft.

    Args:
        endpoint: the URL of Exchange.asmx.
        token_url: where tokens are issued; empty: Microsoft's own.
    """
    kind = exchangelib.OAuth2Credentials
    if token_url:
        kind = type("Elsewhere", (kind,), {"token_url": token_url})
    account = exchangelib.Account(
        "user@example.com",
        access_type=exchangelib.IMPERSONATION,
        config=exchangelib.Configuration(
            service_endpoint=endpoint,
            credentials=kind(
                client_id="1111",
                client_secret="s3cret-of-the-application",
                tenant_id="2222",
                identity=exchangelib.Identity(primary_smtp_address="user@example.com"),
            ),
            auth_type=exchangelib.OAUTH2,
            version=exchangelib.Version(exchangelib.Build(15, 1, 225, 42)),
        ),
    )
    message = exchangelib.Message(account=account, folder=account.drafts, subject="Lunch?", body="At noon.")
    message.save()
    message.refresh()
    return str(message.subject)


if __name__ == "__main__":
    print(draft(sys.argv[1]))
