import { setTimeout as sleep } from 'timers/promises';
import { measureOutage } from '../../../src/cli/postgres/outage';

/** A server that answers, or does not, by the time since the first attempt. */
function server(answers: (millis: number) => boolean) {
  let begun: number | undefined;
  return {
    millis: () => Date.now() - (begun ?? Date.now()),
    attempt: async () => {
      begun ??= Date.now();
      await sleep(1);
      if (!answers(Date.now() - begun)) throw new Error('no answer');
    },
  };
}

const NEVER = () => Number.MAX_SAFE_INTEGER;

test('an outage lasts from the first attempt without an answer to the answer after it', async () => {
  const { attempt, millis } = server((time) => time < 300 || time > 1_000);
  const outage = await measureOutage(attempt, () => millis() > 500, NEVER());
  expect(outage.isOver).toBe(true);
  expect(outage.millis).toBeGreaterThanOrEqual(600);
  expect(outage.millis).toBeLessThan(1_300);
});

test('an answer in between does not end it', async () => {
  const { attempt, millis } = server((time) => time > 1_000 || (time > 300 && time < 600));
  const outage = await measureOutage(attempt, () => millis() > 800, NEVER());
  expect(outage.millis).toBeGreaterThanOrEqual(1_000);
});

test('no outage is told from one that goes on', async () => {
  const answering = server(() => true);
  expect(await measureOutage(answering.attempt, () => answering.millis() > 300, NEVER())).toEqual({ isOver: true });
  const silent = server(() => false);
  expect(await measureOutage(silent.attempt, () => true, Date.now() + 400)).toEqual({
    isOver: false,
    millis: expect.any(Number),
  });
});
