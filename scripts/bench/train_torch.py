"""The default autoencoder in eager PyTorch with the reference's arithmetic, written for this measurement.

Prints one JSON object (train.mjs, Measured). Batches are cut from tensors in memory, which is faster than the
DataLoader that the reference uses.
"""

import json
import resource
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

folder, bottleneck, batch_size, threads, epochs, width, started_ms = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:8])
torch.set_num_threads(threads)
torch.manual_seed(0)
sizes = json.load(open(f"{folder}/sizes.json"))
TOKENS, FEATURES, GLOBALS, TYPES = (sizes[name] for name in ("tokens", "features", "globals", "types"))
LATENT, CODES, BETA, DECAY, EPSILON = 32, 512, 0.25, 0.99, 1e-5


def mlp(*widths):
    layers = [nn.Linear(widths[0], widths[1])]
    for inputs, outputs in zip(widths[1:], widths[2:]):
        layers += [nn.GELU(), nn.Linear(inputs, outputs)]
    return nn.Sequential(*layers)


class Codebook(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("codes", torch.randn(CODES, LATENT))
        self.register_buffer("count", torch.ones(CODES))
        self.register_buffer("weight", self.codes.clone())

    def forward(self, latent):
        flat = latent.reshape(-1, LATENT)
        distance = flat.square().sum(1, keepdim=True) - 2 * flat @ self.codes.t() + self.codes.square().sum(1)
        chosen = distance.argmin(1)
        quantized = self.codes[chosen].view_as(latent)
        hits = F.one_hot(chosen, CODES).float()
        if self.training:
            with torch.no_grad():
                self.count.mul_(DECAY).add_(hits.sum(0), alpha=1 - DECAY)
                self.weight.mul_(DECAY).add_(hits.t() @ flat, alpha=1 - DECAY)
                total = self.count.sum()
                smooth = (self.count + EPSILON) / (total + CODES * EPSILON) * total
                self.codes.copy_(self.weight / smooth[:, None])
        share = hits.mean(0)
        perplexity = torch.exp(-(share * (share + 1e-10).log()).sum())
        loss = BETA * F.mse_loss(latent, quantized.detach())
        return latent + (quantized - latent).detach(), loss, perplexity


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.types = nn.Embedding(TYPES, 8)
        self.encoder = mlp(FEATURES + 8, width, width, LATENT)
        self.bottleneck = {"none": nn.Identity, "linear": lambda: nn.Linear(LATENT, LATENT), "vq": Codebook}[bottleneck]()
        self.decoder = mlp(LATENT, width, width, FEATURES)
        self.head = mlp(LATENT, 32, GLOBALS)

    def forward(self, tokens, ids, globals_):
        latent = self.encoder(torch.cat([tokens, self.types(ids)], -1))
        result = self.bottleneck(latent)
        latent, extra = (result[0], result[1]) if isinstance(result, tuple) else (result, 0.0)
        return F.mse_loss(self.decoder(latent), tokens) + F.mse_loss(self.head(latent.mean(1)), globals_) + extra


def load(split):
    count = sizes["counts"][split]
    read = lambda name, kind, *shape: torch.from_numpy(np.fromfile(f"{folder}/{split}_{name}.bin", kind).reshape(count, *shape))
    ids = read("ids", np.int32, TOKENS).long()
    return read("tokens", np.float32, TOKENS, FEATURES), ids, read("globals", np.float32, GLOBALS)


train, val = load("train"), load("val")
model = Autoencoder()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
seconds, cpu_seconds, first_step = [], [], None
for epoch in range(epochs):
    start, cpu_start = time.perf_counter(), time.process_time()
    model.train()
    total = 0.0
    for rows in torch.randperm(len(train[0])).split(batch_size):
        loss = model(*(part[rows] for part in train))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.item() * len(rows)
        first_step = first_step or {
            "seconds": time.time() - started_ms / 1000,
            "cpuSeconds": time.process_time(),
        }
    model.eval()
    with torch.no_grad():
        for rows in torch.arange(len(val[0])).split(batch_size):
            total += model(*(part[rows] for part in val)).item()
    seconds.append(time.perf_counter() - start)
    cpu_seconds.append(time.process_time() - cpu_start)
peak_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(
    json.dumps(
        {
            "seconds": seconds,
            "cpuSeconds": cpu_seconds,
            "firstStep": first_step,
            "peakMemoryMiB": peak_memory,
            "events": len(train[0]),
        }
    )
)
