"""Earshot as pip installs it: all its folders lie in this package, so that none meets another's `app` or `ui`."""
