"""Bodies of messages as HTML or as text, as a client asks for them (MS-OXWSMSG section 3.1.4.4, BodyType)."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

__all__ = ["as_html", "as_text"]

_BREAKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table"}
_HIDDEN = {"script", "style", "title", "head"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN and self._hidden > 0
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def as_text(body: str) -> str:
    """Returns what an HTML body says, without markup.

    >>> as_text("<p>One<br>two</p><script>no</script>")
    'One\\ntwo'
    """
    parser = _Text()
    parser.feed(body)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.parts)).strip()


def as_html(body: str) -> str:
    """Returns a plain body as HTML, as servers do.

    >>> as_html("a < b")
    '<html><head></head><body><div>a &lt; b</div></body></html>'
    """
    lines = html.escape(body, quote=False).replace("\r\n", "\n").split("\n")
    return f"<html><head></head><body><div>{'<br>'.join(lines)}</div></body></html>"
