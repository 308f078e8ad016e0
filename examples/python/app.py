#!/usr/bin/env python3
"""The prod database of the workshop system."""

import os

from aws_cdk import App, Environment, Validations
from cdk_nag import AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks

from database_stack import DatabaseStack

app = App()
# Every synthesis checks the compliance packs: a finding that nobody has answered for fails it.
Validations.of(app).add_plugins(
    AwsSolutionsChecks(app),
    HIPAASecurityChecks(app),
    NIST80053R5Checks(app),
    PCIDSS321Checks(app),
)

DatabaseStack(
    app,
    "oficina-database-prod",
    description="PostgreSQL of the workshop system, prod",
    # Both are written out, or known from the credentials: the stack of the other region is of the same account.
    env=Environment(account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region="us-east-1"),
)

app.synth()
