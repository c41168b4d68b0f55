"""Decoders of the 7B class and the 0.7B encoder at full size with random weights: does this machine hold them?

    python benchmarks/big_decoder.py [--parts decoder search session encoder] [--shapes qwen3-8b qwen2-7b] [--json PATH]

decoder   a Q4_K_M file in the shape of Qwen3-8B or Qwen2-7B (4.7 and 5 GB, blocks of random bytes) is loaded by the
          product's decoder process, given prompt embeddings, and writes: seconds of loading (from the page cache),
          memory, prompt rows and tokens a second.
search    what a step costs that follows three texts side by side, as FireRedASR-LLM does.
session   the sample meeting in real time: Nano's own encoder and CTC branch for what is shown at once, the 8B decoder
          for the finals. Drafts come first, finals behind; the exit status is 1 where speech waited over 3 s.
encoder   the audio half of the 0.7B Fun-ASR as int8 graphs: the published report names the size and no dimensions, so
          56 blocks of width 1024 (704 M parameters) stand for them.

Speed and memory are real, the text is not. Files go into a temporary folder (--folder) and are deleted afterwards. A
part that the disk or the memory has no room for is skipped and says so. Figures of time hold for the load average that
stands beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import big_model  # noqa: E402 - the root must be on the path first
from benchmarks.encoder_child import measure, noise, peak_mb  # noqa: E402
from benchmarks.long_session import AsLongAsSpeech, figures_of_session, run_session  # noqa: E402
from benchmarks.machine import MemoryWatch, cpu_s, memory_of  # noqa: E402
from benchmarks.random_decoder import QWEN2_7B, QWEN3_8B, write_q4_k_m  # noqa: E402
from benchmarks.random_weights import random_weights  # noqa: E402
from benchmarks.timed_recogniser import TimedRecogniser  # noqa: E402
from engine.audio.file import read_mono  # noqa: E402
from engine.events import CaptionEvent, Final  # noqa: E402
from engine.frontend import lfr  # noqa: E402
from engine.models.fireredasr.config import LLM_BEAMS, LLM_POSITIONS  # noqa: E402
from engine.models.fun_asr_nano import decoder as llm  # noqa: E402
from engine.models.fun_asr_nano import recogniser as fun_asr  # noqa: E402
from engine.models.fun_asr_nano.config import (  # noqa: E402
    EncoderConfig,
    FunAsrConfig,
    TransformerConfig,
    expected_tensors,
)
from engine.models.fun_asr_nano.llm import model as llm_model  # noqa: E402
from engine.models.fun_asr_nano.llm.convert import QwenConfig  # noqa: E402
from engine.models.fun_asr_nano.llm.job import DecodeJob  # noqa: E402
from engine.models.fun_asr_nano.llm.service import DecoderService  # noqa: E402
from engine.models.fun_asr_nano.llm.worker import Assignment  # noqa: E402
from engine.models.memory import available_bytes  # noqa: E402
from engine.session.measuring import measure as costs_of  # noqa: E402
from engine.session.scheduler import LAG_BOUND_S, PassCosts  # noqa: E402
from engine.timeline import SAMPLE_RATE, to_samples  # noqa: E402

SHAPES = {"qwen3-8b": QWEN3_8B, "qwen2-7b": QWEN2_7B}
PARTS = ("decoder", "search", "session", "encoder")
FILE_GB, MEMORY_GB = 6, {"decoder": 7, "search": 7, "session": 11, "encoder": 12}
ROWS = {"5 s at one row of eight": 11, "5 s at all rows": 83}
TOKENS = 20
STEPS = 5  # of a search
MEETING = ROOT / "resources" / "samples" / "meeting.flac"
FUN_ASR_0_7B = FunAsrConfig(
    title="Fun-ASR 0.7B of random weights",
    encoder=EncoderConfig(output_size=1024, attention_heads=8, linear_units=4096, num_blocks=36, tp_blocks=20),
    adaptor=TransformerConfig(encoder_dim=1024, llm_dim=4096),
    ctc_decoder=TransformerConfig(encoder_dim=1024, llm_dim=512, n_layer=5),
)

Figures = dict[str, float]


def main() -> None:
    wanted = _options()
    if wanted.run_encoder is not None:
        print(json.dumps(run_encoder(wanted.run_encoder, wanted.threads)))
        return
    parts: dict[str, Callable[[argparse.Namespace, Path], Figures]] = {
        "decoder": decoders,
        "search": searches,
        "session": session,
        "encoder": encoder,
    }
    found: Figures = {}
    with tempfile.TemporaryDirectory(prefix="earshot-big-", dir=wanted.folder) as scratch:
        for part in wanted.parts:
            if (reason := no_room(part, Path(scratch))) is not None:
                print(f"\n== {part}: skipped, {reason}")
                continue
            print(f"\n== {part}; load average {os.getloadavg()[0]:.1f}", flush=True)
            found |= {f"{part}_{name}": value for name, value in parts[part](wanted, Path(scratch)).items()}
    if wanted.json is not None:
        wanted.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    waited_s = found.get("session_unshown_s_max", 0.0)
    if waited_s > LAG_BOUND_S:
        raise SystemExit(f"speech waited {waited_s:.2f} s for its text")


def no_room(part: str, folder: Path) -> str | None:
    """Why a part cannot run here, or None."""
    disk, memory = shutil.disk_usage(folder).free / 1e9, (available_bytes() or 0) / 1e9
    if disk < FILE_GB:
        return f"the disk has {disk:.1f} GB free and {FILE_GB} are needed"
    if memory < MEMORY_GB[part]:
        return f"{memory:.1f} GB of memory are free and {MEMORY_GB[part]} are needed"
    return None


def decoders(wanted: argparse.Namespace, folder: Path) -> Figures:
    found: Figures = {}
    for shape in wanted.shapes:
        with _written(folder / "decoder.gguf", SHAPES[shape]) as (path, written_s):
            figures = {"write_s": written_s, "file_gb": path.stat().st_size / 1e9}
            figures |= decoder(path, SHAPES[shape].hidden, wanted.threads)
        _print(shape, figures)
        found |= {f"{shape}_{name}": value for name, value in figures.items()}
    return found


def decoder(path: Path, width: int, threads: int) -> Figures:
    """One file through the product's decoder process."""
    service = DecoderService(Assignment(str(path), 1024, threads, False, llm_model.ON_CPU))
    with MemoryWatch(os.getpid(), every_s=0.25) as watch:
        before = memory_of(os.getpid()).all
        begun = time.perf_counter()
        service.open()
        found = {"load_s": time.perf_counter() - begun}
        random = np.random.default_rng(0)
        for name, count in ROWS.items():
            rows = random.standard_normal((count, width)).astype(np.float32)
            service.decode(DecodeJob(rows[:1], 5.0, most_tokens=1))  # the prompt in front of the sound is warm now
            answer = service.decode(DecodeJob(rows, 5.0, most_tokens=TOKENS))
            took = answer.counters
            found[f"{name}, whole answer, s"] = took.prompt_s + took.answer_s
            found[f"{name}, rows/s"] = took.evaluated_prompt / took.prompt_s
            found[f"{name}, tokens/s"] = (len(answer.tokens) - 1) / max(1e-9, took.answer_s)
    found["memory_mb"] = watch.peak_mb - before
    service.close()
    return found


def searches(wanted: argparse.Namespace, folder: Path) -> Figures:
    found: Figures = {}
    for shape in wanted.shapes:
        with _written(folder / "decoder.gguf", SHAPES[shape]) as (path, _):
            figures = search(path, SHAPES[shape].hidden, wanted.threads)
        _print(shape, figures)
        found |= {f"{shape}_{name}": value for name, value in figures.items()}
    return found


def search(path: Path, width: int, threads: int) -> Figures:
    """CPU-seconds of the decoder's process a step, with one text and with LLM_BEAMS side by side."""
    service = DecoderService(Assignment(str(path), LLM_POSITIONS, threads, False, llm_model.ON_CPU, beams=LLM_BEAMS))
    service.open()
    rows = np.random.default_rng(1).standard_normal((11, width)).astype(np.float32)
    found: Figures = {}
    for beams in (1, LLM_BEAMS):
        service.decode(DecodeJob(rows, 60.0, most_tokens=1, beams=beams))  # the prompt is warm now
        before = cpu_s(service.process_id or 0)
        answer = service.decode(DecodeJob(rows, 60.0, most_tokens=1 + STEPS, beams=beams))
        steps = max(1, answer.counters.batches - 1)
        found[f"{beams} beams, CPU-s a step"] = (cpu_s(service.process_id or 0) - before) / steps
    service.close()
    return found


def session(wanted: argparse.Namespace, folder: Path) -> Figures:
    """Nano's encoder and CTC with an adaptor as wide as the 8B decoder, on the sample meeting in real time."""
    config = FunAsrConfig(title="Nano with an 8B decoder", adaptor=TransformerConfig(llm_dim=QWEN3_8B.hidden))
    model = folder / "model"
    big_model.make(model, config, lambda path: write_q4_k_m(path, QWEN3_8B))
    options = llm.DecoderOptions(threads=wanted.threads, device="cpu")
    opened = llm.open_decoder(model / big_model.DECODER, QWEN3_8B.hidden, options)
    recogniser = TimedRecogniser(fun_asr.load(model, decoder=AsLongAsSpeech(opened.service)))
    sound = read_mono(MEETING)[: to_samples(wanted.seconds)]
    heard = folder / "sound.wav"
    soundfile.write(heard, sound, SAMPLE_RATE)
    costs = costs_of(recogniser, sound[: to_samples(2.0)]) or PassCosts()
    recogniser.passes.clear()
    events: list[CaptionEvent] = []
    with MemoryWatch(os.getpid()) as watch:
        begun = time.perf_counter()
        run_session(recogniser, heard, costs, events)
        took_s = time.perf_counter() - begun
    recogniser.close()
    shutil.rmtree(model)
    length_s = len(sound) / to_samples(1.0)
    found = figures_of_session(recogniser, events, length_s)
    finals = [event for event in events if isinstance(event, Final)]
    drafted = {event.utterance_id for event in finals if event.draft}
    refined = {event.utterance_id for event in finals if not event.draft} & drafted
    found |= {"drafts_refined": len(refined), "after_the_sound_s": took_s - length_s, "memory_mb": watch.peak_mb}
    _print("session", found)
    return found


def encoder(wanted: argparse.Namespace, folder: Path) -> Figures:
    from engine.models.fun_asr_nano.export import export_onnx

    config, graphs = FUN_ASR_0_7B, folder / "encoder"
    graphs.mkdir()
    shapes = expected_tensors(config)
    sizes = {name: int(np.prod(shape)) for name, shape in shapes.items()}
    found = {
        "encoder_parameters_m": sum(size for name, size in sizes.items() if name.startswith("audio_encoder")) / 1e6,
        "parameters_m": sum(sizes.values()) / 1e6,
    }
    with MemoryWatch(os.getpid(), every_s=0.25) as watch:
        begun = time.perf_counter()
        export_onnx(config, random_weights(config, seed=0), graphs, "int8")
        found["build_s"] = time.perf_counter() - begun
    found["build_memory_mb"] = watch.peak_mb
    found["graphs_gb"] = sum(path.stat().st_size for path in graphs.iterdir()) / 1e9
    command = [sys.executable, __file__, "--run-encoder", str(graphs), "--threads", str(wanted.threads)]
    found |= json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    shutil.rmtree(graphs)
    _print("encoder", found)
    return found


def run_encoder(graphs: Path, threads: int) -> Figures:
    """In a process of its own, whose peak of memory is that of the running model."""
    from engine.models.fun_asr_nano.runtime import OnnxAudio
    from engine.models.onnx_sessions import session_options

    begun = time.perf_counter()
    audio = OnnxAudio(graphs, session_options(threads))
    audio.encode(lfr.features(noise(1.0)))
    found = {"load_s": time.perf_counter() - begun}
    for seconds in (2, 8, 30):
        features = lfr.features(noise(float(seconds)))
        encoded = audio.encode(features)
        for part, work in {
            "encoder": lambda features=features: audio.encode(features),
            "CTC": lambda encoded=encoded: audio.ctc(encoded),
            "adaptor": lambda encoded=encoded: audio.adapt(encoded),
        }.items():
            found[f"{part} {seconds} s, CPU s"], found[f"{part} {seconds} s, s"] = measure(work, 3.0)
    return found | {"peak_mb": peak_mb()}


@contextmanager
def _written(path: Path, config: QwenConfig) -> Iterator[tuple[Path, float]]:
    """The file and the seconds that writing took; deleted afterwards."""
    begun = time.perf_counter()
    write_q4_k_m(path, config)
    try:
        yield path, time.perf_counter() - begun
    finally:
        path.unlink()


def _print(title: str, found: Figures) -> None:
    print(title)
    for name, value in found.items():
        print(f"  {name:42}{value:10.2f}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", nargs="+", default=list(PARTS), choices=PARTS)
    parser.add_argument("--shapes", nargs="+", default=list(SHAPES), choices=SHAPES)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=45.0, help="of the meeting, for the session")
    parser.add_argument("--folder", type=Path, help="where the temporary files go; they are deleted")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--run-encoder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
