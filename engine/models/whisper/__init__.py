"""Whisper through CTranslate2: any folder in the layout of faster-whisper's conversions."""
