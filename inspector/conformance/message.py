"""Messages live with the documents, whose rules look at them; this is their name in the judge's room."""

from inspector.protocols.message import Message, request_message, response_message

__all__ = ["Message", "request_message", "response_message"]
