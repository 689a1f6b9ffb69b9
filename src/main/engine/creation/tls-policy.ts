/** Returns a policy that refuses requests without TLS. `resources` are ARNs, or an export's placeholders for them. */
export function tlsPolicy<R>(action: 's3:*' | 'sqs:*', resources: R) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: action,
        Resource: resources,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  } as const
}
