"""Where a run lies on disk: workspace, run folders, Parquet, manifest."""
