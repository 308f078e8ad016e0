import { absoluteLinks } from '../../tools/support/package-readme';

const ADDRESS = 'https://github.com/edimilsonldutra/oficina-postgres/blob/v1.2.3';

test.each([
  ['[API](API.md#props)', `[API](${ADDRESS}/API.md#props)`],
  [
    '[runbook](docs/runbook.md) and [API](API.md)',
    `[runbook](${ADDRESS}/docs/runbook.md) and [API](${ADDRESS}/API.md)`,
  ],
  ['<img src="docs/dashboard.svg" alt="x">', `<img src="${ADDRESS}/docs/dashboard.svg?raw=true" alt="x">`],
])('%s leads to the repository at the release', (relative, absolute) => {
  expect(absoluteLinks(relative, ADDRESS)).toBe(absolute);
});

test.each(['[profiles](#profiles)', '[AWS](https://docs.aws.amazon.com/x)', '[mail](mailto:a@b.example)'])(
  '%s stays as it is',
  (link) => expect(absoluteLinks(link, ADDRESS)).toBe(link),
);
