"""The language model of Fun-ASR-Nano, run by llama.cpp. Nothing here imports the native library before it is used."""
