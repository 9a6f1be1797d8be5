# Quantises a small network with ONNX Runtime's own tool (static, QOperator, weights of 7 bits with a scale for each output, bytes as activations, least and
# greatest value of four pictures), runs both, and writes tiny.onnx, tiny.u8 (five pictures [3, 8, 8]; the first four calibrate) and tiny.json.
#
#   pip install onnxruntime onnx numpy && python packages/runtime/src/variants/goldens/make.py
import json
import os
import tempfile

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

own = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(7)
weights = {
    "w1": random.normal(0, 0.02, (8, 3, 3, 3)), "b1": random.normal(0, 0.3, 8),
    "w2": random.normal(0, 0.2, (8, 2, 3, 3)), "b2": random.normal(0, 0.3, 8),
    "w3": random.normal(0, 0.2, (6, 128)), "b3": random.normal(0, 0.3, 6),
}
nodes = [
    helper.make_node("Conv", ["x", "w1", "b1"], ["conv1"], name="conv1", pads=[1, 1, 1, 1]),
    helper.make_node("Relu", ["conv1"], ["relu1"], name="relu1"),
    helper.make_node("Conv", ["relu1", "w2", "b2"], ["conv2"], name="conv2", pads=[1, 1, 1, 1], strides=[2, 2], group=4),
    helper.make_node("Flatten", ["conv2"], ["flat"], name="flat"),
    helper.make_node("Gemm", ["flat", "w3", "b3"], ["fc"], name="fc", transB=1),
]
graph = helper.make_graph(
    nodes, "tiny",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8])],
    [helper.make_tensor_value_info("fc", TensorProto.FLOAT, [1, 6])],
    [numpy_helper.from_array(value.astype(np.float32), name) for name, value in weights.items()],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.save(model, f"{own}/tiny.onnx")

pictures = random.integers(0, 256, (5, 3, 8, 8), dtype=np.uint8)
pictures[:, 0, 0, 0], pictures[:, 0, 0, 1] = 0, 255
pictures.tofile(f"{own}/tiny.u8")


class Reader(CalibrationDataReader):
    def __init__(self):
        self.left = [{"x": picture[None].astype(np.float32)} for picture in pictures[:4]]

    def get_next(self):
        return self.left.pop(0) if self.left else None


with tempfile.TemporaryDirectory() as folder:
    quantised = f"{folder}/quantised.onnx"
    quantize_static(
        f"{own}/tiny.onnx", quantised, Reader(), quant_format=QuantFormat.QOperator, per_channel=True,
        reduce_range=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
    )
    made = onnx.load(quantised)
    tensors = {each.name: numpy_helper.to_array(each) for each in made.graph.initializer}
    inside = [name for node in made.graph.node for name in node.output]
    made.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in inside if name != "fc")
    session = ort.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_outputs()]
    values = dict(zip(names, session.run(None, {"x": pictures[4:].astype(np.float32)})))

print({name: (value.dtype, value.shape) for name, value in tensors.items()}, inside)
listed = {
    "onnxruntime": ort.__version__,
    "tensors": {name: np.asarray(value).ravel().tolist() for name, value in tensors.items()},
    "values": {name: np.asarray(value).ravel().tolist() for name, value in values.items()},
}
with open(f"{own}/tiny.json", "w") as file:
    json.dump(listed, file)
    file.write("\n")
