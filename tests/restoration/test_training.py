"""Training on a corpus of a few lines, without OCR."""

import hashlib
import json
import random
from collections import Counter
from pathlib import Path

import numpy as np

from service.restoration.casing import Case
from service.restoration.language import keep_language_model, load_language_model
from service.restoration.lexicon import build_trie, nearest
from service.restoration.restorer import DATA
from service.restoration.search import Lattice, search
from service.training.restoration import language
from service.training.restoration.alignment import align
from service.training.restoration.channel import learn_channel
from service.training.restoration.corpus import read_sources
from service.training.restoration.recognition import ReadPage, keep_pages
from service.training.restoration.train import Plan, train


def make_model(folder: Path) -> language.Grams:
    lines = ["ủy ban nhân dân tỉnh", "ban chỉ đạo tỉnh", "nhân dân các xã"] * 4
    words = ["<unk>", "<b>", *sorted({word for line in lines for word in line.split()}), "nhãn"]
    ids = {word: number for number, word in enumerate(words)}
    stream = language.encode(lines, ids)
    keep_language_model(words, language.trie(language.estimate([(stream, 1.0)], len(words))), folder)
    return language.count_grams([(stream, 1.0)], 2)


def test_probabilities_of_a_context_sum_to_one() -> None:
    stream = np.array([1, 2, 3, 2, 4, 1, 2, 3, 4, 1] * 5, dtype=np.uint16)
    levels = language.estimate([(stream, 1.0)], 6)
    for context in (2, 3):
        keys = np.array([(context << 16) | word for word in range(6)], dtype=np.uint64)
        total = language._probability(keys, 2, levels).sum()
        assert abs(total - 1.0) < 1e-6


def test_counts_are_weighted_and_merged() -> None:
    stream = np.array([1, 2, 1, 2], dtype=np.uint16)
    grams = language.count_grams([(stream, 1.0), (stream, 4.0)], 2)
    assert dict(zip(grams.keys.tolist(), grams.counts.tolist(), strict=True)) == {(1 << 16) | 2: 10.0, (2 << 16) | 1: 5.0}


def test_the_search_takes_the_likely_path_and_its_posteriors_sum_to_one(tmp_path: Path) -> None:
    make_model(tmp_path)
    model = load_language_model(tmp_path)
    words = [model.ids[w] for w in ("ủy", "ban", "nhãn", "nhân", "dân")]
    lattice = Lattice(
        size=4,
        firsts=np.array([0, 1, 2, 4, 5], dtype=np.int32),
        ends=np.array([1, 2, 3, 3, 4], dtype=np.int32),
        words=np.array(words, dtype=np.int32),
        second_words=np.full(5, -1, dtype=np.int32),
        costs=np.zeros(5, dtype=np.float32),
    )
    found = search(model, lattice)
    assert [model.words[words[arc]] for arc in found.path] == ["ủy", "ban", "nhân", "dân"]
    assert abs(found.posteriors[2] + found.posteriors[3] - 1.0) < 1e-3


def test_abbreviations_are_trained_on_where_the_full_form_stands() -> None:
    lines = ["xây dựng nông thôn mới", "không có gì"]
    assert language.abbreviated(lines, {"NTM": "nông thôn mới"}) == ["xây dựng NTM"]


def test_words_are_paired_with_what_was_read_for_them() -> None:
    pairs = [
        ([t.text for t in p.true], [r.text for r in p.raw]) for p in align("tỷ lệ hộ nghèo đồng bào", "ty 1é ho ngh eo dongbao")
    ]
    assert pairs == [
        (["tỷ"], ["ty"]),
        (["lệ"], ["1é"]),
        (["hộ"], ["ho"]),
        (["nghèo"], ["ngh", "eo"]),
        (["đồng", "bào"], ["dongbao"]),
    ]


def test_a_channel_learns_what_stands_for_a_letter() -> None:
    channel = learn_channel("x", Counter({("xã", "x4"): 30, ("ra", "ra"): 30, ("xa", "xa"): 30}))
    trie = build_trie([("xã", 0, 5.0), ("xa", 1, 5.0), ("xe", 2, 5.0)])
    words, costs = nearest(trie, channel, "x4", Case.LOW)
    assert int(words[np.argmin(costs)]) == 0


def test_the_last_lines_of_a_file_are_never_trained_on(tmp_path: Path) -> None:
    (tmp_path / "official_x.txt").write_text("\n".join(f"dòng {n}" for n in range(1000)), "utf-8")
    source = read_sources(tmp_path)[0]
    assert (len(source.train), len(source.tune), len(source.test)) == (935, 15, 50)
    assert source.test[-1] == "dòng 999"


def test_the_same_corpus_and_pages_make_the_same_data(tmp_path: Path) -> None:
    text = "ủy ban nhân dân tỉnh ban hành kế hoạch thực hiện chương trình xây dựng nông thôn mới tại các xã năm 2025"
    chance = random.Random(8)
    lines = [" ".join(chance.choices(text.split(), k=12)) + "." for _ in range(1500)]
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "official_x.txt").write_text("\n".join(lines), "utf-8")
    hashes = []
    for run in ("one", "two"):
        plan = Plan(tmp_path / "corpus", tmp_path / run, tmp_path / "work", fonts=(), train_pages=1, tune_pages=1, test_pages=1)
        plan.work.mkdir(exist_ok=True)
        for part, at in (("train", 0), ("tune", 1410), ("test", 1450)):
            truth = "\n".join(lines[at : at + 30])
            raw = {"eng": truth.replace("ộ", "6").replace("ệ", "é"), "vie": truth.replace("kế", "ké")}
            page = ReadPage(part, "official_x", "none", 300, ("clean",), truth, raw)
            keep_pages(iter([page]), plan.work / f"{part}-{plan.seed}-1.jsonl")
        train(plan)
        hashes.append(json.loads((plan.output / "manifest.json").read_text("utf-8"))["data"])
    assert hashes[0] == hashes[1]
    assert "channels.json" in hashes[0]


def test_the_manifest_tells_the_truth_of_what_ships() -> None:
    manifest = json.loads((DATA / "manifest.json").read_text("utf-8"))
    shipped = {path.name for path in DATA.iterdir()} - {"manifest.json", "terms.toml"}
    assert shipped == set(manifest["data"])
    for name, digest in manifest["data"].items():
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == digest, name
    assert manifest["bytes"] == sum((DATA / name).stat().st_size for name in shipped) <= 40_000_000
