import vm from 'vm';
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { TestEnvironment } from 'jest-environment-node';

/*
 * Runs the tests of the constructs in the context of the worker instead of a separate context for each file. Together
 * with native-peers-runtime.js, which leaves aws-cdk-lib to Node, this halves the time of the unit tests: jest would
 * load about a thousand files of aws-cdk-lib again for each test file, and runs code in a context at half the speed.
 *
 * Test files then share the globals of their worker. The tests of the constructs change only process.env; the tests of
 * the functions, which change more, keep jest's own environment.
 */

const compileFunction = vm.compileFunction;

/** The contexts that represent the context of the worker. */
const redirected = new WeakSet<object>();

/** jest always passes a context to compile in, and no object represents the current one. */
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
