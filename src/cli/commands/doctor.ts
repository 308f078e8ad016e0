import { secretsOf } from '../aws/secrets';
import { Command } from '../command-context';
import { bootstrapFindings, requireQualifier } from '../doctor/bootstrap-check';
import { DatabaseSecret, DoctorContext, findingsOf, textsOf } from '../doctor/doctor-context';
import { endpointOfSecretsFindings } from '../doctor/endpoint-check';
import { groupFindings } from '../doctor/group-check';
import { tryLogin } from '../doctor/login-checks';
import { endpointFindings } from '../doctor/name-check';
import { pathFindings, requireGroupId } from '../doctor/path-check';
import { permissionFindings } from '../doctor/permission-check';
import { certificateFindings, driftFindings, setParameters, tlsFindings } from '../doctor/server-findings';
import { readServer, ServerState } from '../doctor/server-state';
import { DiagnosisFinding, findBeside, printFindings } from '../findings/diagnosis-finding';
import { exitCodeOf, Level } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';
import { readOnly } from '../postgres/connection';
import { openWay } from '../postgres/way';
import { CERTIFICATE_CHECK, MAINTENANCE_CHECK } from '../status/maintenance-checks';
import { ROTATION_CHECK } from '../status/rotation-check';

/** The options of `doctor`. */
export interface DoctorOptions {
  /** The way to the instance, see `openWay()`. */
  readonly via?: string;
  /** The security group of a client. */
  readonly from?: string;
  /** The qualifier of the CDK bootstrap. */
  readonly qualifier: string;
}

/** `doctor`: everything that a client needs to get in, and a deployment to go through, tried out. Changes nothing. */
export const run: Command<DoctorOptions> = async (context, { via, from, qualifier }) => {
  const { locale, terminal } = context;
  requireGroupId(context, from);
  requireQualifier(context, qualifier);
  const database = await context.database();
  const { identifier, region } = database;
  const doctor: DoctorContext = { context, database, via, qualifier, now: new Date() };
  const findings = await terminal.progress(diagnosisMessages(locale).doctor.examining(identifier), () =>
    findBeside(context, [
      { name: 'endpoint', find: () => endpointFindings(doctor) },
      { name: 'groups', find: () => groupFindings(doctor) },
      { name: 'path', find: async () => (from === undefined ? [] : pathFindings(doctor, from)) },
      { name: 'secrets', find: () => endpointOfSecretsFindings(doctor) },
      { name: 'rotation', find: () => findingsOf(doctor, ROTATION_CHECK, 'rotation') },
      { name: 'login', find: () => serverFindings(doctor) },
      { name: 'certificate', find: () => findingsOf(doctor, CERTIFICATE_CHECK, 'certificate') },
      { name: 'pending', find: () => findingsOf(doctor, MAINTENANCE_CHECK, 'pending') },
      { name: 'bootstrap', find: () => bootstrapFindings(doctor) },
      { name: 'permissions', find: () => permissionFindings(doctor) },
    ]),
  );
  const level = printFindings(context, `${identifier} · ${region}`, findings, { identifier, region });
  return exitCodeOf(level);
};

/** Logs in with each secret, the master user's first, and looks at the server with the first that works. */
async function serverFindings(doctor: DoctorContext): Promise<DiagnosisFinding[]> {
  const { context, database, via } = doctor;
  const texts = textsOf(doctor);
  const secrets = (await secretsOf(database.account, database.identifier)) as DatabaseSecret[];
  if (secrets.length === 0) {
    const text = texts.noSecret(database.identifier);
    return [{ check: 'login', level: Level.CRITICAL, text, advice: texts.createSecret() }];
  }
  const findings: DiagnosisFinding[] = [];
  let server: ServerState | undefined;
  const way = await openWay(context, database, via);
  try {
    for (const secret of [...secrets].sort((one, other) => one.Name.length - other.Name.length)) {
      const { finding, isHopeless } = await tryLogin(doctor, way, secret, async (client) => {
        server ??= await readOnly(client, () => readServer(client));
      });
      findings.push(finding);
      if (isHopeless) break;
    }
  } finally {
    await way.close();
  }
  const parameters = await setParameters(doctor);
  findings.push(...tlsFindings(doctor, parameters, server));
  if (server) {
    findings.push(...certificateFindings(doctor, server), ...driftFindings(doctor, parameters, server));
  }
  return findings;
}
