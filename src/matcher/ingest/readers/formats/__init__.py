"""Parsers of single file formats. They run in the child process under limits and import nothing else of matcher."""
