import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/*
 * To be imported by tests that define an app. The CDK makes a folder for each, with a copy of the handler's bundle, and leaves it
 * behind: all of them go to one that is removed when the tests of a file are done.
 */

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-redshift-hsm-'));
const tmpdir = jest.spyOn(os, 'tmpdir').mockReturnValue(folder);

afterAll(() => {
  tmpdir.mockRestore();
  fs.rmSync(folder, { recursive: true });
});
