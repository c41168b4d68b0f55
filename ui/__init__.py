"""Windows and widgets: the only folder that knows Qt."""
