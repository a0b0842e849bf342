"""A program of a reader of docs/migration.md: all that it does with Exchange is what the mail sample has."""

import requests

from inspector import Cassette, cassettes_dir


class MyOldProgram:
    def __init__(self, url):
        self._url = url

    def close_month(self):
        with Cassette(cassettes_dir() / "mail.jsonl") as cassette:
            for interaction in cassette:
                request = interaction.request
                requests.post(
                    self._url + request.path, request.body, headers=dict(request.headers), timeout=30
                )
