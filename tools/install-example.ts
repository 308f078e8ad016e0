import { Example } from './support/example';
import { packInSteps } from './support/package';
import { main, step } from './support/run';

/** `npm run example:install -- prod`: the example in .demo/prod, ready for `npx cdk …`. */
main(async () => {
  const example = Example.copy(process.argv[2] ?? 'dev');
  const tarball = await packInSteps();
  await step(`install the example ${example.name}`, () => example.install(tarball));
});
