"""ONNX's checker accepts our files, and ONNX Runtime runs them."""

import onnx
import onnxruntime
from judging import answer, images


def judge(case: dict) -> dict:
    onnx.checker.check_model(case["path"], full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(case["path"], options, providers=["CPUExecutionProvider"])
    logits, probabilities = session.run(["logits", "probabilities"], {"images": images(case["count"], case["side"]).numpy()})
    return {
        "logits": logits.flatten().tolist(),
        "probabilities": probabilities.flatten().tolist(),
        "metadata": session.get_modelmeta().custom_metadata_map,
        "operators": sorted({node.op_type for node in onnx.load(case["path"]).graph.node}),
    }


answer(judge)
