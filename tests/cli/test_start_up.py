"""The installed command, in a process of its own: what starts it loads nothing heavy."""

import subprocess
import sys

HEAVY = {"numpy", "scipy", "numba", "matplotlib", "jinja2", "rich"}


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from detbal.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        f"print('loaded:', {HEAVY!r} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "Usage:" in done.stdout
    assert done.stdout.endswith("loaded: set()\n")


def test_the_entry_point_ends_with_the_exit_status(tmp_path):
    path = tmp_path / "vortex.csv"
    path.write_text("source,target,rate\na,b,2\nb,a,1\nb,c,2\nc,b,1\nc,a,2\na,c,1\n")
    code = "from detbal.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith("BROKEN ")
    assert done.stderr == ""
