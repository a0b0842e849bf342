"""Eight clients at once with fifty calls, over real HTTP: each sees the states of its own calls only."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import requests

from inspector.clock import ManualClock
from inspector.replay import Replayer
from inspector.serve import Server

CALLS, CLIENTS = 50, 8
PLAN = {0: "Connected", 1: "Connecting", 2: "Disconnected"}


def test_each_client_sees_its_own_calls_only(wire, cassette):
    recorded = []
    for number in range(CALLS):
        start = number * 100.0
        recorded.append((start, wire.play(), wire.played(f"CALL-{number}")))
        recorded.append((start + 1, wire.poll(f"CALL-{number}"), wire.shows(PLAN[number % 3])))
    clock = ManualClock()

    def post(session, url, request):
        return session.post(url + "/EWS/UM2007Legacy.asmx", data=request.body, timeout=30)

    def state(answer):
        found = re.search(r"<CallState>(\w+)<", answer.text)
        return found[1] if found else "gone"

    with Replayer([cassette(*recorded)]) as replayer, Server(replayer, clock) as server:

        def place(count):
            with requests.Session() as session:
                answers = [post(session, server.url, wire.play()).text for _ in range(count)]
            return [re.search(r">CALL-(\d+)<", text)[1] for text in answers]

        def follow(numbers):
            with requests.Session() as session:
                seen = [state(post(session, server.url, wire.poll(f"CALL-{number}"))) for number in numbers]
                for number in numbers[::2]:
                    post(session, server.url, wire.disconnect(f"CALL-{number}"))
            return seen

        def poll(numbers):
            with requests.Session() as session:
                return [state(post(session, server.url, wire.poll(f"CALL-{number}"))) for number in numbers]

        with ThreadPoolExecutor(CLIENTS) as clients:
            share = [CALLS // CLIENTS + (at < CALLS % CLIENTS) for at in range(CLIENTS)]
            numbers = list(clients.map(place, share))
            assert sorted(int(number) for each in numbers for number in each) == list(range(CALLS))
            clock.advance(1.0)
            for each, seen in zip(numbers, clients.map(follow, numbers), strict=True):
                assert seen == [PLAN[int(number) % 3] for number in each]
            clock.advance(32.0)
            for each, seen in zip(numbers, clients.map(poll, numbers), strict=True):
                expected = [
                    "gone" if at % 2 == 0 or int(number) % 3 == 2 else PLAN[int(number) % 3]
                    for at, number in enumerate(each)
                ]
                assert seen == expected
        assert replayer.missed == 0
