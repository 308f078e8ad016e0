/** A finding of checkov that is accepted. */
export interface AcceptedFinding {
  /** Id of the check, like `CKV_AWS_117`. */
  readonly check: string;
  /** Regular expression for the file name of the template, from its start: `oficina-database-dev\.`. */
  readonly templates: string;
  /** Regular expression for the logical id, from its start. */
  readonly resources: string;
  /** Why it is accepted. */
  readonly reason: string;
}

/** A check that a resource of a template has failed. */
export interface FailedCheck {
  readonly check: string;
  readonly name: string;
  readonly template: string;
  readonly logicalId: string;
}

/** The problems of a run of checkov: findings that are not accepted, and entries of the list without a finding. */
export function checkovProblems(failed: FailedCheck[], accepted: AcceptedFinding[]): string[] {
  const accepts = (entry: AcceptedFinding, finding: FailedCheck) =>
    entry.check === finding.check &&
    new RegExp(`^(?:${entry.templates})`).test(finding.template) &&
    new RegExp(`^(?:${entry.resources})`).test(finding.logicalId);
  const open = failed
    .filter((finding) => !accepted.some((entry) => accepts(entry, finding)))
    .map(({ check, name, template, logicalId }) => `${template} ${logicalId}: ${check} ${name}`);
  const unused = accepted
    .filter((entry) => !failed.some((finding) => accepts(entry, finding)))
    .map(
      ({ check, templates, resources }) =>
        `tools/checkov-accepted.json accepts ${check} of ${resources} in ${templates}, ` +
        'which is no finding any more: take it out',
    );
  const withoutReason = accepted
    .filter(({ reason }) => reason.trim() === '')
    .map(({ check }) => `tools/checkov-accepted.json accepts ${check} without a reason`);
  return [...new Set([...open, ...unused, ...withoutReason])];
}

/** The failed checks in checkov's JSON; a run that has read no resource is an error. */
export function failedChecks(report: string): FailedCheck[] {
  const { results, summary } = JSON.parse(report);
  if (!summary?.resource_count) throw new Error('checkov has read no resource');
  if (summary.parsing_errors > 0) throw new Error(`checkov could not read ${summary.parsing_errors} templates`);
  return results.failed_checks.map(
    ({ check_id: check, check_name: name, file_path: file, resource }: Record<string, string>) => ({
      check,
      name,
      template: file.replace(/^\//, ''),
      logicalId: resource.slice(resource.lastIndexOf('.') + 1),
    }),
  );
}
