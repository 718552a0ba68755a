"""What is known of IDs, names, dates, places and amounts: pure kernels on Arrow and NumPy.

Each kernel takes a column of delivered text and gives a column of typed values with a status beside it. Ingest uses
them to clean, link to compare, synth to make people up. Import the module that is needed (`matcher.identity.dates`);
this door imports none of them, so that a command line starts without the pinyin and character tables.
"""
