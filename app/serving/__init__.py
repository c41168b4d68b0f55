"""Captions and transcription for other programs and devices, over HTTP and websockets; imported when it is started."""
