"""The two audiences, and what is open to each."""

from panhuo.errors import InvalidArgumentError

AUDIENCES = ("investor", "bureau")


def check_audience(audience: str) -> None:
    """Refuses an audience that there is not.

    Raises:
        InvalidArgumentError: With the audiences there are.
    """
    if audience not in AUDIENCES:
        message = f"the audience must be investor or bureau, got {audience}"
        raise InvalidArgumentError(message)


def is_open(audience_of_part: str, audience: str) -> bool:
    """Whether an audience may read a part."""
    return audience == "bureau" or audience_of_part == "investor"
