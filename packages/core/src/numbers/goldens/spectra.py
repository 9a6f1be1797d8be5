"""Writes spectra.json: Fourier transforms and Welch spectra by numpy and scipy, of drawn signals."""

import json
from pathlib import Path

import numpy
from scipy import signal

draw = numpy.random.default_rng(16)


def fourier(length):
    x = draw.normal(size=length) + 1j * draw.normal(size=length)
    y = numpy.fft.fft(x)
    return dict(re=x.real.tolist(), im=x.imag.tolist(), fourier_re=y.real.tolist(), fourier_im=y.imag.tolist())


def welch(length, rate, segment, overlap, size):
    x = numpy.round(draw.normal(size=length).cumsum(), 6)
    f, p = signal.welch(x, rate, "hann", nperseg=segment, noverlap=overlap, nfft=size, detrend="constant")
    return dict(rate=rate, segment=segment, overlap=overlap, size=size, signal=x.tolist(),
                step=float(f[1]), power=p.tolist())


golden = dict(
    fourier=[fourier(n) for n in (1, 2, 3, 8, 12, 37, 64, 90)],
    welch=[welch(200, 30.0, 64, 32, 128), welch(150, 25.0, 50, 25, 50), welch(120, 8000.0, 45, 30, 75)],
)
Path(__file__).with_name("spectra.json").write_text(json.dumps(golden) + "\n")
