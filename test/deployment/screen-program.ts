import { setTimeout as sleep } from 'node:timers/promises';
import { screen } from '../../demo/screen';
import { heading } from '../../demo/style';

/* What screen.test.ts runs at a terminal and elsewhere. */
async function main(): Promise<void> {
  screen.say(heading('a heading'));
  screen.say('word '.repeat(30));
  await screen.during(() => sleep(Number(process.argv[2])));
  screen.say('the end');
}

void main();
