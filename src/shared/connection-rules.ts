// No zod here: the page validates forms without bundling it.

declare const URL: { canParse(text: string): boolean }

/** What is wrong with a connection's name, as a sentence; `null` if it is valid. */
export function labelProblem(text: string): string | null {
  const { length } = text.trim()
  return length >= 1 && length <= 40 ? null : 'Use a name of 1 to 40 characters.'
}

/** What is wrong with an AWS region's name, as a sentence; `null` if it is valid. */
export function regionProblem(text: string): string | null {
  return /^[a-z0-9-]{2,32}$/.test(text) ? null : 'Enter a region such as eu-west-1.'
}

/**
 * What is wrong with the address of S3 or SQS, as a sentence; `null` if it is valid. Addresses use https, or
 * http on this computer only.
 */
export function addressProblem(text: string): string | null {
  const known = /^(?:https:\/\/[^\s@/?#]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?)\/?$/
  if (text.length > 300 || !known.test(text)) {
    return 'Use https, or http with 127.0.0.1 or localhost. Leave out user, password and path.'
  }
  return URL.canParse(text) && portOf(text) <= 65_535
    ? null
    : 'This address is not valid. Check its host and port.'
}

function portOf(text: string): number {
  return Number(/:(\d+)\/?$/.exec(text)?.[1] ?? '0')
}
