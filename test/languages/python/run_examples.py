"""Runs every example in Python that the installed library has in its README and in its docstrings.

Writes a list of {where, code, error} as JSON into the file that the first argument names; error is empty for an example
that runs.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import textwrap
import traceback
from importlib import import_module
from importlib.metadata import metadata
from pathlib import Path
from typing import Iterator

import fixture

Example = tuple[str, str]


def examples_of_readme() -> Iterator[Example]:
    readme = metadata("oficina-postgres").get_payload()
    for number, code in enumerate(re.findall(r"^```python\n(.*?)^```", readme, re.MULTILINE | re.DOTALL), start=1):
        yield f"README {number}", code


def examples_of_docstrings() -> Iterator[Example]:
    module = Path(str(import_module("oficina_postgres").__file__))
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            for code in re.findall(r"Example::\n\n((?:    .*\n|\n)+)", f"{ast.get_docstring(node)}\n"):
                yield f"docstring of {node.name}", textwrap.dedent(code)


def error_of(where: str, code: str) -> str:
    try:
        names = fixture.names()
        exec(compile(code, where, "exec"), names)
        names["app"].synth()
    except Exception:
        return traceback.format_exc(limit=-1)
    return ""


examples = {code: where for where, code in [*examples_of_docstrings(), *examples_of_readme()]}
results = [{"where": where, "code": code, "error": error_of(where, code)} for code, where in examples.items()]
Path(sys.argv[1]).write_text(json.dumps(results))
