"""Echo of the loudspeakers in the microphone, and two sources on one clock."""
