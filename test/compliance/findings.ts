import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';

/** What the packs and the template validator found in an app. */
export interface Findings {
  /** `rule path` of each finding that is not acknowledged. */
  readonly open: string[];
  /** Each acknowledged finding. */
  readonly acknowledged: { readonly id: string; readonly path: string; readonly reason: string }[];
}

/** The environment of the app. */
export interface Options {
  readonly context?: Record<string, unknown>;
  readonly env?: { readonly account?: string; readonly region?: string };
}

/** Synthesises an app with all four packs and the template validator as errors. */
export function findings(build: (stack: Stack) => void, options: Options = {}): Findings {
  const outdir = mkdtempSync(path.join(tmpdir(), 'oficina-compliance-'));
  process.env.CDK_VALIDATION = 'true';
  const app = new App({ outdir, context: { ...options.context, '@aws-cdk/core:validateAgainstDefaultRules': true } });
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app),
    new HIPAASecurityChecks(app),
    new NIST80053R5Checks(app),
    new PCIDSS321Checks(app),
  );
  build(new Stack(app, 'Stack', { env: options.env }));
  try {
    app.synth();
  } catch {
    // A finding fails the synthesis; the report says which.
  }
  const { pluginReports } = JSON.parse(readFileSync(path.join(outdir, 'validation-report.json'), 'utf8'));
  rmSync(outdir, { recursive: true });
  // Warnings of the library are for its users, not for an auditor.
  const reports = pluginReports.filter(({ pluginName }: any) => pluginName !== 'Construct Annotations');
  // A pack that breaks reports an error instead of violations; one that finds nothing is left out of the report.
  const broken = reports.filter(({ metadata }: any) => metadata?.error);
  if (broken.length > 0) throw new Error(`a pack has not run: ${JSON.stringify(broken)}`);
  const each = (key: string) =>
    reports.flatMap((report: any) =>
      (report[key] ?? []).flatMap((violation: any) =>
        violation.violatingConstructs.map((construct: any) => ({ violation, construct })),
      ),
    );
  return {
    open: each('violations').map(({ violation, construct }: any) => `${violation.ruleName} ${construct.constructPath}`),
    acknowledged: each('suppressedViolations').map(({ violation, construct }: any) => ({
      id: violation.acknowledgedId,
      path: construct.constructPath,
      reason: violation.reason,
    })),
  };
}
