"""The configuration: one commented TOML file, read whole, every problem told at once."""

from gateway.config.override import Change, Override
from gateway.config.problem import Problem
from gateway.config.read import Source, find_problems, load, parse
from gateway.config.secret import read_secret
from gateway.config.tables import (
    Config,
    ConsoleTable,
    CouncilTable,
    LimitsTable,
    ListenerTable,
    PartnerTable,
    PersonTable,
    PolicyTable,
    ProviderTable,
    RelayTable,
    ReviewTable,
    RouteTable,
    SmtpTable,
    StoreTable,
)

__all__ = [
    "Change",
    "Config",
    "ConsoleTable",
    "CouncilTable",
    "LimitsTable",
    "ListenerTable",
    "Override",
    "PartnerTable",
    "PersonTable",
    "PolicyTable",
    "Problem",
    "ProviderTable",
    "RelayTable",
    "ReviewTable",
    "RouteTable",
    "SmtpTable",
    "Source",
    "StoreTable",
    "find_problems",
    "load",
    "parse",
    "read_secret",
]
