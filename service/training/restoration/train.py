"""The whole training: corpus in; language model, channels, calibration and manifest out."""

import hashlib
import json
import logging
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from service.restoration.calibration import keep_calibrations
from service.restoration.channel import keep_channels
from service.restoration.language import ARRAYS, keep_language_model
from service.restoration.restorer import DATA, load_restorer
from service.restoration.wording import wording
from service.training.restoration import language
from service.training.restoration.acronyms import find_acronyms
from service.training.restoration.calibration import learn_calibrations
from service.training.restoration.channel import learn_channel, word_pairs
from service.training.restoration.corpus import TEST_FROM, TUNE_FROM, Source, read_sources
from service.training.restoration.recognition import LANGUAGES, ReadPage, keep_pages, make_pages, read_pages
from service.training.restoration.rendering import find_typefaces

log = logging.getLogger(__name__)

FONTS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts"))
OTHER_FILES = ("words.txt", "acronyms.txt", "channels.json", "calibration.json", "tagger.npz")
ABBREVIATED_WEIGHT = 2.0
PHRASE_WEIGHT = 25.0
LICENCES = {
    "official_": "official text, outside copyright (Law on Intellectual Property, Article 15)",
    "wiki_": "CC BY-SA 4.0, Wikipedia",
}


@dataclass(frozen=True)
class Plan:
    """What to train on and where to; page counts by part."""

    corpus: Path
    output: Path
    work: Path
    fonts: tuple[Path, ...] = FONTS
    seed: int = 10
    train_pages: int = 250
    tune_pages: int = 24
    test_pages: int = 24
    names: tuple[str, ...] = ()
    with_tagger: bool = False
    """Train the tagger too: needs PyTorch, and about an hour; without it the output folder's own is used, if it has one."""


def train(plan: Plan) -> dict[str, object]:
    """Build every file that the restorer loads in `plan.output`; returns the manifest, also written there."""
    plan.output.mkdir(parents=True, exist_ok=True)
    plan.work.mkdir(parents=True, exist_ok=True)
    sources = read_sources(plan.corpus)
    if not sources:
        raise FileNotFoundError(f"no *.txt or *.txt.xz under {plan.corpus}")
    build_language_model(sources, plan.output)
    pages = {part: _pages(plan, sources, part) for part in ("tune", "test", "train")}
    channels = [learn_channel(name, word_pairs(pages["train"], name)) for name in LANGUAGES]
    keep_channels(channels, plan.output / "channels.json")
    if plan.with_tagger:
        from service.training.restoration.tagger import train_tagger

        train_tagger(sources, {channel.name: channel for channel in channels}, pages["train"], plan.output, seed=plan.seed)
    keep_calibrations({}, plan.output / "calibration.json")
    restorer = load_restorer(names=plan.names, folder=plan.output)
    keep_calibrations(learn_calibrations(restorer, pages["tune"], sources), plan.output / "calibration.json")
    return _keep_manifest(plan, sources, pages)


def build_language_model(sources: Sequence[Source], output: Path) -> None:
    """Vocabulary, acronyms and n-grams of the training parts and of the terms that ship."""
    terms = tomllib.loads((DATA / "terms.toml").read_text("utf-8"))
    symbols = [symbol for group in terms["symbols"].values() for symbol in group]
    extra = [word for term in (*terms["abbreviations"], *symbols) for word in wording(term)]
    words = language.choose_vocabulary(language.count_words(sources), extra)
    ids = {word: number for number, word in enumerate(words)}
    streams = [(language.encode(source.train, ids), source.weight) for source in sources]
    near = [line for s in sources if s.is_in_domain for line in language.abbreviated(s.train, terms["abbreviations"])]
    phrases = [phrase for group in terms["phrases"].values() for phrase in group]
    streams += [(language.encode(near, ids), ABBREVIATED_WEIGHT), (language.encode(phrases, ids), PHRASE_WEIGHT)]
    streams = [(stream, weight) for stream, weight in streams if len(stream) > language.ORDER]
    keep_language_model(words, language.trie(language.estimate(streams, len(words))), output)
    (output / "acronyms.txt").write_text("\n".join(find_acronyms(sources, words)) + "\n", "utf-8")


def _pages(plan: Plan, sources: Sequence[Source], part: str) -> list[ReadPage]:
    """The part's pages: those of an earlier run with the same plan where all are there, else made anew."""
    count = getattr(plan, f"{part}_pages")
    path = plan.work / f"{part}-{plan.seed}-{count}.jsonl"
    if path.exists() and len(kept := read_pages(path)) == count:
        log.info("%s: %d pages kept from before", part, count)
        return kept
    keep_pages(make_pages(sources, part, count, fonts=plan.fonts, seed=plan.seed), path)
    return read_pages(path)


def _keep_manifest(plan: Plan, sources: Sequence[Source], pages: dict[str, list[ReadPage]]) -> dict[str, object]:
    shipped = [*OTHER_FILES, *(f"{name}.npy" for name in ARRAYS)]
    files = [name for name in shipped if (plan.output / name).exists()]
    manifest: dict[str, object] = {
        "data": {name: _sha256(plan.output / name) for name in files},
        "bytes": sum((plan.output / name).stat().st_size for name in files),
        "sources": [
            {
                "name": source.name,
                "sha256": _sha256(source.path),
                "licence": next(
                    (text for prefix, text in LICENCES.items() if source.name.startswith(prefix)), "the archive's own papers"
                ),
                "weight": source.weight,
                "lines_trained_on": len(source.train),
                "lines_for_tuning": len(source.tune),
                "lines_for_tests": len(source.test),
            }
            for source in sources
        ],
        "terms": "service/restoration/data/terms.toml names its sources",
        "split": {"tune_from": TUNE_FROM, "test_from": TEST_FROM},
        "pages": {part: {"count": len(kept), "sha256": _digest(kept)} for part, kept in pages.items()},
        "seed": plan.seed,
        "typefaces": sorted(find_typefaces(plan.fonts)),
        "smallest_kept": {str(order): count for order, count in language.SMALLEST_KEPT.items()},
        "numpy": np.__version__,
    }
    (plan.output / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return manifest


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(pages: Iterable[ReadPage]) -> str:
    return hashlib.sha256(json.dumps([asdict(page) for page in pages], ensure_ascii=False).encode()).hexdigest()
