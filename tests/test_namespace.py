import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_no_portion_breaks_the_namespace():
    """No folder has a centspan/__init__.py, which would hide the other five."""
    assert list(ROOT.glob("*/centspan/__init__.py")) == []


def test_modules_stay_small():
    """No module of the six source folders is longer than 350 lines."""
    sources = [path for path in ROOT.glob("*/centspan/**/*.py") if ".venv" not in path.parts]
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources}
    assert {name: lines for name, lines in long.items() if lines > 350} == {}


def test_the_command_line_starts_without_the_stack():
    """`centspan --help` imports none of the stack's packages."""
    code = (
        "import sys; from centspan.deploy.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit(any(m in sys.modules for m in ('chdb', 'clickhouse_connect', 'pandas', 'rich')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
