"""From samples to the rows that the audio encoders read."""
