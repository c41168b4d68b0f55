"""Everything that a graphics card changes, checked and timed in one run of at most 8 minutes.

    python benchmarks/gpu.py --json gpu.json
    python benchmarks/gpu.py --device cpu --tiny       # proves the script itself, where no card is at hand

network    encoder, adaptor and CTC of Fun-ASR-Nano with torch on the card against float32 on the processor: relative
           error |a-b|/|b| at most 1e-4 in float32 and 1e-2 in bfloat16
partial    the sound of a partial, 8 s, from features to tokens: at most 10 ms on a card (the middle of 50)
graphs     the same as one recorded CUDA graph: the same numbers, and what is saved
llama      a Qwen3-0.6B with llama.cpp, all layers on the card against none: tokens and prompt rows a second; the same
           greedy text up to near ties. --build compiles llama.cpp for CUDA first where nvcc is there
fireredasr the encoder of FireRedASR-AED-L, in float32 as Earshot runs it, against that on the processor: at most 1e-4
session    the sample meeting in real time with the torch half: no speech waits over 3 s for its text

Weights are random and of full size, with --tiny of a toy's. What is not there is skipped, and the output says what and
why. A check that would begin after --budget seconds is skipped as well. The exit status is 1 where a bound was broken.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial as partial_of
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import big_model  # noqa: E402 - the root must be on the path first
from benchmarks.encoder_child import noise  # noqa: E402
from benchmarks.fireredasr import RandomTensors, features_of  # noqa: E402
from benchmarks.long_session import figures_of_session, run_session  # noqa: E402
from benchmarks.random_decoder import QWEN3_0_6B, write_q8_0  # noqa: E402
from benchmarks.random_weights import random_weights  # noqa: E402
from benchmarks.timed_recogniser import TimedRecogniser  # noqa: E402
from engine.audio.file import read_mono  # noqa: E402
from engine.events import CaptionEvent  # noqa: E402
from engine.frontend import lfr  # noqa: E402
from engine.models.fireredasr.config import FireRedConfig  # noqa: E402
from engine.models.fun_asr_nano import ctc, vocabulary  # noqa: E402
from engine.models.fun_asr_nano import recogniser as fun_asr  # noqa: E402
from engine.models.fun_asr_nano.config import EncoderConfig, FunAsrConfig, TransformerConfig  # noqa: E402
from engine.models.fun_asr_nano.languages import NANO  # noqa: E402
from engine.models.fun_asr_nano.llm import devices, library  # noqa: E402
from engine.models.fun_asr_nano.llm.job import DecodedAnswer, DecodeJob  # noqa: E402
from engine.models.fun_asr_nano.llm.model import ON_CPU, ON_GPU  # noqa: E402
from engine.models.fun_asr_nano.llm.service import DecoderService  # noqa: E402
from engine.models.fun_asr_nano.llm.worker import Assignment  # noqa: E402
from engine.models.fun_asr_nano.vocabulary import SPECIAL_TOKENS  # noqa: E402
from engine.models.recogniser import Capabilities  # noqa: E402
from engine.session.measuring import measure as costs_of  # noqa: E402
from engine.session.scheduler import LAG_BOUND_S, PassCosts  # noqa: E402
from engine.timeline import SAMPLE_RATE, to_samples  # noqa: E402

MEETING = ROOT / "resources" / "samples" / "meeting.flac"
BOUNDS = {"float32": 1e-4, "bfloat16": 1e-2}
PARTIAL_S, MOST_PARTIAL_MS, REPEATS = 8.0, 10.0, 50
LLAMA = "llama-cpp-python==0.3.36"
BUILD_S, KEPT_FOR_THE_REST_S = 360.0, 90.0
_SMALL = TransformerConfig(encoder_dim=64, ffn_dim=128, llm_dim=64, n_layer=1, attention_heads=4)
TINY = FunAsrConfig(
    encoder=EncoderConfig(output_size=64, linear_units=128, num_blocks=3, tp_blocks=1),
    adaptor=_SMALL,
    ctc_decoder=_SMALL,
    ctc_vocab_size=SPECIAL_TOKENS + 300,
)

Figures = dict[str, float]


class NotThereError(Exception):
    """Why a check is skipped, in words."""


@dataclass
class Bench:
    """What the checks share. folder: for files of this run. broken: bounds that were not kept, each a sentence."""

    device: str
    tiny: bool
    build: bool
    seconds: float
    until: float
    folder: Path
    broken: list[str] = field(default_factory=list)
    _weights: dict[str, np.ndarray] | None = None

    @property
    def config(self) -> FunAsrConfig:
        return TINY if self.tiny else FunAsrConfig()

    @property
    def weights(self) -> dict[str, np.ndarray]:
        if self._weights is None:
            self._weights = random_weights(self.config, seed=0)
            self._weights["ctc.ctc_lo.bias"][self.config.blank_id] = 0.0 if self.tiny else big_model.BLANK_BIAS
        return self._weights

    def left_s(self) -> float:
        return self.until - time.monotonic()

    def audio(self, device: str, dtype: Any = None) -> Any:
        """The torch half. Raises NotThereError without torch or without such a device."""
        torch = self.torch()
        from engine.models.fun_asr_nano.torch_runtime import TorchAudio

        return TorchAudio(self.config, self.weights, device, dtype or torch.float32)

    def torch(self) -> Any:
        try:
            torch = importlib.import_module("torch")
        except ImportError as error:
            raise NotThereError("torch is not installed (extra `gpu`)") from error
        if self.device == "cuda" and not torch.cuda.is_available():
            raise NotThereError("torch finds no graphics card")
        return torch

    def wait(self) -> None:
        """Until the card has done what it was given."""
        if self.device == "cuda":
            self.torch().cuda.synchronize()

    def bound_of_time(self, value: float, most: float, what: str) -> None:
        """Only a card has to keep it."""
        if self.device == "cuda":
            self.bound(value, most, what)

    def bound(self, value: float, most: float, what: str) -> None:
        if not value <= most:
            self.broken.append(f"{what} is {value:.3g}, at most {most:.3g} were expected")


def main() -> None:
    wanted = _options()
    found: dict[str, Any] = {"device": wanted.device, "tiny": wanted.tiny, "skipped": {}}
    with tempfile.TemporaryDirectory(prefix="earshot-gpu-") as scratch:
        until = time.monotonic() + wanted.budget
        bench = Bench(wanted.device, wanted.tiny, wanted.build, wanted.seconds, until, Path(scratch))
        for name, check in CHECKS.items():
            if wanted.only and name not in wanted.only:
                continue
            begun = time.monotonic()
            try:
                if bench.left_s() <= 0:
                    raise NotThereError("no time was left for it")
                figures = {key: value for key, value in check(bench).items() if math.isfinite(value)}
            except NotThereError as why:
                found["skipped"][name] = str(why)
                print(f"{name}: skipped, {why}", flush=True)
                continue
            except Exception as error:  # one part that fails must not hide the others
                bench.broken.append(f"{name} failed: {type(error).__name__}: {error}")
                continue
            found[name] = figures | {"took_s": time.monotonic() - begun}
            print(name, *(f"  {key:40}{value:14.5g}" for key, value in figures.items()), sep="\n", flush=True)
    found["broken"] = bench.broken
    if wanted.json is not None:
        wanted.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(*(bench.broken or ["all bounds were kept"]), sep="\n")
    raise SystemExit(1 if bench.broken else 0)


# -- the checks ------------------------------------------------------------------------------------------


def network(bench: Bench) -> Figures:
    torch = bench.torch()
    features = lfr.features(noise(PARTIAL_S))
    reference = _outputs(bench.audio("cpu"), features)
    found: Figures = {}
    for name, most in BOUNDS.items():
        ours = _outputs(bench.audio(bench.device, getattr(torch, name)), features)
        for part, expected in reference.items():
            error = _relative(ours[part], expected)
            found[f"{part}, {name}"] = error
            bench.bound(error, most, f"the error of {part} in {name}")
    return found


def partial(bench: Bench) -> Figures:
    torch = bench.torch()
    from engine.models.fun_asr_nano.torch_runtime import best_dtype

    audio, blank = bench.audio(bench.device, best_dtype(bench.device)), bench.config.blank_id
    features = lfr.features(noise(PARTIAL_S))

    def work() -> None:
        scores = audio.ctc(audio.encode(features))
        ctc.greedy(scores.top_ids[:, 0], scores.top_log_probs[:, 0], blank)

    took = _times_ms(bench, work)
    found = {"ms_p50": statistics.median(took), "ms_worst": max(took)}
    if bench.device == "cuda":
        found["card_mb"] = torch.cuda.max_memory_allocated() / 1e6
    bench.bound_of_time(found["ms_p50"], MOST_PARTIAL_MS, "a partial of 8 s, in ms,")
    return found


def graphs(bench: Bench) -> Figures:
    """Encoder and CTC decoder as one recorded graph of one length."""
    torch = bench.torch()
    if bench.device != "cuda":
        raise NotThereError("CUDA graphs need a graphics card")
    from engine.models.fun_asr_nano.building import build

    net = build(bench.config, bench.weights, with_ctc=True).to(device="cuda", dtype=torch.bfloat16)
    given = torch.tensor(lfr.features(noise(PARTIAL_S)), device="cuda")[None]

    def work() -> Any:
        return net.ctc_decoder(net.audio_encoder(given))

    with torch.inference_mode():
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(3):
                work()
        torch.cuda.current_stream().wait_stream(aside)
        recorded = torch.cuda.CUDAGraph()
        with torch.cuda.graph(recorded):
            output = work()
        plain = _times_ms(bench, work)
        replayed = _times_ms(bench, recorded.replay)
        error = _relative(output.float().cpu().numpy(), work().float().cpu().numpy())
    bench.bound(error, BOUNDS["bfloat16"], "the error of the recorded graph")
    return {"plain_ms_p50": statistics.median(plain), "graph_ms_p50": statistics.median(replayed), "error": error}


def llama(bench: Bench) -> Figures:
    if bench.build and not _has_gpu_half():
        _build_llama(bench)
    if not library.installed():
        raise NotThereError("llama.cpp is not installed")
    places = {"processor": ON_CPU}
    if bench.device == "cuda":
        if not _has_gpu_half():
            raise NotThereError("the installed llama.cpp was built for the processor alone (--build compiles another)")
        places["card"] = ON_GPU
    path = bench.folder / "decoder.gguf"
    config = QWEN3_0_6B if not bench.tiny else _tiny_decoder()
    write_q8_0(path, config)
    found: Figures = {}
    answers: dict[str, DecodedAnswer] = {}
    for place, layers in places.items():
        answers[place] = _decoded(path, config.hidden, layers, found, place)
    path.unlink()
    if "card" in answers:
        one, other = (answers[place].tokens for place in places)
        alike = sum(a == b for a, b in zip(one, other, strict=False))
        found["tokens_alike"] = alike / max(1, len(one), len(other))
    return found


def fireredasr(bench: Bench) -> Figures:
    torch = bench.torch()
    from engine.models.fireredasr.torch_runtime import TorchFireRed

    config = FireRedConfig(n_layers_dec=0)
    if bench.tiny:
        config = replace(config, d_model=64, d_inner=256, n_head=4, n_layers_enc=2)
    weights, features = RandomTensors(config), features_of(PARTIAL_S)
    found: Figures = {}

    def encoded(device: str) -> np.ndarray:
        model = TorchFireRed(config, weights, device)
        rows, _ = model.encode(features)
        took = _times_ms(bench, partial_of(model.encode, features), 3 if device == "cpu" else 0)
        found[f"{device}, ms for 8 s"] = statistics.median(took)
        model.close()
        return rows

    reference = encoded("cpu")
    if bench.device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    found["error"] = _relative(encoded(bench.device), reference)
    if bench.device == "cuda":
        found["card_mb"] = torch.cuda.max_memory_allocated() / 1e6
    bench.bound(found["error"], BOUNDS["float32"], "the error of FireRedASR's encoder")
    return found


def session(bench: Bench) -> Figures:
    bench.torch()
    import soundfile

    from engine.models.fun_asr_nano.torch_runtime import best_dtype

    names = big_model.write_vocabulary(bench.config, bench.folder)
    words = vocabulary.read(bench.folder / names)
    can = Capabilities("gpu", "GPU", NANO, partials=True, word_times=True, hotwords=False, context=False)
    audio = bench.audio(bench.device, best_dtype(bench.device))
    recogniser = TimedRecogniser(fun_asr.FunAsrRecogniser(audio, bench.config, words, can))
    sound = read_mono(MEETING)[: to_samples(bench.seconds)]
    soundfile.write(bench.folder / "sound.wav", sound, SAMPLE_RATE)
    costs = costs_of(recogniser, sound[: to_samples(2.0)]) or PassCosts()
    recogniser.passes.clear()
    events: list[CaptionEvent] = []
    run_session(recogniser, bench.folder / "sound.wav", costs, events)
    recogniser.close()
    found = figures_of_session(recogniser, events, bench.seconds)
    bench.bound_of_time(found["unshown_s_max"], LAG_BOUND_S, "the longest wait of speech for its text, in s,")
    return found


CHECKS: dict[str, Callable[[Bench], Figures]] = {
    "network": network,
    "partial": partial,
    "graphs": graphs,
    "session": session,
    "fireredasr": fireredasr,
    "llama": llama,
}


# -- how it is done --------------------------------------------------------------------------------------


def _outputs(audio: Any, features: np.ndarray) -> dict[str, np.ndarray]:
    encoded = audio.encode(features)
    scores = audio.ctc(encoded)
    found = {"encoder": encoded, "adaptor": audio.adapt(encoded), "CTC": scores.hidden}
    audio.close()
    return found


def _relative(ours: np.ndarray, expected: np.ndarray) -> float:
    return float(np.linalg.norm(ours.astype(np.float64) - expected) / np.linalg.norm(expected.astype(np.float64)))


def _times_ms(bench: Bench, work: Callable[[], object], repeats: int = 0) -> list[float]:
    """After three calls that warm up."""
    for _ in range(3):
        work()
    bench.wait()
    found = []
    for _ in range(repeats or (3 if bench.device == "cpu" else REPEATS)):
        begun = time.perf_counter()
        work()
        bench.wait()
        found.append(1e3 * (time.perf_counter() - begun))
    return found


def _tiny_decoder() -> Any:

    return replace(QWEN3_0_6B, hidden=64, layers=2, heads=4, kv_heads=2, feed_forward=128)


def _decoded(path: Path, width: int, layers: int, found: Figures, place: str) -> DecodedAnswer:
    def refuse(what: str, remedy: str) -> None:
        raise RuntimeError(f"{what} {remedy}")  # a card that fails must not pass for one

    service = DecoderService(Assignment(str(path), 1024, min(8, os.cpu_count() or 1), False, layers), refuse)
    begun = time.perf_counter()
    service.open()
    found[f"{place}, load_s"] = time.perf_counter() - begun
    rows = np.random.default_rng(0).standard_normal((83, width)).astype(np.float32)
    service.decode(DecodeJob(rows[:1], 5.0, most_tokens=1))
    answer = service.decode(DecodeJob(rows, 5.0, most_tokens=40))
    service.close()
    took = answer.counters
    found[f"{place}, rows/s"] = took.evaluated_prompt / took.prompt_s
    found[f"{place}, tokens/s"] = max(0, len(answer.tokens) - 1) / max(1e-9, took.answer_s)
    return answer


def _has_gpu_half() -> bool:
    return library.installed() and devices.has_gpu_half()


def _build_llama(bench: Bench) -> None:
    """llama.cpp with CUDA, in a folder of this run that stands first on the path of this process and its children."""
    if shutil.which("nvcc") is None:
        raise NotThereError("llama.cpp cannot be built for CUDA here: there is no nvcc")
    limit_s = min(BUILD_S, bench.left_s() - KEPT_FOR_THE_REST_S)
    if limit_s <= 0:
        raise NotThereError("no time was left to build llama.cpp")
    target = bench.folder / "llama"
    environment = os.environ | {"CMAKE_ARGS": "-DGGML_CUDA=on -DCMAKE_CUDA_ARCHITECTURES=native -DLLAVA_BUILD=OFF"}
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-binary", ":all:", "--target", str(target)]
    try:
        done = subprocess.run(
            [*command, LLAMA], env=environment, capture_output=True, text=True, timeout=limit_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotThereError(f"building llama.cpp took more than {limit_s:.0f} s") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise NotThereError(f"llama.cpp could not be built: {last}")
    sys.path.insert(0, str(target))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(target), os.environ.get("PYTHONPATH", ""))))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", choices=("cuda", "cpu"))
    parser.add_argument("--tiny", action="store_true", help="toy models")
    parser.add_argument("--only", nargs="+", choices=tuple(CHECKS))
    parser.add_argument("--build", action="store_true", help="compile llama.cpp for CUDA where it was not")
    parser.add_argument("--seconds", type=float, default=30.0, help="of the session")
    parser.add_argument("--budget", type=float, default=450.0, help="seconds after which no check begins")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
