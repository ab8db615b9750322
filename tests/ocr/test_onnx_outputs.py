"""One more output for an ONNX model."""

import pytest

from service.ocr.onnx_outputs import with_output

IR_VERSION = bytes([0x08, 0x08])


def test_an_output_is_appended_to_the_graph_and_the_rest_stays() -> None:
    graph = bytes([0x12, 0x01]) + b"g"
    model = IR_VERSION + bytes([0x3A, len(graph)]) + graph + bytes([0x72, 0x00])
    output = bytes([0x62, 0x03, 0x0A, 0x01]) + b"y"
    assert with_output(model, "y") == IR_VERSION + bytes([0x3A, len(graph) + len(output)]) + graph + output + bytes([0x72, 0x00])


def test_what_has_no_graph_is_no_model() -> None:
    with pytest.raises(ValueError, match="graph"):
        with_output(IR_VERSION, "y")
