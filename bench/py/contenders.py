"""NumPy, scikit-learn and PyTorch at the jobs of bench/compare.

    contenders.py NAME FOLDER name=value...

Speaks with bench/compare as org.glissade.bench.Worker does: says `ready` or `cannot`, then answers
`epoch` with `seconds` and `loss` with `loss`. Each tool is used in its fastest documented way.
"""
import os
import sys
import time

SYSTEM = "/usr/bin/python3"  # where Debian's packages are


def say(*words):
    print("\t".join(str(word) for word in words), flush=True)


def cannot(reason):
    say("cannot", reason)
    sys.exit(0)


def load(module):
    """Imports a module, in the system's own Python if this one does not have it."""
    try:
        return __import__(module)
    except ImportError:
        here = os.path.realpath(sys.executable)
        if os.path.exists(SYSTEM) and here != os.path.realpath(SYSTEM):
            os.execv(SYSTEM, [SYSTEM] + sys.argv)
        cannot("python3 has no module " + module)


class Job:
    def __init__(self, arguments):
        values = dict(argument.split("=", 1) for argument in arguments)
        self.data, self.loss, self.optimizer = values["data"], values["loss"], values["optimizer"]
        self.rows, self.columns, self.nonzeros = (int(values[k]) for k in ("rows", "columns", "nonzeros"))
        self.batch, self.repeats = int(values["batch"]), int(values["repeats"])
        self.rate, self.single_rate, self.l2 = (float(values[k]) for k in ("rate", "single_rate", "l2"))
        self.logistic = self.loss == "logistic"

    def read(self, np, folder):
        """x (dense: rows x columns; sparse: values, rows x nonzeros), ids or None, y."""
        def raw(suffix, dtype):
            return np.fromfile(os.path.join(folder, self.data + suffix), dtype)
        width = self.nonzeros or self.columns
        x = raw(".x.f32", "<f4").reshape(self.rows, width)
        ids = raw(".ids.i32", "<i4").reshape(self.rows, width) if self.nonzeros else None
        return x, ids, raw(".y.f32", "<f4")


def mean_loss(np, job, scores, y):
    """Of scores in double."""
    if job.logistic:
        margin = np.where(y > 0, scores, -scores)
        return float(np.mean(np.logaddexp(0, -margin)))
    return float(np.mean(0.5 * (scores - y) ** 2))


class Numpy:
    """The gradient of a minibatch by two products, as textbooks write it."""

    def __init__(self, job, folder):
        np = load("numpy")
        if job.nonzeros:
            cannot("NumPy has no sparse rows")
        self.np, self.job = np, job
        self.x, _, self.y = job.read(np, folder)
        self.w, self.b = np.zeros(job.columns, np.float32), np.float32(0)
        # At small batches it takes seconds: as many repeats as are needed to measure.
        self.repeats = 1 if job.batch < 100 else min(job.repeats, 50)
        say("ready", "float", job.batch, "NumPy " + np.__version__)

    def epoch(self):
        np, job, x, y = self.np, self.job, self.x, self.y
        rate = np.float32(job.rate)
        start = time.perf_counter()
        for _ in range(self.repeats):
            w, b = self.w, self.b
            for i in range(0, job.rows, job.batch):
                rows = x[i:i + job.batch]
                e = rows @ w + b
                if job.logistic:
                    e = 1 / (1 + np.exp(-e))
                e -= y[i:i + job.batch]
                w -= (rate / np.float32(len(e))) * (e @ rows)
                b -= rate * e.mean()
            self.w, self.b = w, b
        return (time.perf_counter() - start) / self.repeats

    def loss(self):
        if self.repeats != self.job.repeats:
            return float("nan")
        scores = self.x @ self.w.astype(float) + float(self.b)
        return mean_loss(self.np, self.job, scores, self.y)


class ScikitLearn:
    """SGDRegressor and SGDClassifier: batches of one, float64 (their fast path), in order."""

    def __init__(self, job, folder):
        sklearn, np = load("sklearn"), load("numpy")
        from sklearn.linear_model import SGDClassifier, SGDRegressor
        if job.optimizer != "sgd":
            cannot("scikit-learn has no AdaGrad")
        self.np, self.job = np, job
        x, ids, y = job.read(np, folder)
        if ids is None:
            self.x = x.astype(np.float64)
        else:
            import scipy.sparse as sparse
            starts = np.arange(0, x.size + 1, job.nonzeros, dtype=np.int32)
            self.x = sparse.csr_matrix((x.astype(np.float64).ravel(), ids.ravel(), starts), (job.rows, job.columns))
        self.y = y.astype(np.float64)
        self.repeats = min(job.repeats, 50)
        settings = dict(penalty="l2" if job.l2 else None, alpha=job.l2 or 1e-4, learning_rate="constant",
                        eta0=job.single_rate, shuffle=False)
        if job.logistic:
            try:
                self.model = SGDClassifier(loss="log_loss", **settings)
            except ValueError:
                self.model = SGDClassifier(loss="log", **settings)
        else:
            self.model = SGDRegressor(**settings)
        note = "scikit-learn " + sklearn.__version__
        if job.batch > 1:
            note += ", has batches of one only"
        if job.nonzeros:
            note += ", learns the bias of sparse rows at a hundredth of the rate"
        say("ready", "double", 1, note)

    def epoch(self):
        extra = {"classes": [0, 1]} if self.job.logistic else {}
        start = time.perf_counter()
        for _ in range(self.repeats):
            self.model.partial_fit(self.x, self.y, **extra)
        return (time.perf_counter() - start) / self.repeats

    def loss(self):
        if self.repeats != self.job.repeats:
            return float("nan")
        scores = self.model.decision_function(self.x) if self.job.logistic else self.model.predict(self.x)
        return mean_loss(self.np, self.job, scores, self.y)


class Torch:
    """torch.nn.Linear with autograd and torch.optim.SGD over slices; sparse rows through EmbeddingBag.

    Where steps are many, an epoch would take minutes: then the first rows only, and the time scaled.
    """

    STEPS = 20_000  # at most, about 100 microseconds each

    def __init__(self, job, folder, manual=False):
        torch, np = load("torch"), load("numpy")
        if job.optimizer != "sgd" or job.l2:
            cannot("left out: W3a stands for the variants")
        if manual and job.nonzeros:
            cannot("left out: torch shows the sparse rows")
        torch.set_num_threads(1)
        self.torch, self.np, self.job, self.manual = torch, np, job, manual
        x, ids, y = job.read(np, folder)
        self.rows = min(job.rows, self.STEPS * job.batch)
        steps = -(-self.rows // job.batch)
        self.repeats = max(1, min(job.repeats, self.STEPS // steps))
        self.x, self.y = torch.from_numpy(x), torch.from_numpy(y)
        self.ids = None if ids is None else torch.from_numpy(ids.astype(np.int64))
        if self.ids is None:
            self.model = torch.nn.Linear(job.columns, 1)
            torch.nn.init.zeros_(self.model.bias)
        else:
            self.model = torch.nn.EmbeddingBag(job.columns, 1, mode="sum", sparse=True)
        torch.nn.init.zeros_(self.model.weight)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=job.rate)
        note = "PyTorch " + torch.__version__ + (", gradient by hand" if manual else ", autograd")
        if self.ids is not None:
            note += ", without a bias"
        if self.rows < job.rows:
            note += ", the first {:,} rows, time scaled".format(self.rows)
        say("ready", "float", job.batch, note)

    def steps(self):
        torch, job = self.torch, self.job
        loss = torch.nn.functional.binary_cross_entropy_with_logits if job.logistic else self.half_squares
        for i in range(0, self.rows, job.batch):
            x, y = self.x[i:i + job.batch], self.y[i:i + job.batch]
            self.optimizer.zero_grad(set_to_none=True)
            if self.ids is None:
                scores = self.model(x)
            else:
                scores = self.model(self.ids[i:i + job.batch], per_sample_weights=x)
            loss(scores.squeeze(1), y).backward()
            self.optimizer.step()

    @staticmethod
    def half_squares(scores, y):
        return (scores - y).square().mean() / 2

    def steps_by_hand(self):
        torch, job = self.torch, self.job
        with torch.no_grad():
            w, b = self.model.weight[0], self.model.bias
            for i in range(0, self.rows, job.batch):
                x = self.x[i:i + job.batch]
                e = torch.addmv(b.expand(len(x)), x, w)
                if job.logistic:
                    e.sigmoid_()
                e.sub_(self.y[i:i + job.batch])
                w.addmv_(x.t(), e, alpha=-job.rate / len(x))
                b.sub_(e.mean(), alpha=job.rate)

    def epoch(self):
        start = time.perf_counter()
        for _ in range(self.repeats):
            if self.manual:
                self.steps_by_hand()
            else:
                self.steps()
        return (time.perf_counter() - start) / self.repeats * (self.job.rows / self.rows)

    def loss(self):
        if self.rows < self.job.rows or self.repeats != self.job.repeats or self.ids is not None:
            return float("nan")
        with self.torch.no_grad():
            scores = self.model(self.x).squeeze(1).double().numpy()
        return mean_loss(self.np, self.job, scores, self.y.numpy())


def main():
    name, folder, job = sys.argv[1], sys.argv[2], Job(sys.argv[3:])
    contender = {
        "numpy": lambda: Numpy(job, folder),
        "sklearn": lambda: ScikitLearn(job, folder),
        "torch": lambda: Torch(job, folder),
        "torch-manual": lambda: Torch(job, folder, manual=True),
    }[name]()
    for question in sys.stdin:
        if question == "epoch\n":
            say("seconds", contender.epoch())
        else:
            say("loss", contender.loss())


main()
