import { join } from 'node:path';
import { declaredErrors, registering } from '../../bundle/declared-errors';

const registration = (name: string): string => [
  `export var ${name}$ = [-3, n0, _${name},`, `    { [_aQE]: [\`${name}\`, 400], [_e]: _c },`, '    [_m],', '    [0]', '];', `n0_registry.registerError(${name}$, ${name});`,
].join('\n');
const SOURCE = `const n0_registry = new TypeRegistry(n0);\n${registration('AFault')}\n${registration('BFault')}\nexport var Tag$ = [3, n0, _Ta];\n`;

test('the errors of the calls that the function makes are those that it knows, and some more', () => {
  const errors = declaredErrors(join(__dirname, '..', '..', 'lambda', 'redshift', 'hsm-client-certificates.ts'));
  expect([...errors]).toEqual(expect.arrayContaining([
    'HsmClientCertificateAlreadyExistsFault', 'HsmClientCertificateNotFoundFault', 'InvalidHsmClientCertificateStateFault', 'ResourceNotFoundFault',
    'HsmClientCertificateQuotaExceededFault', 'TagLimitExceededFault',
  ]));
  expect(errors.size).toBeLessThan(20);
});

test('only the errors that are wanted are registered', () => {
  expect(registering(new Set(['BFault']), SOURCE)).toBe(SOURCE.replace(registration('AFault'), ''));
});

test.each([
  ['an error is registered in another way', new Set(['BFault']), SOURCE.replace('n0_registry.registerError(BFault$, BFault)', 'register(BFault$)'), 'does not register BFault as it did'],
  ['no error is wanted', new Set<string>(), SOURCE, 'does not register any error as it did'],
])('%s: nothing is bundled', (_, errors, source, problem) => {
  expect(() => registering(errors, source)).toThrow(problem);
});
