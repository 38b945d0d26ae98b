"""For MkDocs, and for whatever else renders Markdown by Python-Markdown.

As a hook of MkDocs it also puts the script into every page::

    hooks: [node_modules/weft-playground/integrations/weft_playground_markdown.py]
    extra:
      weft: {src: weft/embed.js, prebuilt: weft-prebuilt/}

Elsewhere ``WeftPlaygroundExtension()`` is an extension of Python-Markdown.
"""

import html
import re

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

FENCE = re.compile(r"^(?P<indent>[ >\t]*)(?P<fence>`{3,}|~{3,})[ ]*(?P<info>.*?)\s*$")
LANGUAGE = re.compile(r"^(?:cpp-weft|cpp\s+weft)(?![\w-])(?P<rest>.*)$")
BRACES = re.compile(r"^\{(?P<before>.*?)(?<![^\s{])\.(?:language-)?cpp-weft(?![\w-])(?P<after>.*)\}$")
OPTION = re.compile(r"""([A-Za-z][\w-]*)(?:=(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^\s"']*)))?(?!\S)""")
# Other tools' words. Not in a value's quotes, which are found first.
FOREIGN_WORDS = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\{[^}]*\}|\[[^\]]*\]|(?<!\S)[.#][\w-]+""")
FOREIGN_OPTIONS = {"title", "linenums", "linenostart"}


def read_info(info):
    """The options behind a fence's language; None: the block is somebody else's."""
    braces = BRACES.match(info)
    language = LANGUAGE.match(info)
    if braces:
        rest = f"{braces['before']} {braces['after']}"
    elif language:
        rest = language["rest"]
    else:
        return None
    options = {}
    for word in FOREIGN_WORDS.finditer(rest):
        lines = re.fullmatch(r"\{([\d\s,-]+)\}", word[0])
        if lines:
            options["highlight"] = lines[1]
    for name, double, single, plain in OPTION.findall(FOREIGN_WORDS.sub(lambda word: word[1] or " ", rest)):
        value = double.replace('\\"', '"') or single.replace("\\'", "'") or plain
        name = name.lower()
        if name == "hl_lines":
            name = "highlight"
        if name not in FOREIGN_OPTIONS:
            options[name] = value
    return options


def element(code, options):
    """A playground with the code in it, readable without any script."""
    attributes = "".join(
        f" {html.escape(name)}" + (f'="{html.escape(value)}"' if value else "") for name, value in options.items()
    )
    return (
        f'<weft-playground{attributes}><pre tabindex="0"><code class="language-cpp-weft">'
        f"{html.escape(code, quote=False)}</code></pre></weft-playground>"
    )


class WeftPlaygroundPreprocessor(Preprocessor):
    """Takes the fences before anything else can."""

    def run(self, lines):
        result = []
        rest = iter(lines)
        for line in rest:
            opening = FENCE.match(line)
            if not opening:
                result.append(line)
                continue
            options = read_info(opening["info"])
            closing = re.compile(rf"^[ >\t]*{re.escape(opening['fence'][0])}{{{len(opening['fence'])},}}\s*$")
            block = [line]
            for inner in rest:
                block.append(inner)
                if closing.match(inner):
                    break
            if options is None:
                result.extend(block)
                continue
            indent = opening["indent"]
            code = [inner[len(indent) :] if inner.startswith(indent) else inner.lstrip(" >\t") for inner in block[1:-1]]
            placeholder = self.md.htmlStash.store(element("\n".join(code) + "\n", options))
            # By itself, or it would become a part of the paragraph before it.
            result.extend(["", indent + placeholder, ""])
        return result


class WeftPlaygroundExtension(Extension):
    """Fences of ``cpp-weft`` become playgrounds, all others stay what they are."""

    def extendMarkdown(self, md):
        # Or it would be put into a paragraph, which ends where a <pre> begins.
        md.block_level_elements.append("weft-playground")
        # Before Python-Markdown's own fences and those of pymdownx, which are at 25.
        md.preprocessors.register(WeftPlaygroundPreprocessor(md), "weft_playground", 27)


def on_config(config):
    """MkDocs: its configuration has been read."""
    config["markdown_extensions"].append(WeftPlaygroundExtension())
    return config


def on_post_page(output, page, config):
    """MkDocs: a page has been made."""
    from mkdocs.utils import get_relative_url

    weft = config["extra"].get("weft", {})
    if "src" not in weft:
        return output

    def address(text):
        return text if re.match(r"^(?:[a-z][a-z+.-]*:|/)", text) else get_relative_url(text, page.url)

    attributes = f'src="{html.escape(address(weft["src"]))}"'
    if "prebuilt" in weft:
        attributes += f' data-prebuilt="{html.escape(address(weft["prebuilt"]))}"'
    return output.replace("</head>", f'<script type="module" {attributes}></script>\n</head>', 1)
