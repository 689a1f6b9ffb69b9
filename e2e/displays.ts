/** The environment variables of each display that the tests may use. Empty variables mean the display of this user. */
export const displays = JSON.parse(process.env['REMOTEJOB_DISPLAYS'] ?? '[{}]') as readonly Readonly<
  Record<string, string>
>[]
