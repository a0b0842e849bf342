"""A program of a reader of docs/testing.md: it asks its server by its real name."""

import requests

from inspector import Cassette, cassettes_dir

with Cassette(cassettes_dir() / "mail.jsonl") as cassette:
    request = cassette[0].request
answer = requests.post(
    "https://mail.example.com" + request.path, request.body, headers=dict(request.headers), timeout=30
)
print(answer.status_code)
