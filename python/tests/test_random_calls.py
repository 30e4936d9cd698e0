"""Random calls of everything public raise nothing but panhuo's own exceptions and `TypeError`."""

import random_calls


def test_random_calls_raise_only_what_is_documented() -> None:
    assert not random_calls.wrong_calls(6_000, seed=20261130)
