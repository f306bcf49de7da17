"""PyTorch as a worker of the comparison.

usage: worker.py NETWORK BATCH THREADS

Reads lines `COMMAND SECONDS` and answers each with the milliseconds of one iteration, the mean over that time. Commands:

train            forward, loss, backward, SGD with momentum and weight decay
infer            eager mode
frozen           a traced TorchScript graph, frozen or optimised for inference, whichever is faster
latency          eager mode, a batch of 1, in the faster of the two memory formats
latency-frozen   like frozen, a batch of 1

All but one use channels_last, which is the faster one for more than one image. It ends at the end of its input or at `quit`.
"""

import sys
import time

import torch
import torch.nn.functional as F

from networks import CLASSES, SIZES, build

LEARNING_RATE = 0.01
MOMENTUM = 0.9
DECAY = 1e-4


def images(name, batch, memory_format=torch.channels_last):
    return torch.randn(batch, 3, SIZES[name], SIZES[name]).to(memory_format=memory_format)


def network(name, memory_format=torch.channels_last):
    return build(name).to(memory_format=memory_format)


def training(name, batch):
    net = network(name).train()
    image = images(name, batch)
    label = torch.randint(0, CLASSES[name], (batch,))
    optimizer = torch.optim.SGD(net.parameters(), LEARNING_RATE, momentum=MOMENTUM, weight_decay=DECAY)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(net(image), label)
        loss.backward()
        optimizer.step()
        return loss.item()
    return step


def inference(call, image):
    def infer():
        with torch.inference_mode():
            return call(image)
    return infer


def eager(name, batch, memory_format=torch.channels_last):
    return inference(network(name, memory_format).eval(), images(name, batch, memory_format))


def latency(name, batch):
    return fastest([eager(name, 1, f) for f in (torch.channels_last, torch.contiguous_format)])


def frozen(name, batch):
    image = images(name, batch)
    with torch.no_grad():
        graph = torch.jit.trace(network(name).eval(), image)
        optimised = torch.jit.optimize_for_inference(graph)
        return fastest([inference(call, image) for call in (torch.jit.freeze(graph), optimised)])


def measure(iteration, seconds):
    """The mean milliseconds of an iteration over at least so many seconds."""
    count = 0
    start = now = time.perf_counter()
    while count == 0 or now - start < seconds:
        iteration()
        count += 1
        now = time.perf_counter()
    return (now - start) * 1000 / count


def fastest(iterations):
    for iteration in iterations:  # A graph is compiled in its first calls.
        measure(iteration, 0.3)
    return min(iterations, key=lambda iteration: measure(iteration, 0.5))


WORK = {
    'train': training,
    'infer': eager,
    'frozen': frozen,
    'latency': latency,
    'latency-frozen': lambda name, batch: frozen(name, 1),
}


def main():
    name, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.manual_seed(1)
    torch.set_num_threads(threads)
    ready = {}
    for line in sys.stdin:
        words = line.split()
        if words[0] == 'quit':
            return
        command, seconds = words[0], float(words[1])
        if command not in ready:
            ready[command] = WORK[command](name, batch)
        print(measure(ready[command], seconds), flush=True)


if __name__ == '__main__':
    main()
