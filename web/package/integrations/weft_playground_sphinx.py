"""For Sphinx::

    sys.path.append("node_modules/weft-playground/integrations")
    extensions = ["weft_playground_sphinx"]
    weft_playground_src = "https://your.host/weft/embed.js"
    weft_playground_prebuilt = "/weft-prebuilt/"

``.. code-block:: cpp-weft`` then takes the options of a playground besides its own, and is one in HTML. In every other format it is a block of C++.
"""

import html

from docutils import nodes
from sphinx.directives.code import CodeBlock

LANGUAGE = "cpp-weft"
OPTIONS = (
    "example variants view readonly autorun height theme lang args stdin highlight expect loading prebuilt".split()
)


def option(argument):
    """An option's text as it stands; an option without one is ``''``."""
    return argument or ""


class WeftCodeBlock(CodeBlock):
    """``code-block``, with more options for one language."""

    option_spec = {**CodeBlock.option_spec, **{name: option for name in OPTIONS}}

    def run(self):
        if self.arguments != [LANGUAGE]:
            return super().run()
        options = {name: self.options[name] for name in OPTIONS if name in self.options}
        if "emphasize-lines" in self.options:
            options.setdefault("highlight", self.options["emphasize-lines"])
        self.arguments = ["cpp"]
        result = super().run()
        for node in result:
            for block in node.findall(nodes.literal_block):
                block["weft-playground"] = options
        return result


def element(code, options):
    """A playground with the code in it, readable without any script."""
    attributes = "".join(
        f" {name}" + (f'="{html.escape(value)}"' if value else "") for name, value in options.items()
    )
    return (
        f'<weft-playground{attributes}><pre tabindex="0"><code class="language-cpp-weft">'
        f"{html.escape(code, quote=False)}\n</code></pre></weft-playground>\n"
    )


def mark_fences(app, doctree):
    """What other parsers (MyST's) have made of a fence."""
    for block in doctree.findall(nodes.literal_block):
        if block.get("language") == LANGUAGE:
            block["language"] = "cpp"
            block["weft-playground"] = {}


def make_playgrounds(app, doctree, docname):
    """In HTML a block is a playground; its other children, a caption say, stay."""
    if app.builder.format != "html":
        return
    for block in list(doctree.findall(nodes.literal_block)):
        if "weft-playground" in block:
            block.replace_self(nodes.raw("", element(block.rawsource or block.astext(), block["weft-playground"]), format="html"))


def add_script(app):
    """The light script, in every page."""
    if app.config.weft_playground_src:
        attributes = {"type": "module"}
        if app.config.weft_playground_prebuilt:
            attributes["data-prebuilt"] = app.config.weft_playground_prebuilt
        app.add_js_file(app.config.weft_playground_src, **attributes)


def setup(app):
    app.add_config_value("weft_playground_src", "", "html")
    app.add_config_value("weft_playground_prebuilt", "", "html")
    for name in ("code-block", "sourcecode"):
        app.add_directive(name, WeftCodeBlock, override=True)
    app.connect("builder-inited", add_script)
    app.connect("doctree-read", mark_fences)
    app.connect("doctree-resolved", make_playgrounds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
