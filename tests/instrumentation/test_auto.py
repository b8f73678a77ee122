"""`import centspan.auto`: one line, any order of imports, and never an error in the app."""

import pytest

LINE = "import centspan.auto\n"


def test_auto_disabled_does_nothing(run_python):
    """CENTSPAN_DISABLED=true leaves imports, exit and forks exactly as they were."""
    code = LINE + "import sys; print(len([f for f in sys.meta_path if 'centspan' in repr(f)]))"
    assert run_python(code, {"CENTSPAN_DISABLED": "true"}).stdout == "0\n"


def test_auto_survives_a_broken_opentelemetry(run_python, tmp_path):
    """A broken environment is one WARNING line of logger `centspan`; the SDK and the app work."""
    (tmp_path / "opentelemetry").mkdir()
    (tmp_path / "opentelemetry" / "__init__.py").write_text("raise ImportError('broken here')")
    (tmp_path / "openai.py").write_text("ANSWER = 42")
    result = run_python(LINE + "import openai; print(openai.ANSWER)")
    assert result.stdout == "42\n"
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("centspan: ")


def test_auto_survives_a_broken_installation_of_its_own(run_python, tmp_path):
    """If activation itself fails, importing centspan.auto still succeeds, with one line."""
    code = "import sys; sys.modules['centspan.instrumentation.hooks'] = None\n" + LINE
    result = run_python(code + "print('on')")
    assert result.stdout == "on\n"
    assert result.stderr.startswith("centspan: LLM calls are not recorded: ")
    assert len(result.stderr.splitlines()) == 1


STATE = "from centspan.instrumentation import hooks; print(hooks.outcomes())"


@pytest.mark.parametrize(
    "code", [LINE + "import openai\n", "import openai\n" + LINE], ids=["before", "after"]
)
def test_auto_instruments_whatever_came_first(code, run_python):
    """An SDK is instrumented whether it is imported after centspan.auto or before."""
    result = run_python(code + STATE)
    assert result.stdout == "{'openai': 'active'}\n", result.stderr
    assert result.stderr == ""


def test_auto_leaves_excluded_sdks_alone(run_python):
    """CENTSPAN_EXCLUDE names SDKs that keep their original methods."""
    result = run_python(LINE + "import openai\n" + STATE, {"CENTSPAN_EXCLUDE": "groq, openai"})
    assert "'openai': 'excluded by CENTSPAN_EXCLUDE'" in result.stdout


WATCH = """
import sys
from centspan.instrumentation.hooks import when_imported
seen = []
when_imported("victim", lambda module: seen.append(module.VALUE))
"""


def test_auto_hook_leaves_the_module_as_python_made_it(run_python, tmp_path):
    """A watched module has its own loader, spec and source, and no finder is in its way later."""
    (tmp_path / "victim.py").write_text("VALUE = 1")
    code = """
import importlib, importlib.util, inspect
assert importlib.util.find_spec("victim").loader.get_source("victim") == "VALUE = 1"
assert seen == []  # looking is not importing
import victim
assert seen == [1]
from importlib.machinery import SourceFileLoader
assert type(victim.__loader__) is SourceFileLoader is type(victim.__spec__.loader)
assert "exec_module" not in vars(victim.__loader__)
assert inspect.getsource(victim).strip() == "VALUE = 1"
importlib.reload(victim)
assert seen == [1]
"""
    result = run_python(WATCH + code)
    assert result.returncode == 0, result.stderr


def test_auto_hook_gets_on_with_other_hooks(run_python, tmp_path):
    """Post-import hooks of wrapt, which most instrumentations use, fire as well, in any order."""
    (tmp_path / "victim.py").write_text("VALUE = 1")
    for first, second in (("", WATCH), (WATCH, "")):
        other = "import wrapt\nother = []\n"
        other += "wrapt.register_post_import_hook(lambda m: other.append(m.VALUE), 'victim')\n"
        code = first + other + second + "import victim\nassert (seen, other) == ([1], [1])"
        result = run_python(code)
        assert result.returncode == 0, result.stderr


def test_auto_hook_that_fails_does_not_fail_the_import(run_python, tmp_path):
    """An error in our hook is one warning; an error in the SDK stays the SDK's."""
    (tmp_path / "victim.py").write_text("VALUE = 1")
    (tmp_path / "broken.py").write_text("raise LookupError('its own')")
    code = """
from centspan.instrumentation.hooks import when_imported
when_imported("victim", lambda module: 1 / 0)
when_imported("broken", lambda module: None)
import victim
try:
    import broken
except LookupError as error:
    print(victim.VALUE, error)
"""
    result = run_python(code)
    assert result.stdout == "1 its own\n"
    assert len(result.stderr.splitlines()) == 1
    assert "ZeroDivisionError" in result.stderr


def test_auto_hook_sees_modules_in_zip_files(run_python, tmp_path):
    """Modules that share one loader, as in a zip archive, each fire their own hook once."""
    import zipfile

    with zipfile.ZipFile(tmp_path / "lib.zip", "w") as archive:
        archive.writestr("victim.py", "import second\nVALUE = 1")
        archive.writestr("second.py", "VALUE = 2")
    code = "sys.path.insert(0, 'lib.zip')\n"
    code += "when_imported('second', lambda module: seen.append(module.VALUE))\n"
    code += "import victim\nassert seen == [2, 1], seen"
    result = run_python(WATCH + code)
    assert result.returncode == 0, result.stderr
