/** The environment variables of each display that the tests may use. An empty entry means the user's own display. */
export const displays = JSON.parse(process.env['REMOTEJOB_DISPLAYS'] ?? '[{}]') as readonly Readonly<
  Record<string, string>
>[]
