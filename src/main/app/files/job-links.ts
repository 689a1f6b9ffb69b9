const jobLink = /^remotejob:\/\/job\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/
const mostLinks = 10

/**
 * Returns the message ids from the links among the arguments: `remotejob://job/ID`. Web pages
 * can open such links, so anything else in one is ignored, and following it only shows a job.
 */
export function linkedMessages(args: readonly string[]): string[] {
  return args.flatMap((argument) => jobLink.exec(argument)?.[1] ?? []).slice(0, mostLinks)
}

/** Returns the links that a second instance passes on. Any of the user's programs may send such a message. */
export function linksOfInstance(given: unknown): string[] {
  const links = typeof given === 'object' && given !== null && 'links' in given ? given.links : null
  return Array.isArray(links) ? linkedMessages(links.filter((link) => typeof link === 'string')) : []
}
