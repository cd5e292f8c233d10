"""Every example in a docstring runs, and every public function has one."""

import ast
import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import detbal

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(detbal.__path__, "detbal.") if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name):
    module = importlib.import_module(name)
    options = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    result = doctest.testmod(module, optionflags=options)
    assert result.failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_public_functions_have_examples(name):
    module = importlib.import_module(name)
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    missing = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and ">>>" not in (ast.get_docstring(node) or "")
        and not any("singledispatch" in ast.unparse(d) or "overload" in ast.unparse(d) for d in node.decorator_list)
        and not any("click" in ast.unparse(d) or "command" in ast.unparse(d) for d in node.decorator_list)
    ]
    assert not missing, f"{name}: no example in the docstring of {', '.join(missing)}"
