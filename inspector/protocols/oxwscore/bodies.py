"""Bodies of messages as HTML or as text, as a client asks for them (MS-OXWSMSG section 3.1.4.4, BodyType)."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_BREAKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table"}
_HIDDEN = {"script", "style", "title", "head"}
_ACTIVE = {"script", "iframe", "object", "embed", "applet"}
_LINKS = {"href", "src", "action", "formaction", "background"}


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


class _Safe(HTMLParser):
    """Writes HTML down again, less what acts by itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside += tag in _ACTIVE and tag != "embed"
        if self._inside or tag in _ACTIVE:
            return
        kept = "".join(
            f" {name}" if value is None else f' {name}="{html.escape(value)}"'
            for name, value in attrs
            if not (name.startswith("on") or (name in _LINKS and _is_script(value)))
        )
        self.parts.append(f"<{tag}{kept}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ACTIVE:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _ACTIVE:
            self._inside = max(self._inside - 1, 0)
        elif not self._inside:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def _is_script(value: str | None) -> bool:
    return re.sub(r"[\x00-\x20]", "", value or "").lower().startswith(("javascript:", "vbscript:", "data:"))


def without_scripts(body: str) -> str:
    """Returns HTML without what acts by itself: scripts, frames, objects, event handlers (FilterHtmlContent).

    >>> without_scripts('<p onclick="go()">a &amp; b<script>go()</script></p>')
    '<p>a &amp; b</p>'
    """
    parser = _Safe()
    parser.feed(body)
    parser.close()
    return "".join(parser.parts)
