import { execFileSync, spawnSync } from 'child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'fs';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import * as path from 'path';
import { parse } from 'yaml';
import { ROOT } from '../../tools/support/root';
import { run } from '../../tools/support/run';

/*
 * The steps of the deploy workflows that need no AWS account, on a fresh machine: in a copy of the files that git
 * tracks, where nothing has been installed, compiled or bundled.
 */

interface Step {
  readonly name: string;
  readonly run?: string;
  readonly env?: Record<string, string>;
  readonly 'working-directory'?: string;
}

const VARIABLES: Record<string, string> = { AWS_ACCOUNT_ID: '111122223333', AWS_REGION: 'us-east-1' };

let folder: string;
let clone: string;

/** The steps with a script, of a job of a workflow. */
function scripts(workflow: string, job: string): Step[] {
  const { jobs } = parse(readFileSync(path.join(ROOT, '.github', 'workflows', `${workflow}.yml`), 'utf8'));
  return (jobs[job].steps as Step[]).filter((step) => step.run !== undefined);
}

/** Copies the files that git tracks or would add, like a clone of the commit. */
function copyRepository(to: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter((name) => name && existsSync(path.join(ROOT, name)))) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    cpSync(path.join(ROOT, file), path.join(to, file));
  }
}

/** Runs a step as GitHub does, with the variables of its environment. */
async function runStep(step: Step, script = step.run!): Promise<void> {
  const given = Object.entries(step.env ?? {}).map(([key, value]) => [
    key,
    value.replace(/\$\{\{ vars\.(\w+) \}\}/, (_, name) => VARIABLES[name] ?? ''),
  ]);
  const { status, output } = await run('bash', ['-e', '-c', script], {
    cwd: path.join(clone, step['working-directory'] ?? '.'),
    env: {
      ...Object.fromEntries(given),
      CI: 'true',
      GITHUB_WORKSPACE: clone,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
  });
  expect({ step: step.name, status, output }).toEqual({ step: step.name, status: 0, output: expect.anything() });
}

beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'clean-clone-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * A repository in which nothing has been built; only installed packages of an earlier environment are reused, because
 * they are the same.
 */
function freshClone(name: string): void {
  const earlier = clone && path.join(clone, 'node_modules');
  clone = path.join(folder, name);
  copyRepository(clone);
  expect(['node_modules', 'lib', 'assets', '.jsii.gz'].filter((made) => existsSync(path.join(clone, made)))).toEqual(
    [],
  );
  if (earlier && existsSync(earlier)) renameSync(earlier, path.join(clone, 'node_modules'));
}

test('production is installed and synthesised on a fresh machine', async () => {
  freshClone('prod');
  for (const step of scripts('deploy-prod', 'synth-prod')) await runStep(step);
  const assembly = path.join(clone, 'cdk.out');
  expect(readdirSync(assembly)).toContain('oficina-database-prod.template.json');
  for (const handler of ['rotation-handler', 'bootstrap-handler']) {
    const bundle = readFileSync(path.join(clone, 'assets', 'handlers', handler, 'index.js'), 'utf8');
    const assets = readdirSync(assembly)
      .filter((name) => name.startsWith('asset.'))
      .map((name) => path.join(assembly, name, 'index.js'));
    expect(assets.filter((file) => existsSync(file) && readFileSync(file, 'utf8') === bundle)).not.toEqual([]);
  }
}, 900_000);

test.each(['dev', 'staging'])('%s is installed and synthesised by the same steps as production', (environment) => {
  const named = JSON.stringify(scripts('deploy-prod', 'synth-prod')).replace(/\bprod\b/g, environment);
  expect(scripts(`deploy-${environment}`, `synth-${environment}`)).toEqual(JSON.parse(named));
});

describe('the job that has the role', () => {
  /** The calls to AWS: `cloudformation DescribeStacks oficina-database-prod`. */
  let calls: string[];
  let server: Server;
  let endpoint: string;

  beforeAll(async () => {
    calls = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const parameters = new URLSearchParams(body);
        const [, region, service] =
          /Credential=\w+\/\d+\/([\w-]+)\/(\w+)/.exec(request.headers.authorization ?? '') ?? [];
        const action = parameters.get('Action') ?? `${request.headers['x-amz-target'] ?? request.url}`;
        calls.push(
          [service, action, region, parameters.get('StackName') ?? parameters.get('RoleArn') ?? ''].join(' ').trim(),
        );
        answer(action, parameters.get('StackName') ?? '', (status, xml) =>
          response.writeHead(status, { 'content-type': 'text/xml' }).end(xml),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test('compares production after an install without scripts, with only the calls that its policy allows', async () => {
    const [install, diff] = scripts('deploy-prod', 'diff-prod');
    // From the packages that are already there; none of them is built for the CLI.
    expect(install.run).toBe('npm ci --ignore-scripts');
    const { status, output } = await run('bash', ['-e', '-c', diff.run!], {
      cwd: clone,
      env: {
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: 'testing',
        AWS_SECRET_ACCESS_KEY: 'testing',
        AWS_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      },
    });
    expect({ status, output }).toEqual({
      status: 0,
      output: expect.stringContaining('Number of stacks with differences: 2'),
    });

    const guide = readFileSync(path.join(ROOT, 'BRANCH-PROTECTION.md'), 'utf8');
    const policy = JSON.parse(/`permissions-diff\.json`[^]*?```json\n([^]*?)\n```/.exec(guide)![1]);
    const [{ Action: actions, Resource: stacks }] = policy.Statement;
    // Everyone may call GetCallerIdentity; the role of the bootstrap is refused, as above.
    const others = calls.filter(
      (call) => !call.startsWith('sts GetCallerIdentity') && !call.startsWith('sts AssumeRole'),
    );
    expect(others.length).toBeGreaterThanOrEqual(4);
    for (const call of others) {
      const [service, action, region, stack] = call.split(' ');
      expect(actions).toContain(`${service}:${action}`);
      expect(stacks).toContain(`arn:aws:${service}:${region}:111122223333:stack/${stack}/*`);
    }
    for (const allowed of actions) {
      expect(others.map((call) => call.split(' ').slice(0, 2).join(':'))).toContain(allowed);
    }
  }, 300_000);
});

/** CloudFormation and STS, as far as the comparison uses them; all other calls are refused. */
function answer(action: string, stack: string, respond: (status: number, xml: string) => void): void {
  const result = (content: string) =>
    respond(200, `<${action}Response><${action}Result>${content}</${action}Result></${action}Response>`);
  switch (action) {
    case 'GetCallerIdentity':
      return result(
        '<Arn>arn:aws:sts::111122223333:assumed-role/diff/test</Arn><UserId>test</UserId>' +
          '<Account>111122223333</Account>',
      );
    case 'DescribeStacks':
      return result(
        `<Stacks><member><StackName>${stack}</StackName>` +
          `<StackId>arn:aws:cloudformation:us-east-1:111122223333:stack/${stack}/1</StackId>` +
          '<StackStatus>CREATE_COMPLETE</StackStatus>' +
          '<CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks>',
      );
    case 'GetTemplate':
      return result('<TemplateBody>{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}</TemplateBody>');
    default:
      return respond(
        403,
        '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>refused</Message></Error>' +
          '</ErrorResponse>',
      );
  }
}

test('packing by hand in a fresh clone fails', () => {
  freshClone('by-hand');
  const { status, stderr } = spawnSync('npm', ['pack', '--silent'], { cwd: clone, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining('✗ assets/ has not been bundled: run npx projen bundle'),
  });
  expect(readdirSync(clone).filter((file) => file.endsWith('.tgz'))).toEqual([]);
}, 60_000);
