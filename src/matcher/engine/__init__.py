"""Who runs the kernels. The only room that knows an engine."""
