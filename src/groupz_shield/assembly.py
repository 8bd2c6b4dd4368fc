"""The parts of a shield, made from its policy."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from groupz_shield.bans import DecisionRegister, Offences
from groupz_shield.counters import Counters
from groupz_shield.counters.opening import open_counters
from groupz_shield.events import EventSink
from groupz_shield.guards import (
    DecisionGuard,
    FloodGuard,
    Guard,
    NotFoundGuard,
    Observer,
    OriginGuard,
)
from groupz_shield.policy import ShieldPolicy
from groupz_shield.stores.opening import open_store


@dataclass(frozen=True, slots=True)
class Parts:
    """What judges requests and answers.

    Attributes:
        register: What is decided about clients.
        counters: What is counted of them.
        offences: Turns offences into bans.
        guards: Asked in this order, the cheapest first.
        observers: Shown every answer.
    """

    register: DecisionRegister
    counters: Counters
    offences: Offences
    guards: tuple[Guard, ...]
    observers: tuple[Observer, ...]


def assembled(policy: ShieldPolicy, report: EventSink) -> Parts:
    """Make the parts that a policy asks for."""
    counters = policy.counters
    if isinstance(counters, str):
        counters = open_counters(counters, report, policy.clock)
    register = register_of(policy, report)
    offences = Offences(
        register, counters, report, policy.clock, simulated=not policy.enforce
    )
    built_in = (
        *built_in_guards(policy, register, offences, counters),
        *signature_guards(policy, offences, counters, report),
        OriginGuard(policy.public_origins, policy.origin_exempt_paths, report),
    )
    return Parts(
        register,
        counters,
        offences,
        (*built_in, *(other for other in policy.guards if isinstance(other, Guard))),
        (
            *built_in_observers(policy, offences, counters),
            *(other for other in policy.guards if isinstance(other, Observer)),
        ),
    )


def register_of(policy: ShieldPolicy, report: EventSink) -> DecisionRegister:
    """Make the register of a policy, with what its own blocklist names."""
    store = open_store(policy.store) if isinstance(policy.store, str) else policy.store
    register = DecisionRegister(
        store,
        protection=policy.protection,
        report=report,
        clock=policy.clock,
        retention_seconds=policy.retention_days * 86_400,
    )
    register.table.put(policy.blocked)
    return register


def built_in_guards(
    policy: ShieldPolicy,
    register: DecisionRegister,
    offences: Offences,
    counters: Counters,
) -> Iterator[Guard]:
    """Make the guards that need nothing but their limits."""
    yield DecisionGuard(register, counters)
    yield policy.hygiene_guard()
    if policy.flood_limit is not None:
        yield FloodGuard(
            offences,
            counters,
            policy.flood_limit,
            policy.flood_ban_factor,
            policy.static_paths,
        )


def signature_guards(
    policy: ShieldPolicy, offences: Offences, counters: Counters, report: EventSink
) -> Iterator[Guard]:
    """Make the guard against attacks, which is costly to import and to make."""
    if policy.signatures is not None:
        assembly = import_module("groupz_shield.signatures.assembly")
        yield assembly.signature_guard(policy.signatures, offences, counters, report)


def built_in_observers(
    policy: ShieldPolicy, offences: Offences, counters: Counters
) -> Iterator[Observer]:
    """Make what counts the paths that are not there."""
    if policy.not_found_limit is not None:
        yield NotFoundGuard(
            offences, counters, policy.not_found_limit, policy.not_found_free_paths
        )
