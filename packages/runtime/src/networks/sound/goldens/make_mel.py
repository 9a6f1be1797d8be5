# Mel spectrogram of 32 bands in decibel with numpy alone, by the definitions of librosa (power of a Hann window of 400 samples in the
# middle of 512, every 160, Slaney's filters of area 1 from 60 to 3,800 Hz, floor 80 dB below the largest value): float32 samples in, float32 numbers out.
import sys

import numpy as np

RATE, SIZE, LENGTH, HOP, BANDS, LOW, HIGH = 16000, 512, 400, 160, 32, 60.0, 3800.0


def mel(hz):
    return np.where(hz < 1000, hz / (200 / 3), 15 + 27 * np.log(np.maximum(hz, 1) / 1000) / np.log(6.4))


def hertz(m):
    return np.where(m < 15, m * 200 / 3, 1000 * np.exp(np.log(6.4) / 27 * (m - 15)))


corners = hertz(np.linspace(mel(np.array(LOW)), mel(np.array(HIGH)), BANDS + 2))
bins = np.arange(SIZE // 2 + 1) * RATE / SIZE
rise = (bins[None] - corners[:-2, None]) / (corners[1:-1] - corners[:-2])[:, None]
fall = (corners[2:, None] - bins[None]) / (corners[2:] - corners[1:-1])[:, None]
filters = np.maximum(0, np.minimum(rise, fall)) * (2 / (corners[2:] - corners[:-2]))[:, None]

samples = np.frombuffer(sys.stdin.buffer.read(), np.float32).astype(float)
frames = np.lib.stride_tricks.sliding_window_view(samples, SIZE)[::HOP]
window = np.zeros(SIZE)
window[(SIZE - LENGTH) // 2 : (SIZE + LENGTH) // 2] = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(LENGTH) / LENGTH)
power = np.abs(np.fft.rfft(frames * window)) ** 2
level = 10 * np.log10(np.maximum(1e-10, power @ filters.T))
level = np.maximum(level, level.max() - 80)
sys.stdout.buffer.write(level.astype(np.float32).tobytes())
