"""Training and the shared model core of WBC Desktop; runs on a bare GPU machine."""

import os

# The wheels of ONNX Runtime (1.32) send usage data to their maker, and keep a number of the device in the home folder,
# unless this is set before they are imported. Nothing leaves the machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
