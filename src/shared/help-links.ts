// No zod here: the page uses this without bundling it.

/** The sites that the documentation links to. The page passes only a name, so it cannot open any other address. */
export const helpLinks = {
  remotejob: 'https://www.npmjs.com/package/remotejob',
  moto: 'https://docs.getmoto.org',
} as const
export type HelpLink = keyof typeof helpLinks

export const helpLinkNames = Object.keys(helpLinks) as HelpLink[]

/** Returns the name of the site at an address, or `null` if it is not one of them. */
export function helpLinkOf(address: string): HelpLink | null {
  return helpLinkNames.find((name) => helpLinks[name] === address) ?? null
}
