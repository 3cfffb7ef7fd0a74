import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleHandler } from './handler';

/* Makes the file that is deployed, and beside it what is in it, of which the bill of materials is made. */

const OUTPUT = join(__dirname, '..', '..', 'assets', 'lambda', 'index');

void bundleHandler(OUTPUT).then((metafile) => writeFileSync(join(OUTPUT, 'index.meta.json'), JSON.stringify(metafile)));
