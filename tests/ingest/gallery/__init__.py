"""Small files as agencies and attackers send them, one fault or oddity each, with what becomes of every row."""
