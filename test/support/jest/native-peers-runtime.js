const { default: Runtime } = require('jest-runtime');

const PEERS = /^(aws-cdk-lib|constructs)(\/|$)/;

/**
 * Requires the peers with Node's own `require`, which loads each of their files once a worker. `testEnvironmentOptions`
 * of the project names the package that stands for aws-cdk-lib. jest requires this file itself, so it is no TypeScript.
 */
class NativePeersRuntime extends Runtime {
  constructor(config, ...others) {
    super(config, ...others);
    this.cdkLibrary = config.testEnvironmentOptions.cdkLibrary;
  }

  requireModuleOrMock(from, name) {
    if (PEERS.test(name)) return require(name.replace(/^aws-cdk-lib/, this.cdkLibrary));
    return super.requireModuleOrMock(from, name);
  }
}

module.exports = { __esModule: true, default: NativePeersRuntime };
