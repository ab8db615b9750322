"""Trains the tagger: corpus text through sampled noise, one class a token. Needs PyTorch (`pip install vanthu[train]`)."""

import logging
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from service.restoration.channel import LETTER_IDS, Channel
from service.restoration.spelling import is_syllable
from service.restoration.tagger import BUCKETS, DILATIONS, folded, grams, keep_tagger
from service.training.restoration.corpus import Source
from service.training.restoration.noise import SHARES, Noise, WordType, WordTypes, sample_noise
from service.training.restoration.recognition import ReadPage

log = logging.getLogger(__name__)

WIDTH = 160
SEGMENT = 80
SEGMENTS = 56
"""Tokens of a training segment, and segments of a step."""
STEPS = 4000
PEAK_RATE = 3e-3
WARM_UP = 150
JUNK_SHARE = 0.008
"""Tokens that are replaced by another's reading and not learnt from."""
RAREST_CLASS = 25
AS_READ = "<copy>"
KEPT_SHARES = {"official_": 0.3, "wiki_": 0.12}
"""Share of the blocks of a file that is used, by prefix; files in the domain are used whole, and oftener."""
IN_DOMAIN_TIMES = 3.5
BLOCK_LINES = 200
NO_LABEL = -100
PADDING = BUCKETS + 4


@dataclass(frozen=True)
class Lessons:
    """Streams of word types with their weights, the noise over the types, and each type's class."""

    streams: tuple[NDArray[np.int32], ...]
    weights: NDArray[np.float64]
    noise: Noise
    labels: NDArray[np.int64]
    classes: tuple[str, ...]


class Network(nn.Module):  # type: ignore[misc]
    """The network that service.restoration.tagger runs, with its output over all classes."""

    def __init__(self, class_count: int) -> None:
        super().__init__()
        self.grams = nn.EmbeddingBag(PADDING + 1, WIDTH, mode="sum", padding_idx=PADDING)
        nn.init.normal_(self.grams.weight, std=0.15)
        self.norm = nn.LayerNorm(WIDTH)
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in DILATIONS)
        self.gates = nn.ModuleList(nn.Linear(3 * WIDTH, 2 * WIDTH) for _ in DILATIONS)
        self.out = nn.Linear(WIDTH, class_count)
        self.drop = nn.Dropout(0.05)

    def forward(self, buckets: torch.Tensor) -> torch.Tensor:
        """[segment, token, gram] → [segment, token, class]."""
        segments, size, _ = buckets.shape
        state = self.norm(self.grams(buckets.view(segments * size, -1))).view(segments, size, WIDTH)
        for norm, gate, dilation in zip(self.norms, self.gates, DILATIONS, strict=True):
            padded = functional.pad(norm(state), (0, 0, dilation, dilation))
            seen = torch.cat([padded[:, :size], padded[:, dilation : dilation + size], padded[:, 2 * dilation :]], -1)
            value, opened = gate(seen).chunk(2, -1)
            state = state + self.drop(value * torch.sigmoid(opened))
        scores: torch.Tensor = self.out(state)
        return scores


def train_tagger(
    sources: Sequence[Source],
    channels: Mapping[str, Channel],
    pages: Sequence[ReadPage],
    output: Path,
    *,
    seed: int,
    steps: int = STEPS,
) -> None:
    """Train on the training parts and write tagger.npz; about 4,000 tokens a second on one core."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    chance = np.random.default_rng(seed)
    lessons = prepare(sources, channels, pages, seed)
    features = torch.from_numpy(_features(lessons.noise)).long()
    network = Network(len(lessons.classes))
    optimiser = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, betas=(0.9, 0.99), weight_decay=1e-4)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = PEAK_RATE * min(1.0, (step + 1) / WARM_UP) * (0.485 * (1 + math.cos(math.pi * step / steps)) + 0.03)
        read, labels = _batch(lessons, chance)
        with torch.autocast("cpu", torch.bfloat16):
            scores = network(features[torch.from_numpy(read).long()])
        loss = functional.cross_entropy(
            scores.float().view(-1, scores.shape[-1]), torch.from_numpy(labels).view(-1), ignore_index=NO_LABEL
        )
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        if step % 100 == 0:
            log.info("step %d of %d, loss %.4f", step, steps, loss.item())
    keep_tagger(lessons.classes, _weights(network), output / "tagger.npz")


def prepare(sources: Sequence[Source], channels: Mapping[str, Channel], pages: Sequence[ReadPage], seed: int) -> Lessons:
    """Text, classes and noise; a part of the large files is left out so that the domain's own weigh more."""
    chance = np.random.default_rng(seed)
    types = WordTypes()
    streams, weights = [], []
    for source in sources:
        share = 1.0 if source.is_in_domain else next((s for p, s in KEPT_SHARES.items() if source.name.startswith(p)), 1.0)
        blocks = [source.train[at : at + BLOCK_LINES] for at in range(0, len(source.train), BLOCK_LINES)]
        stream = types.encode(line for block in blocks if chance.random() < share for line in block)
        if len(stream) > SEGMENT:
            streams.append(stream)
            weights.append(len(stream) * (IN_DOMAIN_TIMES if source.is_in_domain else 1.0))
    words = list(types.ids)
    counts = sum(np.bincount(stream, minlength=len(words)) for stream in streams)
    classes = _classes(words, np.asarray(counts))
    ids = {syllable: number for number, syllable in enumerate(classes)}
    labels = np.array([ids.get(spelled, 0) for spelled, _ in words], dtype=np.int64)
    return Lessons(
        tuple(streams), np.array(weights) / sum(weights), sample_noise(words, channels, pages, seed), labels, tuple(classes)
    )


def _classes(words: Sequence[WordType], counts: NDArray[np.int64]) -> list[str]:
    """What the tagger can say: "as read", and the syllables that are not too rare."""
    total: Counter[str] = Counter()
    for (spelled, _), count in zip(words, counts.tolist(), strict=True):
        if is_syllable(spelled) and all(letter in LETTER_IDS for letter in spelled):
            total[spelled] += count
    return [AS_READ, *(spelled for spelled, count in total.most_common() if count >= RAREST_CLASS)]


def _features(noise: Noise) -> NDArray[np.int32]:
    """[token, gram] buckets with the case's own; PADDING where a token has fewer."""
    found = grams([folded(*token) for token in noise.tokens])
    cases = np.array([[BUCKETS + int(case)] for _, case in noise.tokens], dtype=np.int32)
    return np.concatenate([np.where(found < 0, PADDING, found), cases], axis=1)


def _batch(lessons: Lessons, chance: np.random.Generator) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """[segment, token] indices of readings, and their classes."""
    picked = chance.choice(len(lessons.streams), size=SEGMENTS, p=lessons.weights)
    starts = [int(chance.integers(0, len(lessons.streams[number]) - SEGMENT)) for number in picked]
    rows = np.stack([lessons.streams[n][start : start + SEGMENT] for n, start in zip(picked, starts, strict=True)])
    kinds = lessons.noise.kinds
    shares = np.array([SHARES[kind] / kinds.count(kind) for kind in kinds])
    typefaces = chance.choice(len(kinds), size=SEGMENTS, p=shares / shares.sum())
    variants = chance.integers(0, lessons.noise.readings.shape[2], size=rows.shape)
    read = lessons.noise.readings[rows, typefaces[:, None], variants]
    labels = lessons.labels[rows]
    junk = chance.random(rows.shape) < JUNK_SHARE
    read[junk] = chance.permutation(read[junk])
    labels[junk] = NO_LABEL
    return read, labels


def _weights(network: Network) -> dict[str, NDArray[np.float32]]:
    """The network's weights under the names that service.restoration.tagger reads."""
    parts = {"grams": network.grams.weight[:PADDING], "scale": network.norm.weight, "shift": network.norm.bias}
    parts |= {"out_weights": network.out.weight, "out_bias": network.out.bias}
    for number, (norm, gate) in enumerate(zip(network.norms, network.gates, strict=True)):
        parts |= {f"scale{number}": norm.weight, f"shift{number}": norm.bias}
        parts |= {f"weights{number}": gate.weight.T, f"bias{number}": gate.bias}
    return {name: part.detach().float().numpy() for name, part in parts.items()}
