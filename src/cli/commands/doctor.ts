import { secretsOf } from '../aws/secrets';
import { Command } from '../command-context';
import { bootstrapFindings } from '../doctor/bootstrap-check';
import { DatabaseSecret, DoctorContext, findingsOf, textsOf } from '../doctor/doctor-context';
import { tryLogin } from '../doctor/login-checks';
import { endpointFindings, groupFindings } from '../doctor/network-checks';
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
}

/** `doctor`: everything that a client needs to get in, and a deployment to go through, tried out. Changes nothing. */
export const run: Command<DoctorOptions> = async (context, { via }) => {
  const { locale, terminal } = context;
  const database = await context.database();
  const { identifier, region } = database;
  const doctor: DoctorContext = { context, database, via, now: new Date() };
  const findings = await terminal.progress(diagnosisMessages(locale).doctor.examining(identifier), () =>
    findBeside(context, [
      { name: 'endpoint', find: () => endpointFindings(doctor) },
      { name: 'groups', find: async () => groupFindings(doctor) },
      { name: 'rotation', find: () => findingsOf(doctor, ROTATION_CHECK, 'rotation') },
      { name: 'login', find: () => serverFindings(doctor) },
      { name: 'certificate', find: () => findingsOf(doctor, CERTIFICATE_CHECK, 'certificate') },
      { name: 'pending', find: () => findingsOf(doctor, MAINTENANCE_CHECK, 'pending') },
      { name: 'bootstrap', find: () => bootstrapFindings(doctor) },
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
