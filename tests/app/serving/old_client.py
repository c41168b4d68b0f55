"""Run by test_old_client.py with an old release of the openai client: what it gets, as JSON. Arguments: URL, FILE."""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import openai

url, file = sys.argv[1], Path(sys.argv[2])
websocket = url.replace("http", "ws")
client: Any = openai.OpenAI(base_url=f"{url}/v1", api_key="any", websocket_base_url=f"{websocket}/v1", max_retries=0)
sent: dict[str, Any] = {"model": "whisper-1", "file": ("talk.wav", file.read_bytes())}
times = ["word", "segment"]
found: dict[str, Any] = {
    "version": openai.__version__,
    "models": [each.id for each in client.models.list()],
    "text": client.audio.transcriptions.create(**sent, response_format="text", prompt="Ada, Babbage"),
}
verbose = client.audio.transcriptions.create(**sent, response_format="verbose_json", timestamp_granularities=times)
found["segments"] = [each.text for each in verbose.segments]
found["words"] = [each.word for each in verbose.words]
found["duration"] = float(verbose.duration)
events = list(client.audio.transcriptions.create(**sent, stream=True, include=["logprobs"], chunking_strategy="auto"))
found["streamed"] = ["".join(each.delta for each in events[:-1]), events[-1].text]
try:
    client.audio.transcriptions.create(**sent, response_format="diarized_json")
except openai.BadRequestError as refused:
    found["refused"] = [refused.param, refused.code]
with client.beta.realtime.connect(model="whisper-1", extra_query={"intent": "transcription"}) as connection:
    kinds = [connection.recv().type]
    wanted = {"input_audio_format": "pcm16", "input_audio_transcription": {"language": "en"}, "turn_detection": None}
    connection.transcription_session.update(session=wanted)
    kinds.append(connection.recv().type)
    connection.input_audio_buffer.append(audio=base64.b64encode(file.read_bytes()[44:]).decode())
    connection.input_audio_buffer.commit()
    for event in connection:
        if event.type.endswith("completed"):
            found["realtime"] = event.transcript
            break
found["kinds"] = kinds
print(json.dumps(found))
