"""Models that compute on another machine: language models on vLLM, and servers that transcribe sound."""
