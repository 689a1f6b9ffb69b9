import manifest from '@aws-sdk/client-s3/package.json' with { type: 'json' }

/** The version of the AWS SDK. */
export const sdkVersion: string = manifest.version
