"""Pages of the documentation site that nobody writes: made from commands, schemas, rules and errors when it is built.

Each module gives Markdown by the page's place in the site, in one language; docs/hooks.py hands it to mkdocs. Pure but
for reading the tree's own files.
"""
