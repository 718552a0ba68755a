"""Find who should receive a benefit and does not, and who is paid and should not be."""

__version__ = "0.1.0"
