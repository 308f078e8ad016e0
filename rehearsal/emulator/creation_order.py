"""
CloudFormation creates what does not depend on each other in any order, and in parallel. ministack creates it by the
alphabet, so that a missing DependsOn stays hidden. Here the order is the worst that the dependencies allow: what uses
others comes as early, and what others may need without saying so comes as late as possible. Of those that call a
function, the one that waits for the least of the network comes first: what the next waits for would help it, too.
"""

from ministack.services.cloudformation import engine

from .patches import replace

# Types that call a function while they are created.
_CALLERS = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::SecretsManager::RotationSchedule")
_NETWORK = "AWS::EC2::"
# Types that use others while they are created, those that need the most coming first.
_EARLY = (
    _CALLERS,
    "AWS::RDS::DBProxyTargetGroup",
    "AWS::RDS::DBProxy",
    "AWS::Backup::",
    "AWS::RDS::DBInstance",
    "AWS::Lambda::Function",
)


def install() -> None:
    original = engine._topological_sort

    def worst_order(resources: dict, conditions: dict) -> list[str]:
        known = original(resources, conditions)  # finds circles
        active = set(known)
        ordered: list[str] = []
        done: set[str] = set()

        def visit(name: str) -> None:
            if name in done:
                return
            done.add(name)
            for dependency in sorted(engine._extract_deps(resources[name], active), reverse=True):
                if dependency != name:
                    visit(dependency)
            ordered.append(name)

        def network_of(name: str) -> int:
            """How much of the network a caller waits for."""
            if not _type(resources[name]).startswith(_CALLERS):
                return 0
            found, open_names = {name}, [name]
            while open_names:
                added = engine._extract_deps(resources[open_names.pop()], active) - found
                found |= added
                open_names += added
            return sum(_type(resources[other]).startswith(_NETWORK) for other in found)

        for name in sorted(active, key=lambda name: (_rank(resources[name]), network_of(name), name)):
            visit(name)
        return ordered

    replace(original, worst_order)


def _rank(resource: dict) -> int:
    return next((rank for rank, early in enumerate(_EARLY) if _type(resource).startswith(early)), len(_EARLY))


def _type(resource: dict) -> str:
    return resource.get("Type", "")
