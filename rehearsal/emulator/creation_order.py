"""
CloudFormation creates what does not depend on each other in any order, and in parallel. ministack creates it by the
alphabet, so that a missing DependsOn stays hidden. Here the order is the worst that the dependencies allow: what uses
others comes as early, and what others may need without saying so comes as late as possible.
"""

from ministack.services.cloudformation import engine

from .patches import replace

# Types that call or use others while they are created, those that need the most coming first.
_EARLY = (
    "Custom::",
    "AWS::CloudFormation::CustomResource",
    "AWS::SecretsManager::RotationSchedule",
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

        for name in sorted(active, key=lambda name: (_rank(resources[name]), name), reverse=False):
            visit(name)
        return ordered

    replace(original, worst_order)


def _rank(resource: dict) -> int:
    resource_type = resource.get("Type", "")
    return next((rank for rank, early in enumerate(_EARLY) if resource_type.startswith(early)), len(_EARLY))
