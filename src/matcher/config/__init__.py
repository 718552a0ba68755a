"""What the YAML files may say: plain data, no frames."""
