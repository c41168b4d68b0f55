"""Recognisers: one folder a model family, each behind the Protocol of engine.models.recogniser."""
