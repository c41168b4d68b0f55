"""Control of what runs: work off the window's thread, the state of a session, requests to end."""
