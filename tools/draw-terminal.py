"""Draws the output of a terminal as SVG, by rich.

    draw-terminal.py <name> <columns> <title> < text > picture

The text of the picture can be selected and copied. It loads nothing: GitHub shows pictures without their fonts.
"""
import html
import io
import re
import sys

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

# Dark, and with a border: it stands on a light page and on a dark one. Each colour has a contrast of 4.5 and more.
BACKGROUND = (22, 27, 34)
FOREGROUND = (230, 237, 243)
COLOURS = [
    (110, 118, 129),  # black
    (255, 123, 114),  # red
    (86, 211, 100),  # green
    (227, 179, 65),  # yellow
    (121, 192, 255),  # blue
    (210, 168, 255),  # magenta
    (118, 227, 234),  # cyan
    FOREGROUND,  # white
]
THEME = TerminalTheme(BACKGROUND, FOREGROUND, COLOURS, COLOURS)

FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{unique_id}-title"
  xml:space="preserve"><title id="{unique_id}-title">TITLE</title>
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
.{unique_id}-matrix text {{ white-space: pre }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def draw(name: str, columns: int, title: str, text: str) -> str:
    console = Console(
        record=True, width=columns, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    console.print(Text.from_ansi(text))
    svg = console.export_svg(title="", theme=THEME, code_format=FORMAT, unique_id=name)
    svg = svg.replace("TITLE", html.escape(title), 1)
    svg = svg.replace("&#160;", " ")  # of which xml:space keeps each, and which is copied as a space
    svg = re.sub(r"<text[^>]*>\n</text>", "", svg)  # the ends of lines
    # A clip for each line costs as much as the text, and cuts nothing: lines are wrapped.
    svg = re.sub(r' clip-path="url\(#[\w-]+-line-\d+\)"', "", svg)
    svg = re.sub(r'<clipPath id="[\w-]+-line-\d+">.*?</clipPath>\s*', "", svg, flags=re.DOTALL)
    svg = svg.replace("</text><text", "</text>\n<text")
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


if __name__ == "__main__":
    _, NAME, COLUMNS, TITLE = sys.argv
    sys.stdout.write(draw(NAME, int(COLUMNS), TITLE, sys.stdin.read()))
