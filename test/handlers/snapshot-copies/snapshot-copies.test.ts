import {
  copyOf,
  Crash,
  created,
  daysAgo,
  failed,
  Fault,
  finished,
  KEY,
  NOW,
  PREFIX,
  Scenario,
  sweep,
  told,
} from './scenario';
import { COPIED_FROM, copiedTo, copyPrefix } from '../../../src/backup/snapshot-copy-naming';
import { copyNames } from '../../../src/handlers/snapshot-copies/copy-mark';
import { MAX_IN_PROGRESS, SnapshotCopiesError } from '../../../src/handlers/snapshot-copies/snapshot-copies';
import { SnapshotStore } from '../../../src/handlers/snapshot-copies/snapshot-store';
import { joined } from '../../support/joined';

const MARK = copiedTo('us-west-2');
const arn = (region: string, name: string) => `arn:aws:rds:${region}:111122223333:snapshot:${name}`;

/** A store with some of its calls replaced. */
const replaced = (calls: Partial<SnapshotStore>) => (store: SnapshotStore) =>
  new Proxy(store, {
    get: (target, name: keyof SnapshotStore) => calls[name] ?? (target[name] as () => unknown).bind(target),
  });

describe('a new snapshot', () => {
  test("is copied with the key, its tags and the library's tag, and marked when the copy is available", async () => {
    const scenario = new Scenario();
    const tags = { Team: 'oficina', 'aws:cloudformation:stack-name': 'x', 'rds:y': 'z' };
    scenario.source.create('before-upgrade', { takenAt: daysAgo(1), tags });
    const started = await scenario.do(created('before-upgrade'));
    expect(started.log).toEqual([
      { event: 'SnapshotCopyStarted', source: arn('us-east-1', 'before-upgrade'), copy: copyOf('before-upgrade') },
    ]);
    expect(scenario.target.snapshots.get(copyOf('before-upgrade'))).toMatchObject({
      status: 'copying',
      kmsKeyArn: KEY,
      tags: { Team: 'oficina', [COPIED_FROM]: arn('us-east-1', 'before-upgrade') },
    });
    expect(Object.keys(scenario.target.snapshots.get(copyOf('before-upgrade'))!.tags)).toHaveLength(2);
    expect(scenario.source.snapshots.get('before-upgrade')!.tags).not.toHaveProperty(MARK);

    const [done] = await scenario.settle();
    expect(done.log).toEqual([
      {
        event: 'SnapshotCopied',
        source: arn('us-east-1', 'before-upgrade'),
        copy: arn('us-west-2', copyOf('before-upgrade')),
      },
    ]);
    expect(scenario.source.snapshots.get('before-upgrade')!.tags[MARK]).toBe(
      arn('us-west-2', copyOf('before-upgrade')),
    );
  });

  test('is left to a later event while it is not available', async () => {
    const scenario = new Scenario();
    scenario.source.create('a', { status: 'creating' });
    const early = await scenario.do(created('a'));
    expect(early).toMatchObject({ log: [], calls: 2 });
    scenario.source.become('a', 'available');
    await scenario.do(sweep);
    expect(scenario.target.names()).toEqual(['a'].map(copyOf));
  });

  test('can be reported any number of times', async () => {
    const scenario = new Scenario();
    scenario.source.create('a');
    await scenario.do(created('a'), created('a'), sweep, sweep);
    await scenario.settle();
    const again = await scenario.do(created('a'), finished(copyOf('a')), sweep);
    expect(again.log).toEqual([]);
    expect(scenario.target.calls.filter((call) => call === 'copy')).toHaveLength(1);
    expect(scenario.source.calls.filter((call) => call === 'tag')).toHaveLength(1);
  });

  test('of another instance changes nothing', async () => {
    const scenario = new Scenario();
    scenario.source.create('waiting');
    scenario.source.create('other', { instance: 'other' });
    scenario.target.create('other-copy', { instance: 'other' });
    const events = ['other', 'other-copy', 'unknown'].flatMap((name) => [created(name), finished(name), failed(name)]);
    for (const event of events) {
      expect((await scenario.do(event)).log).toEqual([
        { event: 'SnapshotEventIgnored', kind: event.kind, snapshot: expect.any(String) },
      ]);
    }
    expect(scenario.target.names()).toEqual(['other-copy']);
    expect([...scenario.target.calls, ...scenario.source.calls].filter((call) => call !== 'list')).toEqual([]);
  });

  test('that is deleted during the run is no error', async () => {
    const scenario = new Scenario();
    scenario.source.create('a');
    scenario.source.create('b');
    const outcome = await scenario.run(sweep, undefined, { wrap: replaced({ copy: async () => 'source-gone' }) });
    expect(outcome).toMatchObject({ error: undefined, log: [] });
    scenario.target.create(copyOf('a'), {
      tags: { [COPIED_FROM]: arn('us-east-1', 'a') },
      takenAt: scenario.source.snapshots.get('a')!.takenAt,
    });
    const again = await scenario.run(sweep, undefined, {
      wrap: replaced({ tag: async () => false, copy: async () => 'source-gone' }),
    });
    expect(again).toMatchObject({ error: undefined, log: [] });
  });
});

describe('names', () => {
  test('that are in use are left alone, and the copy gets another name, always the same', async () => {
    const scenario = new Scenario();
    const source = scenario.source.create('a', { takenAt: daysAgo(2) });
    const taken = [
      scenario.target.create(copyOf('a'), { instance: 'other' }),
      scenario.target.create(copyOf('b'), { tags: { [COPIED_FROM]: arn('eu-west-1', 'b') } }),
    ];
    scenario.source.create('b');
    await scenario.do(sweep);
    await scenario.settle();
    const second = copyNames(source, PREFIX)[1];
    expect(scenario.target.names()).toEqual(
      [copyOf('a'), second, copyOf('b'), copyNames(scenario.source.snapshots.get('b')!, PREFIX)[1]].sort(),
    );
    expect(second).toMatch(/^oficina-copy-[0-9a-f]{8}-a-[0-9a-f]{8}$/);
    for (const snapshot of taken) expect(scenario.target.snapshots.get(snapshot.name)).toBe(snapshot);
    expect(scenario.source.snapshots.get('a')!.tags[MARK]).toBe(arn('us-west-2', copyNames(source, PREFIX)[1]));
    expect((await scenario.do(sweep, finished(copyNames(source, PREFIX)[1]))).log).toEqual([]);
  });

  test('that are both in use are an error', async () => {
    const scenario = new Scenario();
    const source = scenario.source.create('a');
    for (const name of copyNames(source, PREFIX)) scenario.target.create(name, { instance: 'other' });
    const { error } = await scenario.run(sweep);
    expect(error!.message).toMatch(
      joined(
        /the names oficina-copy-ef2c87eb-a and oficina-copy-ef2c87eb-a-[0-9a-f]{8} must be free in us-west-2, and /,
        /other snapshots have/,
      ),
    );
  });

  test.each([255, 250, 220])('of %d characters fit, also in tags', async (length) => {
    const scenario = new Scenario();
    const name = 'a-b'.repeat(100).slice(0, length).replace(/-$/, 'x');
    const source = scenario.source.create(name);
    scenario.target.create(copyNames(source, PREFIX)[0], { instance: 'other' });
    await scenario.do(sweep);
    await scenario.settle();
    expect((await scenario.do(sweep)).log).toEqual([]);
    expect(scenario.target.calls.filter((call) => call === 'copy')).toHaveLength(2);
    expect(scenario.source.snapshots.get(name)!.tags).toHaveProperty([MARK]);
  });

  test('of a snapshot that was deleted and taken again: both copies stay', async () => {
    const scenario = new Scenario();
    scenario.source.create('nightly', { takenAt: daysAgo(7) });
    await scenario.do(sweep);
    await scenario.settle();
    const anew = scenario.source.create('nightly', { takenAt: daysAgo(1) });
    await scenario.do(created('nightly'));
    await scenario.settle();
    expect(scenario.target.names('available')).toEqual([copyOf('nightly'), copyNames(anew, PREFIX)[1]]);
    expect((await scenario.do(sweep)).log).toEqual([]);
  });

  test('a source with 50 tags keeps 49 on its copy', async () => {
    const scenario = new Scenario();
    scenario.source.create('a', {
      tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag-${index}`, 'x'])),
    });
    await scenario.do(sweep);
    expect(Object.keys(scenario.target.snapshots.get(copyOf('a'))!.tags)).toHaveLength(50);
  });
});

describe('snapshots that do not belong to the library', () => {
  test('of other instances, manual copies, copies of other tools and restored tags are left alone', async () => {
    const scenario = new Scenario(30);
    const old = daysAgo(400);
    const left = [
      scenario.target.create('by-hand', { takenAt: old }),
      scenario.target.create('by-tool', { takenAt: old, tags: { 'tool:copied-from': arn('us-east-1', 'by-tool') } }),
      scenario.target.create('other', {
        takenAt: old,
        instance: 'other',
        tags: { [COPIED_FROM]: arn('us-east-1', 'other') },
      }),
      scenario.target.create('of-restored', { takenAt: old, tags: { [COPIED_FROM]: arn('us-east-1', 'before') } }),
      scenario.target.create('elsewhere', { takenAt: old, tags: { [COPIED_FROM]: arn('eu-west-1', 'elsewhere') } }),
      scenario.target.create('broken', { takenAt: old, status: 'failed' }),
    ].map((snapshot) => ({ ...snapshot }));
    expect((await scenario.do(sweep)).log).toEqual([]);
    expect([...scenario.target.snapshots.values()]).toEqual(left);
  });

  test('that are copies in the source region are not copied, but snapshots with tags of a restore are', async () => {
    const scenario = new Scenario();
    const fromThere = copyPrefix('oficina-db-prod', 'us-west-2');
    scenario.source.create(`${fromThere}copy`, { tags: { [COPIED_FROM]: arn('us-west-2', 'copy') } });
    scenario.source.create('former-copy', { tags: { [COPIED_FROM]: arn('us-west-2', 'former-copy') } });
    scenario.source.create('after-restore', {
      tags: { [COPIED_FROM]: arn('us-west-2', 'copy'), [MARK]: arn('us-west-2', copyOf('earlier')) },
    });
    await scenario.do(sweep);
    expect(scenario.target.names()).toEqual(['after-restore'].map(copyOf));
    expect(scenario.target.snapshots.get(copyOf('after-restore'))!.tags).toEqual({
      [COPIED_FROM]: arn('us-east-1', 'after-restore'),
    });
  });
});

describe('copies of an older version, which have the names of their sources', () => {
  const tags = (name: string) => ({ [COPIED_FROM]: arn('us-east-1', name) });

  test('count as copies: nothing is copied twice, and their sources are marked', async () => {
    const scenario = new Scenario();
    scenario.source.create('plain', { takenAt: daysAgo(3) });
    const second = scenario.source.create('second', { takenAt: daysAgo(3) });
    scenario.target.create('plain', { takenAt: daysAgo(3), tags: tags('plain') });
    const secondName = copyNames(second, '')[1];
    scenario.target.create(secondName, { takenAt: daysAgo(3), tags: tags('second') });
    scenario.source.create('marked', { tags: { [MARK]: arn('us-west-2', 'marked') } });
    await scenario.do(sweep);
    expect(scenario.target.calls).not.toContain('copy');
    expect(scenario.source.snapshots.get('plain')!.tags[MARK]).toBe(arn('us-west-2', 'plain'));
    expect(scenario.source.snapshots.get('second')!.tags[MARK]).toBe(arn('us-west-2', secondName));
  });

  test('are never deleted; the sweep reports only those that are too old', async () => {
    const scenario = new Scenario(30);
    scenario.target.create('old', { takenAt: daysAgo(31), tags: tags('old') });
    scenario.target.create('young', { takenAt: daysAgo(29), tags: tags('young') });
    scenario.target.create(copyOf('old-too'), { takenAt: daysAgo(31), tags: tags('old-too') });
    const { log } = await scenario.do(sweep);
    expect(scenario.target.names()).toEqual(['old', 'young']);
    expect(log.filter(({ event }) => event === 'SnapshotCopyNotPruned')).toEqual([
      {
        event: 'SnapshotCopyNotPruned',
        source: arn('us-east-1', 'old'),
        copy: arn('us-west-2', 'old'),
        message: expect.stringContaining('delete it by hand'),
      },
    ]);
  });

  test('that have failed are reported and copied again under a name with the prefix', async () => {
    const scenario = new Scenario();
    scenario.source.create('a');
    scenario.target.create('a', { status: 'failed', tags: tags('a') });
    const { error } = await scenario.run(sweep);
    expect(error!.message).toContain('delete it by hand');
    expect(scenario.target.names('failed')).toEqual(['a']);
    expect(scenario.target.names('copying')).toEqual([copyOf('a')]);
  });
});

describe('a copy that someone deletes', () => {
  test('is not made again once it was available', async () => {
    const scenario = new Scenario();
    scenario.source.create('a');
    await scenario.do(sweep);
    await scenario.settle();
    await scenario.target.remove(copyOf('a'));
    await scenario.do(sweep, created('a'));
    expect(scenario.target.names()).toEqual([]);
  });

  test('is left while RDS deletes it', async () => {
    const scenario = new Scenario();
    scenario.source.create('a');
    await scenario.do(sweep);
    scenario.target.become(copyOf('a'), 'deleting');
    expect((await scenario.do(sweep, created('a'))).log).toEqual([]);
  });
});

describe('many snapshots', () => {
  test('are copied five at a time, the newest first, with few calls', async () => {
    const scenario = new Scenario();
    for (let index = 0; index < 100; index++) {
      scenario.source.create(`s-${`${index}`.padStart(3, '0')}`, { takenAt: daysAgo(index) });
    }
    for (let index = 0; index < 20; index++) scenario.source.create(`o-${index}`, { instance: 'other' });
    const first = await scenario.do(created('s-042'));
    expect(scenario.target.names()).toEqual(['s-000', 's-001', 's-002', 's-003', 's-004'].map(copyOf));
    expect(first.log.find(({ event }) => event === 'SnapshotCopiesLeft')).toMatchObject({ count: 95 });
    expect(first.calls).toBe(2 + MAX_IN_PROGRESS);
    while (scenario.target.names('copying').length > 0) {
      expect(scenario.target.names('copying').length).toBeLessThanOrEqual(MAX_IN_PROGRESS);
      const [name] = scenario.target.names('copying');
      scenario.target.become(name, 'available');
      expect((await scenario.do(finished(name))).calls).toBeLessThanOrEqual(4); // two lists, one copy, one mark
    }
    expect(scenario.target.names('available')).toHaveLength(100);
    expect([...scenario.source.snapshots.values()].filter(({ tags }) => MARK in tags)).toHaveLength(100);
    expect((await scenario.do(sweep)).calls).toBe(2);
  });

  test('start five more when five copies finish at once', async () => {
    const scenario = new Scenario();
    for (let index = 0; index < 12; index++) scenario.source.create(`s-${index}`);
    await scenario.do(sweep);
    const names = scenario.target.names('copying');
    for (const name of names) scenario.target.become(name, 'available');
    await scenario.do(...names.map(finished));
    expect(scenario.target.names('copying')).toHaveLength(MAX_IN_PROGRESS);
    expect(scenario.target.names('available')).toEqual(names);
  });

  test('start the next copy when one finishes that RDS still lists as copying', async () => {
    const scenario = new Scenario();
    for (let index = 0; index < 6; index++) scenario.source.create(`s-${index}`);
    await scenario.do(sweep);
    const [name] = scenario.target.names('copying');
    let looks = 0;
    const find = scenario.target.find.bind(scenario.target);
    jest.spyOn(scenario.target, 'find').mockImplementation(async (asked) => {
      if (++looks === 3) scenario.target.become(name, 'available');
      return find(asked);
    });
    await scenario.do(finished(name));
    expect(looks).toBe(3);
    expect(scenario.target.names('copying')).toHaveLength(5);
    expect(scenario.target.names()).toHaveLength(6);
  });

  test('start no copy for a forged event', async () => {
    const scenario = new Scenario();
    for (let index = 0; index < 20; index++) scenario.source.create(`s-${index}`);
    await scenario.do(sweep);
    for (const name of [...scenario.target.names('copying'), 'nobody', 's-0', copyOf('s-19')]) {
      for (const event of [finished(name), failed(name), created(name)]) await scenario.run(event);
    }
    expect(scenario.target.names()).toHaveLength(5);
  });

  test('wait while others use the quota of the account, and fail only if no event would come', async () => {
    const scenario = new Scenario();
    scenario.rds.most = 2;
    for (let index = 0; index < 4; index++) scenario.source.create(`s-${index}`);
    const { log } = await scenario.do(sweep);
    expect(log.at(-1)).toMatchObject({ event: 'SnapshotCopiesLeft', count: 2 });
    expect(scenario.target.calls.filter((call) => call === 'copy')).toHaveLength(3);
    await scenario.settle();
    expect(scenario.target.names('available')).toHaveLength(4);

    const blocked = new Scenario();
    blocked.rds.most = 0;
    blocked.source.create('a');
    blocked.source.create('b');
    const { error } = await blocked.run(sweep);
    expect(error!.message).toMatch(/as many snapshots are being copied to this region as the account may have/);
    expect(blocked.target.calls.filter((call) => call === 'copy')).toHaveLength(2);
  });
});

describe('retention', () => {
  test('deletes only own copies that are older, and copies no older source', async () => {
    const scenario = new Scenario(30);
    for (const days of [1, 29, 31]) scenario.source.create(`d${days}`, { takenAt: daysAgo(days) });
    scenario.target.create(copyOf('old'), { takenAt: daysAgo(31), tags: { [COPIED_FROM]: arn('us-east-1', 'old') } });
    scenario.target.create(copyOf('young'), {
      takenAt: daysAgo(29),
      tags: { [COPIED_FROM]: arn('us-east-1', 'young') },
    });
    scenario.target.create(copyOf('under-way'), {
      takenAt: daysAgo(31),
      status: 'copying',
      tags: { [COPIED_FROM]: arn('us-east-1', 'under-way') },
    });
    const outcome = await scenario.do(sweep);
    expect(told(outcome, 'SnapshotCopyPruned')).toEqual(['old']);
    expect(told(outcome, 'SnapshotCopyStarted')).toEqual(['d1', 'd29']);
    expect(scenario.target.names()).toEqual(['d1', 'd29', 'under-way', 'young'].map(copyOf));
    expect(scenario.source.names()).toEqual(['d1', 'd29', 'd31']);
    expect((await scenario.do(sweep)).log).toEqual([]);
  });

  test('does not copy again what it has deleted', async () => {
    const scenario = new Scenario(30);
    scenario.source.create('a', { takenAt: daysAgo(29) });
    await scenario.do(sweep);
    await scenario.settle();
    const later = new Date(NOW.getTime() + 2 * 24 * 60 * 60 * 1000);
    expect(told(await scenario.run(sweep, undefined, { now: later }), 'SnapshotCopyPruned')).toEqual(['a']);
    expect(await scenario.run(sweep, undefined, { now: later })).toMatchObject({ error: undefined, log: [] });
    await new Scenario().do(sweep);
    expect(scenario.target.names()).toEqual([]);
  });

  test('is unlimited by default: nothing is deleted, and everything is copied', async () => {
    const scenario = new Scenario();
    scenario.source.create('ancient', { takenAt: daysAgo(4000) });
    scenario.target.create(copyOf('old'), { takenAt: daysAgo(4000), tags: { [COPIED_FROM]: arn('us-east-1', 'old') } });
    await scenario.do(sweep);
    await scenario.settle();
    expect(scenario.target.names()).toEqual(['ancient', 'old'].map(copyOf));
    expect(scenario.target.calls).not.toContain('remove');
  });
});

describe('a copy that fails', () => {
  test('is reported by its event, and made again only by the sweep', async () => {
    const scenario = new Scenario();
    scenario.source.create('a');
    scenario.source.create('b');
    await scenario.do(sweep);
    scenario.target.become(copyOf('a'), 'failed');
    const { error, log } = await scenario.run(failed(copyOf('a')));
    expect(error).toBeInstanceOf(SnapshotCopiesError);
    expect(error!.message).toMatch(/Canceled snapshot copy request; the daily sweep copies the snapshot again/);
    expect(log).toEqual([
      {
        event: 'SnapshotCopyFailed',
        source: arn('us-east-1', 'a'),
        copy: arn('us-west-2', copyOf('a')),
        message: expect.any(String),
      },
    ]);
    await scenario.settle();
    await scenario.do(created('b'));
    expect(scenario.target.names('failed')).toEqual(['a'].map(copyOf));

    const swept = await scenario.run(sweep);
    expect(swept.error).toBeInstanceOf(SnapshotCopiesError);
    expect(told(swept, 'SnapshotCopyFailed')).toEqual(['a']);
    expect(told(swept, 'SnapshotCopyStarted')).toEqual(['a']);
    expect(scenario.target.names('copying')).toEqual(['a'].map(copyOf));
    await scenario.settle();
    await scenario.do(sweep, failed(copyOf('a'))); // late
    expect(scenario.target.names('available')).toEqual(['a', 'b'].map(copyOf));
  });

  test('and disappears is also reported, and two of them do not restart each other', async () => {
    const scenario = new Scenario();
    for (const name of ['a', 'b']) scenario.source.create(name);
    await scenario.do(sweep);
    for (const name of ['a', 'b']) {
      await scenario.target.remove(copyOf(name));
      const outcome = await scenario.run(failed(copyOf(name)));
      expect(told(outcome, 'SnapshotCopyFailed')).toEqual([name]);
      expect(told(outcome, 'SnapshotCopyStarted')).toEqual([]);
    }
    await scenario.do(sweep);
    expect(scenario.target.names('copying')).toEqual(['a', 'b'].map(copyOf));
  });

  test('and cannot be deleted keeps its name, and the new copy gets the other name', async () => {
    const scenario = new Scenario();
    const source = scenario.source.create('a');
    await scenario.do(sweep);
    scenario.target.become(copyOf('a'), 'failed');
    const remove = async () => {
      throw new Error('InvalidDBSnapshotState');
    };
    const { error } = await scenario.run(sweep, undefined, { wrap: replaced({ remove }) });
    expect(error!.message).toMatch(/InvalidDBSnapshotState/);
    expect(scenario.target.names('copying')).toEqual([copyNames(source, PREFIX)[1]]);
    await scenario.settle();
    expect(scenario.source.snapshots.get('a')!.tags[MARK]).toBe(arn('us-west-2', copyNames(source, PREFIX)[1]));
  });

  test('and was made again by another sweep meanwhile is not deleted', async () => {
    const scenario = new Scenario();
    scenario.source.create('a');
    await scenario.do(sweep);
    scenario.target.become(copyOf('a'), 'failed');
    const find = async (name: string) => ({ ...scenario.target.snapshots.get(name)!, status: 'copying' });
    await scenario.run(sweep, undefined, { wrap: replaced({ find }) });
    expect(scenario.target.calls).not.toContain('remove');
  });
});

describe('errors', () => {
  test('of one snapshot do not stop the others; each has a log line, and all are thrown together', async () => {
    const scenario = new Scenario();
    for (let index = 0; index < 8; index++) scenario.source.create(`s-${index}`, { takenAt: daysAgo(index) });
    const copy: SnapshotStore['copy'] = async (request) => {
      const name = request.sourceArn.split(':').pop()!;
      if (['s-0', 's-3'].includes(name)) throw new Error(`KMSKeyNotAccessibleFault for ${name}`);
      return scenario.target.copy(request);
    };
    const outcome = await scenario.run(sweep, undefined, {
      wrap: (store) => (store === scenario.target ? replaced({ copy })(store) : store),
    });
    expect(scenario.target.names()).toEqual(['s-1', 's-2', 's-4', 's-5', 's-6'].map(copyOf));
    expect(told(outcome, 'SnapshotCopyFailed')).toEqual(['s-0', 's-3']);
    expect(outcome.error!.message).toBe(
      'copies of snapshots have failed (2): ' +
        `${arn('us-east-1', 's-0')}: KMSKeyNotAccessibleFault for s-0; ${arn('us-east-1', 's-3')}: ` +
        'KMSKeyNotAccessibleFault for s-3',
    );
  });

  test.each(['before', 'after'] as Fault['when'][])('%s any call are corrected by the next run', async (when) => {
    const make = () => {
      const scenario = new Scenario(30);
      for (let index = 0; index < 4; index++) scenario.source.create(`s-${index}`, { takenAt: daysAgo(index) });
      scenario.source.create('taken', { takenAt: daysAgo(5) });
      scenario.target.create(copyOf('taken'), { instance: 'other' });
      scenario.target.create(copyOf('old'), { takenAt: daysAgo(40), tags: { [COPIED_FROM]: arn('us-east-1', 'old') } });
      scenario.target.create(copyOf('s-0'), { takenAt: daysAgo(0), tags: { [COPIED_FROM]: arn('us-east-1', 's-0') } });
      scenario.target.create(copyOf('s-1'), {
        takenAt: daysAgo(1),
        status: 'failed',
        tags: { [COPIED_FROM]: arn('us-east-1', 's-1') },
      });
      return scenario;
    };
    const { calls } = await make().run(sweep);
    expect(calls).toBeGreaterThan(8);
    for (let call = 1; call <= calls; call++) {
      const scenario = make();
      const { error } = await scenario.run(sweep, { call, when });
      expect(error).toBeDefined();
      if (call > 2) expect(error!.message).toContain(when);
      else expect(error).toBeInstanceOf(Crash);
      for (let repeat = 0; repeat < 2; repeat++) {
        await scenario.run(sweep); // may report the failed copy again
        await scenario.settle();
      }
      // If the failed copy could not be deleted at once, the new one has the other name.
      for (const source of scenario.source.snapshots.values()) {
        const copies = [...scenario.target.snapshots.values()].filter(({ tags }) => tags[COPIED_FROM] === source.arn);
        const name = expect.stringMatching(new RegExp(`^${copyOf(source.name)}(-[0-9a-f]{8})?$`));
        expect(copies).toEqual([expect.objectContaining({ status: 'available', name })]);
        expect(source.tags[MARK]).toBe(copies[0].arn);
      }
      expect(scenario.target.snapshots.size).toBe(6);
      expect((await scenario.do(sweep)).log).toEqual([]);
    }
  });

  test('that repeat at the same call do not block the rest', async () => {
    const scenario = new Scenario();
    for (let index = 0; index < 3; index++) scenario.source.create(`s-${index}`, { takenAt: daysAgo(index) });
    for (let repeat = 0; repeat < 4; repeat++) await scenario.run(sweep, { call: 3, when: 'after' });
    await scenario.settle();
    expect(scenario.target.names('available')).toEqual(['s-0', 's-1', 's-2'].map(copyOf));
    expect((await scenario.do(sweep)).log).toEqual([]);
  });
});

test('two concurrent functions make one copy of each snapshot, without errors', async () => {
  const scenario = new Scenario(30);
  for (let index = 0; index < 9; index++) scenario.source.create(`s-${index}`, { takenAt: daysAgo(index) });
  scenario.source.create('taken', { takenAt: daysAgo(0) });
  scenario.target.create(copyOf('taken'), { instance: 'other' });
  scenario.target.create(copyOf('old'), { takenAt: daysAgo(40), tags: { [COPIED_FROM]: arn('us-east-1', 'old') } });
  for (let round = 0; round < 20 && (round === 0 || scenario.target.names('copying').length > 0); round++) {
    expect(scenario.target.names('copying').length).toBeLessThanOrEqual(MAX_IN_PROGRESS);
    const names = scenario.target.names('copying').slice(0, 2);
    for (const name of names) scenario.target.become(name, 'available');
    const events = names.length > 0 ? names.map(finished) : [sweep];
    const outcomes = await Promise.all([...events, ...events, created('s-3')].map((event) => scenario.run(event)));
    for (const { error } of outcomes) expect(error).toBeUndefined();
  }
  expect(scenario.target.names('available')).toHaveLength(11);
  expect(scenario.target.names()).toHaveLength(11);
});

describe('the deadline', () => {
  test('starts nothing more after it; the rest is logged, is no error, and is copied later', async () => {
    const scenario = new Scenario();
    for (let index = 0; index < 3; index++) scenario.source.create(`s-${index}`, { takenAt: daysAgo(index) });
    const over = await scenario.run(sweep, undefined, { deadline: Date.now() });
    expect(over.error).toBeUndefined();
    expect(over.log).toEqual([
      { event: 'SnapshotCopiesLeft', count: 3, snapshots: ['s-0', 's-1', 's-2'].map((name) => arn('us-east-1', name)) },
    ]);
    expect(scenario.target.names()).toEqual([]);
    await scenario.do(sweep);
    expect(scenario.target.names()).toHaveLength(3);
  });

  test('does not count a call that it aborts as a failure', async () => {
    const scenario = new Scenario();
    scenario.source.create('a');
    const now = jest.spyOn(Date, 'now').mockReturnValue(1000);
    const copy = async () => {
      now.mockReturnValue(2000);
      throw new Error('Request aborted');
    };
    const outcome = await scenario.run(sweep, undefined, { deadline: 1500, wrap: replaced({ copy }) });
    now.mockRestore();
    expect(outcome.error).toBeUndefined();
    expect(outcome.log).toEqual([{ event: 'SnapshotCopiesLeft', count: 1, snapshots: [arn('us-east-1', 'a')] }]);
  });
});
