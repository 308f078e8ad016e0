import { createServer, IncomingMessage } from 'http';
import { AddressInfo } from 'net';

/** The parameters of a call of RDS. */
export interface RdsCall {
  readonly region: string;
  readonly parameters: URLSearchParams;
}

/**
 * A proxy between a client of RDS and moto, on loopback, which corrects the differences between moto (5.2.5) and RDS:
 * - moto finishes a copy at once: here it is `copying` until a test changes that;
 * - moto's snapshots are new: here a test sets their age;
 * - moto returns all snapshots in one page: here pages have MaxRecords snapshots, or fewer;
 * - moto never throttles, has no limit of copies in progress, and tags snapshots that do not exist: here calls are
 *   refused as by RDS.
 */
export class RdsProxy {
  static async start(target: string): Promise<RdsProxy> {
    const proxy = new RdsProxy(target);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  readonly calls: RdsCall[] = [];
  /** Statuses by the ARN of the snapshot. */
  readonly statuses = new Map<string, string>();
  /** When a snapshot was taken, by its name, in both regions. */
  readonly times = new Map<string, Date>();
  /** Every n-th call is answered with `Throttling`; 0 for none. */
  throttleEach = 0;
  throttled = 0;
  mostOnPage = 100;
  /** The error for the calls of an action. */
  readonly refusals = new Map<string, { code: string; message?: string }>();

  private readonly server = createServer((request, response) => {
    this.answer(request).then(
      ({ status, body }) => response.writeHead(status, { 'content-type': 'text/xml' }).end(body),
      (error) => response.writeHead(502).end(`${error}`),
    );
  });

  private constructor(private readonly target: string) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The calls of an action since the last reset. */
  of(action: string): RdsCall[] {
    return this.calls.filter(({ parameters }) => parameters.get('Action') === action);
  }

  reset(): void {
    this.calls.length = 0;
    this.refusals.clear();
    [this.throttleEach, this.throttled, this.mostOnPage] = [0, 0, 100];
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks).toString();
    const authorization = request.headers.authorization ?? '';
    const call = {
      region: /Credential=[^/]+\/\d+\/([^/]+)\/rds\//.exec(authorization)?.[1] ?? '',
      parameters: new URLSearchParams(sent),
    };
    this.calls.push(call);
    if (this.throttleEach > 0 && this.calls.length % this.throttleEach === 0) {
      this.throttled++;
      return refused('Throttling', 'Rate exceeded');
    }
    const refusal = this.refusals.get(call.parameters.get('Action')!);
    if (refusal) return refused(refusal.code, refusal.message);
    const answer = await fetch(this.target, {
      method: 'POST',
      body: sent,
      headers: {
        authorization,
        'content-type': request.headers['content-type']!,
        'x-amz-date': `${request.headers['x-amz-date']}`,
      },
    });
    return { status: answer.status, body: this.changed(await answer.text(), call, answer.ok) };
  }

  private changed(body: string, { parameters }: RdsCall, isSuccess: boolean): string {
    const action = parameters.get('Action');
    const arn = /<DBSnapshotArn>([^<]+)</.exec(body)?.[1];
    if (isSuccess && action === 'CopyDBSnapshot') this.statuses.set(arn!, 'copying');
    if (isSuccess && action === 'DeleteDBSnapshot') this.statuses.delete(arn!);
    if (action !== 'DescribeDBSnapshots') return body;
    const snapshots = (body.match(/<DBSnapshot>.*?<\/DBSnapshot>/gs) ?? []).map((snapshot) =>
      this.asRdsWould(snapshot),
    );
    const start = Number(parameters.get('Marker') ?? 0);
    const end = start + Math.min(Number(parameters.get('MaxRecords') ?? 100), this.mostOnPage);
    const marker = end < snapshots.length ? `<Marker>${end}</Marker>` : '';
    return body.replace(
      /<DBSnapshots\/?>(.*<\/DBSnapshots>)?/s,
      () => `${marker}<DBSnapshots>${snapshots.slice(start, end).join('')}</DBSnapshots>`,
    );
  }

  private asRdsWould(snapshot: string): string {
    const arn = /<DBSnapshotArn>([^<]+)</.exec(snapshot)![1];
    const time = this.times.get(arn.split(':').pop()!);
    const status = this.statuses.get(arn) ?? 'available';
    return snapshot
      .replace(/<Status>[^<]*</, `<Status>${status}<`)
      .replace(
        /<OriginalSnapshotCreateTime>([^<]*)</,
        (_, before) => `<OriginalSnapshotCreateTime>${time?.toISOString() ?? before}<`,
      );
  }
}

function refused(code: string, message = code): { status: number; body: string } {
  return {
    status: 400,
    body:
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>` +
      '</ErrorResponse>',
  };
}
