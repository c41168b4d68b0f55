"""Native code that crashes, or that keeps Python's lock while it computes, works in processes of its own."""
