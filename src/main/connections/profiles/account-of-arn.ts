/** Returns the account in an ARN, or `null` if it names none. */
export function accountOfArn(arn: string): string | null {
  return arn.split(':')[4] || null
}
