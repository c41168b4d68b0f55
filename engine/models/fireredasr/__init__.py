"""FireRedASR: a Conformer encoder with an attention decoder (AED), or with an adapter and a language model (LLM)."""
