# Sphinx with weft: an extension, and where the script is.
import os
import sys

sys.path.append(os.path.join(os.path.dirname(__file__), "node_modules/weft-playground/integrations"))

project = "Example"
extensions = ["weft_playground_sphinx"]
exclude_patterns = ["node_modules", "build"]
weft_playground_src = os.environ.get("WEFT_EMBED", "https://your.host/weft/embed.js")
