import { mavenProblems } from '../../tools/support/pom';

const POM = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <!-- <url>in a comment</url> -->
  <name>\${project.groupId}:\${project.artifactId}</name>
  <description>A database</description>
  <url>https://github.com/somebody/database</url>
  <licenses>
    <license>
      <name>MIT License</name>
      <url>https://opensource.org/license/mit/</url>
    </license>
  </licenses>
  <developers>
    <developer>
      <name>Somebody</name>
      <email>somebody@example.com</email>
    </developer>
  </developers>
  <scm>
    <connection>scm:git:https://github.com/somebody/database.git</connection>
    <url>https://github.com/somebody/database.git</url>
  </scm>
  <groupId>io.github.somebody</groupId>
  <artifactId>database</artifactId>
  <version>1.2.3</version>
  <empty/>
  <dependencies>
    <dependency>
      <groupId>software.constructs</groupId>
      <artifactId>constructs</artifactId>
      <version>10.5.1</version>
    </dependency>
  </dependencies>
</project>`;
const FILES = ['database-1.2.3.jar', 'database-1.2.3-sources.jar', 'database-1.2.3-javadoc.jar'];

test('finds nothing in a complete package', () => {
  expect(mavenProblems(POM, [...FILES, 'database-1.2.3.jar.sha1'])).toEqual([]);
});

test.each([
  ['name', /<name>\$.*/],
  ['description', /<description>.*/],
  ['url', /<url>https:\/\/github.com\/somebody\/database<.*/],
  ['licenses/license/name', /<name>MIT.*/],
  ['licenses/license/url', /<url>https:\/\/opensource.*/],
  ['developers/developer/name', /<name>Somebody.*/],
  ['developers/developer/email', /<email>.*/],
  ['scm/connection', /<connection>.*/],
  ['scm/url', /<url>.*database\.git.*/],
])('finds that %s is missing, or empty', (place, line) => {
  expect(mavenProblems(POM.replace(line, ''), FILES)).toEqual([`the POM has no ${place}`]);
  const tag = place.split('/').pop();
  expect(mavenProblems(POM.replace(line, `<${tag}> </${tag}>`), FILES)).toEqual([`the POM has no ${place}`]);
});

test('does not take the coordinates of a dependency for its own', () => {
  expect(mavenProblems(POM.replace('<groupId>io.github.somebody</groupId>', ''), FILES)).toEqual([
    'the POM has no groupId',
  ]);
});

test('finds that a jar is missing, and a version that is no release', () => {
  for (const file of FILES) {
    const others = FILES.filter((other) => other !== file);
    expect(mavenProblems(POM, others)).toEqual([`${file} is missing`]);
  }
  const snapshots = FILES.map((file) => file.replace('1.2.3', '1.2.3-SNAPSHOT'));
  expect(mavenProblems(POM.replace('>1.2.3<', '>1.2.3-SNAPSHOT<'), snapshots)).toEqual(['the version is a snapshot']);
});
