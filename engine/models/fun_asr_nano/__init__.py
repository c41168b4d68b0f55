"""Fun-ASR-Nano: audio encoder, adaptor, CTC head, and the recogniser built of them."""
