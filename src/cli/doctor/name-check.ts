import { lookup } from 'dns/promises';
import { isPrivateRange } from './address-range';
import { DoctorContext, textsOf } from './doctor-context';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';

/** Whether the endpoint has a name that resolves here, and to what. */
export async function endpointFindings(doctor: DoctorContext): Promise<DiagnosisFinding[]> {
  const texts = textsOf(doctor);
  const { Endpoint: endpoint, DBInstanceStatus: status = '?' } = doctor.database.instance;
  const host = endpoint?.Address;
  if (!host) {
    const text = texts.noEndpoint(status);
    return [{ check: 'endpoint', level: Level.CRITICAL, text, advice: texts.readEvents() }];
  }
  const values = { host, port: endpoint.Port };
  try {
    const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
    const isPublic = addresses.some((address) => !isPrivateRange(address));
    return [
      {
        check: 'endpoint',
        level: isPublic ? Level.WARNING : Level.OK,
        text: texts.resolves(host, addresses),
        advice: isPublic ? texts.makePrivate() : undefined,
        values: { ...values, addresses },
      },
    ];
  } catch (error) {
    const { code = '?' } = error as { code?: string };
    const text = texts.resolvesNot(host, code);
    return [{ check: 'endpoint', level: Level.WARNING, text, advice: texts.useVpcDns(), values: { ...values, code } }];
  }
}
