"""The guard against attacks, made from its settings."""

from collections.abc import Callable, Sequence

from groupz_shield.bans import Offences
from groupz_shield.counters.protocol import Counters
from groupz_shield.events import EventSink
from groupz_shield.signatures.choosing import matcher_for
from groupz_shield.signatures.guard import SignatureGuard
from groupz_shield.signatures.inspector import Inspector
from groupz_shield.signatures.matching import Matcher, SlowMatcher
from groupz_shield.signatures.readings import READINGS
from groupz_shield.signatures.recollection import Recollection
from groupz_shield.signatures.ruleset import built_in_rules
from groupz_shield.signatures.settings import Signatures


def inspector_of(
    settings: Signatures, matcher: Callable[[Sequence[str]], Matcher] = SlowMatcher
) -> Inspector:
    """Make what finds attacks; for a few requests, the slow matcher is quicker."""
    return Inspector(
        (*built_in_rules(), *settings.rules),
        READINGS,
        threshold=settings.threshold,
        off=settings.off,
        prose=settings.prose,
        matcher=matcher,
    )


def signature_guard(
    settings: Signatures, offences: Offences, counters: Counters, report: EventSink
) -> SignatureGuard:
    """Make the guard."""
    return SignatureGuard(
        inspector_of(settings, matcher_for(settings.folder, report)),
        offences,
        counters,
        settings,
        remember=Recollection(offences.register.store).remember,
    )
