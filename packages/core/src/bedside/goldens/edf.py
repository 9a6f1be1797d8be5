"""A file of EDF+ written by libedf (Debian's libedf-dev; it writes no plain EDF), with the samples and annotations that libedf reads from them.

    /usr/bin/python3 packages/core/src/bedside/goldens/edf.py
"""
import base64
import ctypes
import json
import math
import os
import tempfile

lib = ctypes.CDLL('libedf.so.1')
lib.edf_set_physical_maximum.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_double]
lib.edf_set_physical_minimum.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_double]
lib.edfwrite_annotation_utf8.argtypes = [ctypes.c_int, ctypes.c_longlong, ctypes.c_longlong, ctypes.c_char_p]
EDFPLUS = 1
SIGNALS = [
    {'name': 'ECG II', 'unit': 'mV', 'rate': 50, 'low': -2.0, 'high': 3.0},
    {'name': 'Pleth', 'unit': '%', 'rate': 20, 'low': 0.0, 'high': 100.0},
]
SECONDS = 3
ANNOTATIONS = [(0.5, 1.25, 'heel lance'), (2.0, None, 'Schrei: é')]


def wave(signal, i):
    t = i / signal['rate']
    middle, half = (signal['low'] + signal['high']) / 2, (signal['high'] - signal['low']) / 2
    return middle + 0.9 * half * math.sin(2 * math.pi * 2.3 * t + signal['rate'])


def write(path, kind):
    handle = lib.edfopen_file_writeonly(path.encode(), kind, len(SIGNALS))
    assert handle >= 0, handle
    for s, signal in enumerate(SIGNALS):
        lib.edf_set_samplefrequency(handle, s, signal['rate'])
        lib.edf_set_physical_maximum(handle, s, signal['high'])
        lib.edf_set_physical_minimum(handle, s, signal['low'])
        lib.edf_set_digital_maximum(handle, s, 32767)
        lib.edf_set_digital_minimum(handle, s, -32768)
        lib.edf_set_label(handle, s, signal['name'].encode())
        lib.edf_set_physical_dimension(handle, s, signal['unit'].encode())
    lib.edf_set_startdatetime(handle, 2026, 3, 1, 14, 5, 9)
    for second in range(SECONDS):
        for signal in SIGNALS:
            rate = signal['rate']
            values = (ctypes.c_double * rate)(*[wave(signal, second * rate + i) for i in range(rate)])
            lib.edfwrite_physical_samples(handle, values)
    for onset, duration, text in ANNOTATIONS:
        ticks = -1 if duration is None else int(duration * 10000)
        lib.edfwrite_annotation_utf8(handle, int(onset * 10000), ticks, text.encode())
    lib.edfclose_file(handle)


class Annotation(ctypes.Structure):
    _fields_ = [
        ('onset', ctypes.c_longlong),
        ('ticks', ctypes.c_longlong),
        ('duration', ctypes.c_char * 16),
        ('annotation', ctypes.c_char * 513),
    ]


def read(path):
    head = ctypes.create_string_buffer(1 << 20)
    assert lib.edfopen_file_readonly(path.encode(), head, 1) == 0
    handle = ctypes.cast(head, ctypes.POINTER(ctypes.c_int))[0]
    samples = []
    for s, signal in enumerate(SIGNALS):
        count = signal['rate'] * SECONDS
        values = (ctypes.c_double * count)()
        assert lib.edfread_physical_samples(handle, s, count, values) == count
        samples.append([round(value, 9) for value in values])
    notes = []
    n = 0
    while True:
        note = Annotation()
        if lib.edf_get_annotation(handle, n, ctypes.byref(note)) != 0:
            break
        duration = note.duration.decode()
        notes.append({
            'time': note.onset / 1e7,
            'duration': float(duration) if duration else None,
            'text': note.annotation.decode('utf-8'),
        })
        n += 1
    lib.edfclose_file(handle)
    return samples, notes


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'a.edf')
    write(path, EDFPLUS)
    samples, notes = read(path)
    with open(path, 'rb') as file:
        golden = {'signals': SIGNALS, 'bytes': base64.b64encode(file.read()).decode(), 'samples': samples, 'notes': notes}
out = os.path.join(os.path.dirname(__file__), 'edf.json')
with open(out, 'w') as file:
    json.dump(golden, file)
    file.write('\n')
