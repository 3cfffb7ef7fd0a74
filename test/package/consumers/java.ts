import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Language } from './language';
import { mavenLocalRepository } from '../packages';

export const java: Language = {
  name: 'java',
  target: 'java',
  tools: [
    { program: 'java', args: ['-version'], version: /version "(\d+)/, atLeast: '17', from: 'https://adoptium.net' },
    { program: 'mvn', args: ['--version'], version: /Apache Maven (\d+\.\d+)/, atLeast: '3.8', from: 'https://maven.apache.org' },
  ],
  manifest: 'pom.xml',

  async install(app, packages) {
    const localRepository = mavenLocalRepository();
    rmSync(join(localRepository, 'io', 'github', 'cdk-redshift-hsm'), { recursive: true, force: true }); // or the package of the last run is tested
    writeFileSync(join(app, 'settings.xml'), settings(localRepository, pathToFileURL(join(packages, 'java')).href));
    mkdirSync(join(app, '.mvn'));
    writeFileSync(join(app, '.mvn', 'maven.config'), '--settings\nsettings.xml\n');
    return {}; // the app compiles itself
  },
};

const settings = (localRepository: string, repository: string): string => `<settings>
  <localRepository>${localRepository}</localRepository>
  <profiles>
    <profile>
      <id>checkout</id>
      <repositories>
        <repository><id>checkout</id><url>${repository}</url></repository>
      </repositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>checkout</activeProfile></activeProfiles>
</settings>
`;
