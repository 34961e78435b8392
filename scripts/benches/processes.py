"""Runs programs and tells what they cost, with every process that they start."""

import ctypes
from dataclasses import dataclass
import os
from pathlib import Path
import resource
import signal
import subprocess
import time

# Processes that a program leaves behind become our children: their CPU time counts, and their end can be waited for.
PR_SET_CHILD_SUBREAPER = 36
if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
    raise SystemExit("the kernel does not let us adopt processes")
# One thread a process for all alike: more only burn time on small pages.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("SOHOA_")} | {"OMP_THREAD_LIMIT": "1"}
# A worker that lost its parent has to notice it in less.
PATIENCE = 10.0


@dataclass
class Ran:
    code: int
    out: str
    errors: str
    cpu: float  # user and system seconds
    wall: float


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command, codes=(0,)):
    """Runs to the end; another exit status than `codes` ends the measurement."""
    cpu, start = cpu_of_children(), time.monotonic()
    done = subprocess.run([str(c) for c in command], env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    wall = time.monotonic() - start
    reap()
    if done.returncode not in codes:
        raise SystemExit("%s: exit status %d\n%s" % (" ".join(map(str, command[:3])), done.returncode, done.stderr[-2000:]))
    return Ran(done.returncode, done.stdout, done.stderr, cpu_of_children() - cpu, wall)


def start(command):
    return subprocess.Popen([str(c) for c in command], env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def reap():
    """Waits for the processes that were left behind; gives how many had to be killed."""
    end, killed = time.monotonic() + PATIENCE, set()
    while True:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return len(killed)
        if not ended:
            if time.monotonic() > end:
                for pid in descendants(os.getpid()):
                    os.kill(pid, signal.SIGKILL)
                    killed.add(pid)
            time.sleep(0.01)


def descendants(root):
    """Ids of all processes below `root`."""
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue  # it has ended
        children.setdefault(parent, []).append(int(stat.parent.name))
    found, todo = [], [root]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


def memory(pid):
    """Bytes of a process: (anonymous with what is swapped out, shared)."""
    try:
        lines = Path("/proc/%d/status" % pid).read_text().splitlines()
    except OSError:
        return 0, 0
    kib = {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines) if value.endswith("kB")}
    return 1024 * (kib.get("RssAnon", 0) + kib.get("VmSwap", 0)), 1024 * kib.get("RssShmem", 0)
