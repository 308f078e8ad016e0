"""
CloudFormation creates resources that do not depend on each other in any order, and in parallel. ministack creates them
alphabetically, so that a missing DependsOn stays hidden. Here the order is the worst that the dependencies allow:
resources that use others come as early as possible, and resources that others may need without a dependency come as
late as possible. Of the resources that call a function, the one that depends on the fewest network resources comes
first: after another one, it would find the network resources of that one, which could hide a missing dependency.
"""

from ministack.services.cloudformation import engine

from .patches import replace

# Types whose creation calls a function.
_CALLERS = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::SecretsManager::RotationSchedule")
_NETWORK = "AWS::EC2::"
# Types whose creation uses other resources; those that need the most come first.
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
        known = original(resources, conditions)  # also finds circular dependencies
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
            """Returns how many network resources a caller depends on."""
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
