import { describe, expect, it, vi } from 'vitest';
import { HarkError } from '../../contract/failures.ts';
import { TRIAL_RESULTS } from '../../contract/trial.ts';
import { attempt } from './trialJobs.ts';

const PROBE = { kind: 'probe', model: 'silero_vad', provider: 'webgpu' };

function jobs() {
  return { offered: vi.fn(), probe: vi.fn(), self_test: vi.fn() };
}

describe('a job of the trial process', () => {
  it('goes to what does its kind, and its result back', async () => {
    const table = jobs();
    table.probe.mockResolvedValue({ verdict: 'passed' });
    expect(await attempt(PROBE, table)).toEqual({ type: 'done', result: { verdict: 'passed' } });
    expect(table.probe).toHaveBeenCalledExactlyOnceWith(PROBE);
    expect(table.offered).not.toHaveBeenCalled();
  });

  it('tells the code of what went wrong', async () => {
    const table = jobs();
    table.probe.mockRejectedValue(new HarkError('model.missing', 'no such file'));
    expect(await attempt(PROBE, table)).toEqual({
      type: 'failed',
      error: { code: 'model.missing', message: 'no such file' },
    });
    table.probe.mockImplementation(() => {
      throw new TypeError('not ours');
    });
    expect(await attempt(PROBE, table)).toEqual({
      type: 'failed',
      error: { code: 'internal', message: 'not ours' },
    });
  });

  it.each([
    null,
    {},
    { kind: 'format_disk' },
    { kind: 'constructor' },
    { kind: 'probe', provider: 'abacus' },
  ])('is refused where it is %j', async (message) => {
    const answer = await attempt(message, jobs());
    expect(answer).toMatchObject({ type: 'failed', error: { code: 'ipc.arguments' } });
  });

  it('says what ONNX Runtime brings here, the CPU aside', async () => {
    const answer = await attempt({ kind: 'offered' });
    const { providers, runtime } = TRIAL_RESULTS.offered.parse(answer.type === 'done' ? answer.result : null);
    expect(providers).not.toContain('cpu');
    expect(runtime).toMatch(/^\d+\.\d+\.\d+/);
  });
});
