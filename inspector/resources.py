"""Where the data that comes with the package lies: schemas, sample cassettes and addons.

In a checkout these are folders beside the package, in an installed wheel they are inside it. This is the only
module that knows.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from inspector.errors import InputError, UsageError
from inspector.wording import did_you_mean

_SAMPLE = "sample:"
_PACKAGE = Path(__file__).resolve().parent


@cache
def _folder(name: str) -> Path:
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise InputError(
        f"the package's own folder {name!r} is missing", str(_PACKAGE), "Install ews-inspector again."
    )


def schemas_dir() -> Path:
    """Returns the folder of the XSD and WSDL files."""
    return _folder("schemas")


def cassettes_dir() -> Path:
    """Returns the folder of the sample cassettes."""
    return _folder("cassettes")


def samples() -> list[str]:
    """Returns the names of the sample cassettes, as they stand after ``sample:``."""
    return sorted(path.stem for path in cassettes_dir().glob("*.jsonl"))


def sample(text: str) -> Path | None:
    """Returns the sample cassette that a text names, such as ``sample:voicemail-um``.

    Returns:
        Its file; ``None`` if the text does not begin so.

    Raises:
        UsageError: there is no such sample.
    """
    if not text.startswith(_SAMPLE):
        return None
    name = text.removeprefix(_SAMPLE).removesuffix(".jsonl")
    if name not in samples():
        known = ", ".join(samples())
        raise UsageError(
            "there is no such sample", text, did_you_mean(name, samples()) or f"There are {known}."
        )
    return cassettes_dir() / f"{name}.jsonl"


def addons_dir() -> Path:
    """Returns the folder of the mitmproxy addons."""
    return _folder("addons")


def user_dir() -> Path:
    """Returns the folder for what a user adds, such as imported schemas; it need not exist yet.

    The environment variable ``EWS_INSPECTOR_HOME`` names it, else it is where the system keeps such data.
    """
    chosen = os.environ.get("EWS_INSPECTOR_HOME")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path  # here: hardly any command asks

    return user_data_path("ews-inspector", appauthor=False)
