"""The documentation site is whole, in two languages, and asks no network for anything."""
