"""Hosting a Responder over HTTP(S): server, TLS, authentication challenges, control API, journal."""

from inspector.serve.auth import Authentication, authentication
from inspector.serve.control import Control
from inspector.serve.faults import Fault, Faults, read_faults
from inspector.serve.hosted_responder import Hosted
from inspector.serve.journal import Journal, JournalEntry
from inspector.serve.login import Login
from inspector.serve.server import Server, require_free
from inspector.wire.loopback import is_loopback

__all__ = [
    "Authentication",
    "Control",
    "Fault",
    "Faults",
    "Hosted",
    "Journal",
    "JournalEntry",
    "Login",
    "Server",
    "authentication",
    "is_loopback",
    "read_faults",
    "require_free",
]
