"""Which of the secrets that come and go are still known."""

from inspector.scrub.learned_words import LearnedWords, Word
from inspector.scrub.mapped_text import fold

ROOM = 64  # passing secrets


def secret(number: int) -> str:
    return f"cookie-{number:04}-value"


def learn(words: LearnedWords, number: int) -> None:
    words.learn_passing(str(number), Word(secret(number), "0000"))


def known(words: LearnedWords, number: int) -> bool:
    text = f"sid={secret(number)};"
    return bool(list(words.find(fold(text), text)))


def test_the_secret_beyond_the_room_puts_out_the_oldest_and_only_that() -> None:
    words = LearnedWords()
    for number in range(ROOM):
        learn(words, number)
    assert known(words, 0)

    learn(words, ROOM)

    assert [number for number in range(ROOM + 1) if not known(words, number)] == [0]


def test_a_secret_that_is_still_in_use_is_not_the_one_that_is_forgotten() -> None:
    words = LearnedWords()
    for number in range(ROOM):
        learn(words, number)

    learn(words, 0)
    learn(words, ROOM)

    assert known(words, 0) and not known(words, 1)
