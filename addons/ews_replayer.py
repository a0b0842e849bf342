"""Replay cassettes as a forward proxy, so that a client keeps its server's real name.

    mitmdump -s ews_replayer.py --set ews_replay=session.jsonl

Every request that comes through is answered from the cassettes, or with a miss; nothing is ever let through
to a server. ``ews-inspector replay --proxy`` hosts the same addon with settings that suit it.
"""

from inspector.serve.proxy_addon import EwsReplayer

addons = [EwsReplayer()]
