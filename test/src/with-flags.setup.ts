import { RECOMMENDED_FLAGS } from './recommended-flags';

process.env.CDK_CONTEXT_JSON = RECOMMENDED_FLAGS; // as the CDK CLI gives an app what is in its cdk.json
