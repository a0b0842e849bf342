"""Learned words are found in one pass, each by itself, and passing ones are forgotten in order."""

from inspector.scrub.learned_words import LearnedWords, Word
from inspector.scrub.mapped_text import fold


def found(words: LearnedWords, text: str) -> list[str]:
    return [text[start:end] for start, end, _ in sorted(words.find(fold(text), text))]


def test_words_of_all_tiers_are_found() -> None:
    words = LearnedWords()
    names = [f"word{number:05}" for number in range(3000)]
    for name in names:
        words.learn(Word(name, "x"))
    assert found(words, f"{names[0]} {names[70]} {names[2999]}") == [names[0], names[70], names[2999]]


def test_a_bounded_word_stands_alone_and_hides_no_shorter_one() -> None:
    words = LearnedWords()
    words.learn(Word("Ann Lee", "x", bounded=True), Word("Ann Lee Ha", "y", bounded=True))
    assert found(words, "Ann Lee Hastings") == ["Ann Lee"]
    assert found(words, "JoAnn Lee") == []
    assert found(words, "Ann Leeds") == []


def test_an_unbounded_word_is_found_within_another() -> None:
    words = LearnedWords()
    words.learn(Word("s3cr3t-t0k3n", "x"))
    assert found(words, "xxS3CR3T-T0K3Nyy") == ["S3CR3T-T0K3N"]


def test_an_exact_word_counts_in_its_own_case_only() -> None:
    words = LearnedWords()
    words.learn(Word("QAcgAwAHUA", "x", exact=True))
    assert found(words, "QAcgAwAHUA qacgawahua") == ["QAcgAwAHUA"]


def test_words_that_begin_alike_are_told_apart_however_long_they_are() -> None:
    words = LearnedWords()
    same = "a" * 40
    words.learn(Word(same + "1", "x"), Word(same + "22", "y"))
    assert found(words, f"{same}22 {same}1 {same}3") == [same + "22", same + "1"]


def test_the_passing_secret_that_was_not_seen_for_longest_is_forgotten_first() -> None:
    words = LearnedWords()
    for number in range(64):
        words.learn_passing(f"cookie{number:02}", Word(f"cookie{number:02}", "x"))
    words.learn_passing("cookie00", Word("cookie00", "x"))  # seen again
    words.learn_passing("cookie64", Word("cookie64", "x"))
    assert found(words, "cookie00 cookie01 cookie64") == ["cookie00", "cookie64"]


def test_a_word_of_three_letters_is_not_looked_for() -> None:
    words = LearnedWords()
    words.learn(Word("abc", "x"))
    assert not words


def test_the_secret_beyond_the_room_puts_out_the_oldest_and_only_that() -> None:
    words = LearnedWords()
    secrets = [f"cookie-{number:04}-value" for number in range(65)]
    for secret in secrets:
        words.learn_passing(secret, Word(secret, "0000"))
    assert found(words, " ".join(secrets)) == secrets[1:]
