"""The names apps import."""

import pytest

import centspan.instrumentation as public


def test_every_public_name_is_there_and_in_order():
    """`__all__` is sorted, and each of its names can be imported."""
    assert public.__all__ == sorted(public.__all__)
    assert all(getattr(public, name) is not None for name in public.__all__)
    assert set(public.__all__) <= set(dir(public))


def test_an_unknown_name_is_an_attribute_error():
    """Misspelt imports fail as they do anywhere."""
    with pytest.raises(AttributeError, match="lable"):
        public.lable  # noqa: B018 - reading it is the test


def test_importing_the_package_loads_nothing_of_it(run_python):
    """`import centspan.instrumentation` alone is free: names load when they are used."""
    done = run_python(
        "import sys, centspan.instrumentation\n"
        "print([name for name in sys.modules if name.startswith('centspan.instrumentation.')])\n"
    )
    assert done.stdout == "[]\n", done.stdout + done.stderr
