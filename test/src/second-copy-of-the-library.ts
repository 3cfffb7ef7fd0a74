/** Loads the library once more, as it is where two versions of it are installed side by side. The CDK, a peer of both, is the same. */
export function secondCopyOfTheLibrary(): typeof import('../../src') {
  let copy: typeof import('../../src') | undefined;
  const peers = ['aws-cdk-lib', 'aws-cdk-lib/aws-iam', 'aws-cdk-lib/aws-lambda', 'aws-cdk-lib/aws-logs', 'constructs']
    .map((name) => ({ name, loaded: jest.requireActual<object>(name) }));
  jest.isolateModules(() => {
    for (const { name, loaded } of peers) jest.doMock(name, () => loaded);
    copy = jest.requireActual('../../src');
    for (const { name } of peers) jest.dontMock(name);
  });
  return copy!;
}
