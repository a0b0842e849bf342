"""Filter expressions over interactions, in mitmproxy's habit: ``~op GetCallInfo & !~s 200``.

The same language in the commands and in the terminal UI::

    ~op NAME     the operation; * and ? stand for any characters, here and below
    ~id HANDLE   a handle that the request or the answer names; a part of it is enough
    ~code CODE   a finding's code
    ~sev WORD    a finding of this severity: error, warning or info
    ~doc NAME    the document that defines the operation, or that a finding rests on
    ~ep KIND     the endpoint: ews, um, activesync, autodiscover, schema, other
    ~outcome WORD what came of it: a response code, the type of a fault, the state of a call, OK
    ~s STATUS    the HTTP status; 5xx stands for all of its class
    ~conn NAME   the client's connection, as the cassette names it
    ~n NUMBER    its number in the cassette, or a range such as 10-20
    ~u TEXT      a text in the URL
    ~bq TEXT     a text in the request's body
    ~bs TEXT     a text in the response's body
    ~b TEXT      a text in either body
    ~note TEXT   a text in the note that somebody wrote on it; ~note * for any note
    ~fail        the answer was an error (in whatever status), or there was none
    ~e           there was no (whole) answer
    TEXT         a text in the operation's name

Letters match in upper and lower case, save in handles. ``&`` (or a space) is and, ``|`` is or, ``!`` is not;
parentheses group; a text with spaces or signs stands in double or single quotes.
"""

from inspector.filter.atoms import ALONE, ATOMS
from inspector.filter.language import Filter, FilterError, parse_filter
from inspector.filter.subject import Subject, body_text, subject_of

__all__ = ["ALONE", "ATOMS", "Filter", "FilterError", "Subject", "body_text", "parse_filter", "subject_of"]
