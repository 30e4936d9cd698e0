"""The exceptions of panhuo: each is a `PanhuoError` and the built-in exception that it is like.

Their messages are in the display language (`panhuo.set_language`).

Example:
    >>> import panhuo as ph
    >>> try:
    ...     ph.Quantity("8 bananas")
    ... except ValueError as error:
    ...     print(isinstance(error, ph.PanhuoError), error)
    True “8 bananas”的单位“bananas”不认识
"""


class PanhuoError(Exception):
    """The base of every exception that panhuo raises on purpose."""


class InvalidArgumentError(PanhuoError, ValueError):
    """An argument is outside what the function accepts."""


class ParseError(PanhuoError, ValueError):
    """A quantity, a day or other text could not be parsed."""


class InvalidSiteError(PanhuoError, ValueError):
    """A site breaks a rule that every site of a catalog keeps."""


class InvalidRequirementError(PanhuoError, ValueError):
    """A requirement contradicts itself or asks for what cannot be tested."""


class NotFoundError(PanhuoError, LookupError):
    """No site, attribute, layer or jurisdiction has this name."""


class StoppedError(PanhuoError, RuntimeError):
    """A computation was stopped before its end."""


class FormatError(PanhuoError, ValueError):
    """A file is not what it should be, is broken, or is larger than the limits."""


class SourceError(PanhuoError, OSError):
    """A file cannot be read or written."""


class SourceNotFoundError(SourceError, FileNotFoundError):
    """A file is not there."""
