import vm from 'vm';
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { TestEnvironment } from 'jest-environment-node';

/*
 * Runs the tests of the constructs in the context of the worker, not in one of their own for each file. Together with
 * native-peers-runtime.js, which leaves aws-cdk-lib to Node, this halves the time of the unit tests: jest would load
 * some thousand files of aws-cdk-lib again for each test file, and runs code in a context at half the speed.
 *
 * Test files then share the globals of their worker. The tests of the constructs change none but process.env; the tests
 * of the functions, which do, keep jest's own environment.
 */

const compileFunction = vm.compileFunction;

/** The contexts that stand for the context of the worker. */
const redirected = new WeakSet<object>();

/** jest always names a context to compile in, and there is no object which names the current one. */
vm.compileFunction = (code, parameters, options = {}) => {
  const { parsingContext, ...others } = options;
  if (parsingContext && redirected.has(parsingContext)) return compileFunction(code, parameters, others);
  return compileFunction(code, parameters, options);
};

export default class SingleContextEnvironment extends TestEnvironment {
  private readonly variables = { ...process.env };

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    this.global = globalThis as unknown as typeof this.global;
    redirected.add(this.getVmContext()!);
  }

  async teardown(): Promise<void> {
    for (const name of Object.keys(process.env)) {
      if (!(name in this.variables)) delete process.env[name];
    }
    Object.assign(process.env, this.variables);
    await super.teardown();
  }
}
