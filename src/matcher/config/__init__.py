"""What the YAML files may say: plain data, no frames. `load_project` reads and checks all of them."""

from matcher.config.loader import load_project
from matcher.config.project import Project

__all__ = ["Project", "load_project"]
