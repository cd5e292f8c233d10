"""Sphinx configuration: `python -m sphinx -W --keep-going -b html docs docs/_build/html`.

Needs the extras docs and test (the pages of `detbal.testing` import pytest and Hypothesis), and no network. Pages that
start with `file_format: mystnb` are executed, their figures and numbers made anew by every build; the page of the zoo
tells what its tests found in this build.
"""

import re
import sys
from html import escape
from pathlib import Path

from docutils.nodes import SkipNode

import detbal

project = "detbal"
author = "The detbal developers"
copyright = author
version = release = detbal.__version__

sys.path.insert(0, str(Path(__file__).parent))
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "zoo_page"]
exclude_patterns = ["_build"]

# the pages of the gallery are run by the build: what they show is what this version does
nb_execution_mode = "auto"
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True
nb_render_markdown_format = "myst"  # tables
nb_render_image_options = {"align": "center"}

myst_heading_anchors = 3
# several objects have an attribute kT, and the names of attributes are links
suppress_warnings = ["ref.python"]

default_role = "py:obj"  # numpydoc's habit: `name` in a docstring is a link where it can be one
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # signatures stay readable; the docstrings give types, shapes and units
autodoc_class_signature = "separated"  # nobody calls __init__: objects are built by their constructors
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"detbal {release}"
html_copy_source = False
html_math_renderer = "source"
html_theme_options = {"light_css_variables": {"code-font-size": "0.75rem"}}  # a printed verdict fits, 100 columns
html_static_path = ["_static"]
html_css_files = ["site.css"]


def _as_written(tag):
    def visit(translator, node):
        translator.body.append(f'<{tag} class="math">{escape(node.astext())}</{tag}>')
        raise SkipNode

    return visit, None


def _drop_last_blank_line(_app, _name, source):
    source[0] = source[0].replace("\n\n```\n", "\n```\n")  # doctest needs it below every example, readers do not


def _escape_physics(_app, _what, _name, _object, _options, lines):
    """Take |0⟩, ‖M‖ and V_-ω for what they are: in reStructuredText bars and trailing underscores have meanings."""
    example = False
    for k, line in enumerate(lines):
        example = line.lstrip().startswith(">>>") or (example and bool(line.strip()))
        if not example and ":math:" not in line:
            parts = re.split(r"(``.*?``)", line)
            parts[::2] = [re.sub(r"(?<=[^\W_])_(?=[^\w`]|$)", r"\_", part.replace("|", r"\|")) for part in parts[::2]]
            lines[k] = "".join(parts)


def setup(app):
    """Show formulas as they are written, since MathJax would come from the net."""
    app.connect("autodoc-process-docstring", _escape_physics)
    app.connect("source-read", _drop_last_blank_line)
    app.add_html_math_renderer("source", _as_written("code"), _as_written("pre"))
