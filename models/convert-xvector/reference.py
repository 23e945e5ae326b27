"""What the x-vector path has to give, computed independently of Hark's own code, with NumPy alone.

  python3 reference.py FOLDER OUT.json

FOLDER holds the published network (final.ext.raw, mean.vec, transform.mat). The features follow Kaldi's documentation
of compute-mfcc-feats in matrices, the network is evaluated layer by layer as nnet3 writes it. The signal is made by a
formula, so that the test can make the same one.
"""
import json
import struct
import sys

import numpy as np


def signal(n):
    """A voice-like sum of harmonics whose pitch glides, with noise from a linear congruential generator."""
    t = np.arange(n) / 8000
    x = sum(np.sin(2 * np.pi * k * (110 * t + 15 * t * t)) / k for k in range(1, 25)) * 0.08
    state, noise = 12345, np.empty(n)
    for i in range(n):
        state = (1103515245 * state + 12345) % 2**31
        noise[i] = state / 2**30 - 1
    return (x * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * t)) + 0.01 * noise).astype(np.float32)


def mel(f):
    return 1127 * np.log(1 + f / 700)


def mfcc(x, rate=8000, length=200, shift=80, nfft=256, bins=23, low=20, high=3700, lifter=22):
    count = 1 + (len(x) - length) // shift
    frames = np.stack([x[i * shift : i * shift + length] for i in range(count)]).astype(np.float64) * 32768
    frames -= frames.mean(1, keepdims=True)
    # What dither of one step of 16 bits adds on average, in place of the dither.
    energy = np.log(np.maximum((frames**2).sum(1) + length, np.finfo(np.float32).eps))
    emphasised = frames - 0.97 * np.concatenate([frames[:, :1], frames[:, :-1]], 1)
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / (length - 1))) ** 0.85
    power = np.abs(np.fft.rfft(emphasised * window, nfft)) ** 2
    power += (window**2).sum() * np.abs(1 - 0.97 * np.exp(-2j * np.pi * np.arange(nfft // 2 + 1) / nfft)) ** 2
    centres = mel(low) + (mel(high) - mel(low)) * np.arange(bins + 2) / (bins + 1)
    hz = mel(np.arange(nfft // 2) * rate / nfft)
    left, mid, right = centres[:-2, None], centres[1:-1, None], centres[2:, None]
    bank = np.clip(np.minimum((hz - left) / (mid - left), (right - hz) / (right - mid)), 0, None)
    logs = np.log(np.maximum(power[:, : nfft // 2] @ bank.T, np.finfo(np.float32).eps))
    k, n = np.arange(bins)[:, None], np.arange(bins)[None, :]
    dct = np.sqrt(2 / bins) * np.cos(np.pi / bins * (n + 0.5) * k)
    dct[0] = np.sqrt(1 / bins)
    cepstra = logs @ dct.T * (1 + lifter / 2 * np.sin(np.pi * np.arange(bins) / lifter))
    cepstra[:, 0] = energy
    return cepstra


def sliding(f, window=300):
    out = np.empty_like(f)
    for t in range(len(f)):
        a = t - window // 2
        b = a + window
        if a < 0:
            a, b = 0, b - a
        if b > len(f):
            a, b = max(0, a - (b - len(f))), len(f)
        out[t] = f[t] - f[a:b].mean(0)
    return out


def after(data, at, token):
    return data.index(token, at) + len(token) + 1


def vector(data, at):
    assert data[at : at + 3] == b"FV "
    n = struct.unpack("<i", data[at + 4 : at + 8])[0]
    return np.frombuffer(data, "<f4", n, at + 8).astype(np.float64), at + 8 + 4 * n


def matrix(data, at):
    assert data[at : at + 3] == b"FM "
    r, c = struct.unpack("<i", data[at + 4 : at + 8])[0], struct.unpack("<i", data[at + 9 : at + 13])[0]
    return np.frombuffer(data, "<f4", r * c, at + 13).reshape(r, c).astype(np.float64), at + 13 + 4 * r * c


def embed(folder, f):
    data = open(f"{folder}/final.ext.raw", "rb").read()

    def affine(name):
        at = after(data, after(data, 0, b"<ComponentName> " + name.encode()), b"<LinearParams>")
        w, at = matrix(data, at)
        return w, vector(data, after(data, at, b"<BiasParams>"))[0]

    def batchnorm(name, x):
        at = after(data, 0, b"<ComponentName> " + name.encode())
        eps = struct.unpack("<f", data[after(data, at, b"<Epsilon>") + 1 :][:4])[0]
        rms = struct.unpack("<f", data[after(data, at, b"<TargetRms>") + 1 :][:4])[0]
        mean, _ = vector(data, after(data, at, b"<StatsMean>"))
        var, _ = vector(data, after(data, at, b"<StatsVar>"))
        return (x - mean) * rms / np.sqrt(var + eps)

    x = f
    for layer, offsets in (("tdnn1", range(-2, 3)), ("tdnn2", (-2, 0, 2)), ("tdnn3", (-3, 0, 3)), ("tdnn4", (0,)), ("tdnn5", (0,))):
        w, b = affine(layer + ".affine")
        low, high = min(offsets), max(offsets)
        spliced = np.concatenate([x[o - low : len(x) + o - high] for o in offsets], 1)
        x = batchnorm(layer + ".batchnorm", np.maximum(spliced @ w.T + b, 0))
    pooled = np.concatenate([x.mean(0), np.sqrt(np.maximum(x.var(0), 1e-10))])
    w, b = affine("tdnn6.affine")
    y = w @ pooled + b
    mean = np.array(open(f"{folder}/mean.vec").read().replace("[", "").replace("]", "").split(), float)
    transform, _ = matrix(open(f"{folder}/transform.mat", "rb").read(), 2)
    y = y - mean
    return transform @ y if transform.shape[1] == len(y) else transform @ np.append(y, 1)


if __name__ == "__main__":
    folder, out = sys.argv[1:]
    x = signal(8000 * 4)
    f = mfcc(x)
    chosen = [0, 1, 100, 250, len(f) - 1]
    normalised = sliding(f)
    y = embed(folder, normalised)
    numbers = lambda a: [round(float(v), 5) for v in a]
    json.dump(
        {
            "samples": len(x),
            "frames": len(f),
            "mfcc": {str(t): numbers(f[t]) for t in chosen},
            "normalised": {str(t): numbers(normalised[t]) for t in chosen},
            "embedding": numbers(y),
        },
        open(out, "w"),
        indent=1,
    )
