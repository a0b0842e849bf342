"""Record Exchange Web Services traffic to a cassette.

    mitmdump -s ews_recorder.py --set ews_cassette=session.jsonl --mode reverse:https://mail.example.com

``ews-inspector record`` hosts the same addon with settings that suit it.
"""

from inspector.recorder.addon import EwsRecorder

addons = [EwsRecorder()]
