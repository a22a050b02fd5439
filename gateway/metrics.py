"""Every metric name, once. Labels never hold personal data: no addresses, no refs."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

ACCEPTED = Counter("lychgate_accepted", "Messages answered 250.", ["direction", "disposition"], registry=REGISTRY)
REFUSED = Counter("lychgate_refused", "Messages and commands refused, by reply code.", ["code"], registry=REGISTRY)
FINDINGS = Counter(
    "lychgate_findings", "Verdicts with findings, by rule and action.", ["rule", "action"], registry=REGISTRY
)
FAULTS = Counter("lychgate_rule_faults", "Rules that broke or took too long.", ["rule"], registry=REGISTRY)
DECIDED = Counter("lychgate_decided", "Decisions by people, by disposition.", ["disposition"], registry=REGISTRY)
ATTEMPTS = Counter("lychgate_attempts", "Delivery attempts, a recipient, by outcome.", ["outcome"], registry=REGISTRY)
LOGINS = Counter(
    "lychgate_logins", "Sign-ins at submission and console, by result.", ["door", "result"], registry=REGISTRY
)
CONNECTIONS = Gauge("lychgate_connections", "SMTP connections open now.", ["listener"], registry=REGISTRY)
WAITING = Gauge("lychgate_waiting", "Messages that wait, by state.", ["state"], registry=REGISTRY)
CHECK_SECONDS = Histogram(
    "lychgate_check_seconds",
    "Time to check one message.",
    registry=REGISTRY,
    buckets=(0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 20),
)
COMMIT_SECONDS = Histogram(
    "lychgate_commit_seconds",
    "Time to write one batch to disk.",
    registry=REGISTRY,
    buckets=(0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5),
)


def counted(counter: Counter) -> Mapping[str, int]:
    """What a counter of one label has come to since the process began, by that label."""
    samples = [sample for metric in counter.collect() for sample in metric.samples if sample.name.endswith("_total")]
    return {next(iter(sample.labels.values())): int(sample.value) for sample in samples if sample.value}
