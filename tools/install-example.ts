import { Example } from './support/example';
import { bundleFunctions, compileLibrary, packLibrary } from './support/package';
import { main, step } from './support/run';

/** `npm run example:install -- prod`: the example in .demo/prod, ready for `npx cdk …`. */
main(async () => {
  const example = Example.copy(process.argv[2] ?? 'dev');
  await step('compile the library', compileLibrary);
  await step('bundle its functions', bundleFunctions);
  const tarball = await step('pack the library', packLibrary);
  await step(`install the example ${example.name}`, () => example.install(tarball));
});
