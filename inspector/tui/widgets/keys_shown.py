"""The keys at the foot of a screen."""

from __future__ import annotations

from textual.widgets import Footer


class KeysShown(Footer):
    """Textual's footer, made anew only when it has other keys to show.

    Each change of the focus and of the screen tells it several times, and making its widgets anew is most of
    what opening a screen costs.
    """

    _shown: tuple[tuple[str, str, bool], ...] = ()

    async def recompose(self) -> None:
        """Makes its keys anew, if they are others."""
        if not self.is_attached:
            return  # its screen was left meanwhile
        bindings = self.screen.active_bindings.values()
        shown = tuple(
            (binding.action, self.app.get_key_display(binding), enabled)
            for _, binding, enabled, _ in bindings
            if binding.show
        )
        if shown != self._shown:
            self._shown = shown
            await super().recompose()
