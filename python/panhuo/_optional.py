"""Packages that are needed only by those who use what they are for."""

from importlib import import_module
from typing import Any


def need(module: str, extra: str) -> Any:  # noqa: ANN401 - a module
    """A module of an optional package.

    Raises:
        ImportError: If it is not installed, naming the extra of panhuo that brings it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        message = f"this needs {module.partition('.')[0]}: pip install 'panhuo[{extra}]'"
        raise ImportError(message) from error
