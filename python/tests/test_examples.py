"""Every example of a docstring runs, in Python and in the compiled half."""

import doctest
import importlib
import pkgutil

import pytest

import panhuo


def examples() -> list[doctest.DocTest]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    names = [module.name for module in pkgutil.iter_modules(panhuo.__path__, "panhuo.")]
    found = {}
    for name in ["panhuo", *names]:
        for test in finder.find(importlib.import_module(name), name):
            if test.examples:
                found[test.name] = test
    return list(found.values())


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_example(example: doctest.DocTest) -> None:
    lines: list[str] = []
    result = doctest.DocTestRunner().run(example, out=lines.append)
    assert result.failed == 0, "".join(lines)


def test_the_compiled_module_has_examples_too() -> None:
    names = {example.name for example in examples()}
    assert {"panhuo.Quantity", "panhuo._native.free_of"} <= names
    assert len(names) > 30
