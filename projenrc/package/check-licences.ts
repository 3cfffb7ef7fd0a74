import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout';
import { licenceProblems } from './allowed-licences';
import { main } from '../script';

/*
 * Fails if something is bundled with the handler that has no licence, or one that is not allowed. Run after a build.
 */

const BILL_OF_MATERIALS = 'assets/lambda/bill-of-materials.cdx.json';

main(async () => {
  const bill = JSON.parse(readFileSync(join(CHECKOUT, BILL_OF_MATERIALS), 'utf8'));
  const problems = licenceProblems(bill);
  if (problems.length) throw new Error(problems.join('\n'));
  console.log(`The licences of the ${bill.components.length} packages that are bundled are allowed.`);
});
