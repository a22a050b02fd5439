"""Presidio's own finder of names, to be measured beside ours where it is installed.

It is no part of the product: `pip install presidio-analyzer` and a model of spaCy's; PRESIDIO_MODEL names the model.
"""

import importlib
import os
from collections.abc import Callable

Span = tuple[int, int]
MODEL = os.environ.get("PRESIDIO_MODEL", "en_core_web_lg")


def presidio() -> Callable[[str], list[Span]] | None:
    """Where Presidio finds persons in a text; None where it is not installed."""
    try:
        analyzer = importlib.import_module("presidio_analyzer")
        engines = importlib.import_module("presidio_analyzer.nlp_engine")
    except ImportError:
        return None
    models = [{"lang_code": "en", "model_name": MODEL}]
    provider = engines.NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    engine = analyzer.AnalyzerEngine(nlp_engine=provider.create_engine())

    def found(text: str) -> list[Span]:
        return [(one.start, one.end) for one in engine.analyze(text, language="en", entities=["PERSON"])]

    return found
