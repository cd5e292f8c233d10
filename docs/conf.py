"""Sphinx configuration: `python -m sphinx -W --keep-going -b html docs docs/_build/html`, without a network."""

from html import escape

import detbal

project = "detbal"
author = "The detbal developers"
copyright = author
version = release = detbal.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]

myst_heading_anchors = 3

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


def _show_inline(translator, node):
    translator.body.append(f'<code class="math">{escape(node.astext())}</code>')


def _show_block(translator, node):
    translator.body.append(f'<pre class="math">{escape(node.astext())}</pre>')


def _skip_node(render):
    def visit(translator, node):
        from docutils.nodes import SkipNode

        render(translator, node)
        raise SkipNode

    return visit


def setup(app):
    """Show formulas as they are written: MathJax would come from the net."""
    app.add_html_math_renderer("source", (_skip_node(_show_inline), None), (_skip_node(_show_block), None))
