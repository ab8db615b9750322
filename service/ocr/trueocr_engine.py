"""trueocr: small ONNX networks that find lines, tell which way is up, and read Vietnamese print. Weights ship in its wheel."""

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from trueocr.page import PageEngine
from trueocr.preprocess import crop_line, pad_batch, width_batches
from trueocr.recognizer import session

from service.ocr.ctc import tokens_of
from service.ocr.engine import Line, Pixels, Rectangle, Token
from service.ocr.onnx_outputs import with_output

LOG_PROBABILITIES = "/LogSoftmax_output_0"
STRIDE = 4
"""Pixels of the scaled line to one step of the network."""
WINDOW = 3
BATCH = 4
"""Lines read at once: what more of them need does not fit the cache of a core, and takes a quarter longer."""


class LineFinder(PageEngine):  # type: ignore[misc]
    """trueocr's own without its network for the reading order, which weighs as much as the others and is not asked."""

    def __init__(self, directory: Path, long_side: int) -> None:
        self.long_side = long_side
        self.det, self.orient = (session(directory / f"{name}.onnx", 1) for name in ("det", "orient"))


class TrueOcr:
    """Line finder and line reader. One thread: pages are what runs in parallel."""

    name = "trueocr"

    def __init__(self) -> None:
        self.version = version("trueocr")
        directory = Path(str(files("trueocr") / "models"))
        meta = json.loads((directory / "meta.json").read_text("utf-8"))
        self._characters: list[str] = ["", *meta["charset"]]
        self._widest = int(meta.get("max_width", 768)) * 2
        self._pad_y, self._pad_x = float(meta.get("pad_y", 0.2)), float(meta.get("pad_x", 0.3))
        self._finder = LineFinder(directory, meta["det_long_side"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        model = with_output((directory / "rec.onnx").read_bytes(), LOG_PROBABILITIES)
        self._reader = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def quarter_turns(self, grey: Pixels) -> int:
        """Clockwise quarter turns that set the page upright; 0 when it is not sure."""
        turned = int(self._finder.orientation(grey))
        return turned if turned in (1, 2, 3) else 0

    def find_lines(self, grey: Pixels) -> list[Rectangle]:
        """Boxes of the lines of print, in no order."""
        found = self._finder.detect(grey)
        return [(float(x0), float(y0), float(x1), float(y1)) for x0, y0, x1, y1, _ in found if x1 - x0 >= 2 and y1 - y0 >= 4]

    def read(self, grey: Pixels, boxes: Sequence[Rectangle], *, dpi: float) -> list[Line]:
        crops = [
            crop_line(grey, box, window=WINDOW, max_width=self._widest, pad_y=self._pad_y, pad_x=self._pad_x) for box in boxes
        ]
        lines: dict[int, Line] = {}
        for batch in width_batches([crop.shape[1] for crop in crops], max_batch=BATCH):
            pixels, widths = pad_batch([crops[i] for i in batch])
            lengths, logs = self._reader.run(["lengths", LOG_PROBABILITIES], {"x": pixels, "widths": widths})
            for row, i in enumerate(batch):
                lines[i] = self._line(logs[row, : int(lengths[row])], boxes[i], crops[i].shape[1])
        return [lines[i] for i in range(len(boxes))]

    def _line(self, logs: NDArray[np.float32], box: Rectangle, scaled_width: int) -> Line:
        """A Line in pixels of the page from the network's steps."""
        tall = box[3] - box[1]
        left = box[0] - self._pad_x * tall
        per_step = (box[2] - box[0] + 2 * self._pad_x * tall) / scaled_width * STRIDE
        tokens = []
        for reading in tokens_of(logs, self._characters):
            x0 = min(max(box[0], left + (reading.start - 0.5) * per_step), box[2])
            x1 = max(x0, min(box[2], left + (reading.end + 0.5) * per_step))
            token = Token(reading.text, (x0, box[1], x1, box[3]), reading.confidence, self.name, reading.candidates)
            tokens.append(replace(token, chances=reading.chances))
        return Line(tokens=tuple(tokens), box=box)
