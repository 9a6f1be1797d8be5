#!/usr/bin/env python3
"""What the peer of the side-by-side benchmark gives for the small inputs: writes peer.json beside this file.

    npx node bench/small-inputs.ts DIR
    make.py PEER.py DIR [WORKLOAD ..]

PEER.py has the sizes of the large inputs in it: here they are replaced by those of the small ones. Pictures and videos are left out of what is
replaced: their files say how many there are. Workloads that are not named keep what peer.json has of them.
"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
OPTIONS = {
    'lbp': [], 'hog': ['--variant', 'skimage'], 'gabor': ['--variant', 'fft'], 'strain': [],
    'protocol': ['--variant', 'scipy'], 'protocol-noselect': [],
    'embed': ['--variant', 'dnn', '--batch', '1', '--limit', '3'],
    'embed-small': ['--variant', 'dnn', '--batch', '1', '--limit', '3'],
    'video': ['--variant', 'cv2'], 'audio': [], 'pulse': [],
}
SIZES = [('reshape(204, 128, 128)', 'reshape(-1, 128, 128)'), ('204', '6'), ('reshape(120, 256, 256)', 'reshape(-1, 256, 256)'),
         ('119', '3')]

peer, inputs, *workloads = sys.argv[1:]
text = open(peer).read()
for large, small in SIZES:
    text = text.replace(large, small)
file = os.path.join(HERE, 'peer.json')
found = json.load(open(file)) if os.path.exists(file) else {}
with tempfile.NamedTemporaryFile('w', suffix='.py') as script:
    script.write(text)
    script.flush()
    for workload in workloads or OPTIONS:
        out = subprocess.run([sys.executable, script.name, workload, '--inputs', inputs, '--threads', '1', '--repeat', '1']
                             + OPTIONS[workload], stdout=subprocess.PIPE, check=True).stdout
        report = json.loads(out.decode().strip().splitlines()[-1])
        report['result'].pop('seconds_all')
        found[workload] = {k: report[k] for k in ('workload', 'n', 'seconds', 'per_second', 'result')}
json.dump(found, open(file, 'w'), indent=1, sort_keys=True)
