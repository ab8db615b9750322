"""One more output for an ONNX model: a value that its graph computes and does not give out.

An ONNX file is a protocol buffer: a ModelProto whose field 7 is the graph, whose field 12 lists the outputs by name. An output
is added by appending one entry to the graph and writing the graph's new length; nothing else in the file changes.
"""

GRAPH_FIELD = 7
OUTPUT_TAG = bytes([12 << 3 | 2])
NAME_TAG = bytes([1 << 3 | 2])
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def with_output(model: bytes, name: str) -> bytes:
    """The model with the value `name` among its outputs; ValueError when the bytes hold no graph."""
    at = 0
    while at < len(model):
        start = at
        tag, at = _varint(model, at)
        if tag & 7 == VARINT:
            _, at = _varint(model, at)
        elif tag & 7 == FIXED64:
            at += 8
        elif tag & 7 == FIXED32:
            at += 4
        elif tag & 7 == BYTES:
            size, at = _varint(model, at)
            if tag >> 3 == GRAPH_FIELD:
                graph = model[at : at + size] + OUTPUT_TAG + _sized(NAME_TAG + _sized(name.encode()))
                return model[:start] + bytes([GRAPH_FIELD << 3 | BYTES]) + _sized(graph) + model[at + size :]
            at += size
        else:
            raise ValueError("not an ONNX model")
    raise ValueError("an ONNX model without a graph")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _sized(payload: bytes) -> bytes:
    size, head = len(payload), bytearray()
    while size >= 0x80:
        head.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*head, size]) + payload
